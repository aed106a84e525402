//! Where in a document something stands, such as `features.checkout.rules[0].value`.

use std::fmt;
use std::rc::Rc;

/// A path from a file's root. Cloning is cheap; most paths are never printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(Option<Rc<Step>>);

#[derive(Debug)]
struct Step {
    parent: Path,
    name: Name,
}

#[derive(Debug)]
enum Name {
    Key(Rc<str>),
    Index(usize),
    /// An element of a list that is known by its name.
    Element(Rc<str>),
}

impl Path {
    pub(crate) fn key(&self, key: &str) -> Self {
        self.step(Name::Key(key.into()))
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        self.step(Name::Index(index))
    }

    /// The element of a list that has a name.
    pub(crate) fn name(&self, name: &str) -> Self {
        self.step(Name::Element(name.into()))
    }

    fn step(&self, name: Name) -> Self {
        Self(Some(Rc::new(Step { parent: self.clone(), name })))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(step) = &self.0 else {
            return Ok(());
        };
        step.parent.fmt(f)?;
        match &step.name {
            Name::Index(index) => write!(f, "[{index}]"),
            Name::Key(key) if is_plain(key) => {
                let dot = if step.parent.0.is_some() { "." } else { "" };
                write!(f, "{dot}{key}")
            }
            Name::Key(key) | Name::Element(key) => write!(f, "[{key:?}]"),
        }
    }
}

/// Whether a key can stand in a path without quotes: a dot in it would read as a step.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_code() {
        let path = Path::default().key("features").key("a.b").key("rules").index(2).key("value");
        assert_eq!(path.to_string(), "features[\"a.b\"].rules[2].value");
        assert_eq!(Path::default().to_string(), "");
    }
}
