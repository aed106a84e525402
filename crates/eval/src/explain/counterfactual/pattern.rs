//! A text in which a regular expression is found.

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// Longest text that is made, in bytes.
const BYTES_MAX: usize = 1_000;

/// A short text in which the pattern is found; `None` where none is known, as with some anchors.
pub(super) fn example(pattern: &Regex) -> Option<String> {
    let mut text = String::new();
    write(&regex_syntax::parse(pattern.as_str()).ok()?, &mut text)?;
    pattern.is_match(&text).then_some(text)
}

/// Writes the first alternative, each repetition as seldom as it may be. Patterns nest at most 50
/// levels, which bounds the recursion.
fn write(pattern: &Hir, text: &mut String) -> Option<()> {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => text.push(letter(class)?),
        HirKind::Class(Class::Bytes(class)) => text.push(letter(&class.to_unicode_class()?)?),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                write(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, text))?,
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    (text.len() <= BYTES_MAX).then_some(())
}

/// A letter of a class that people can read, else the first.
fn letter(class: &ClassUnicode) -> Option<char> {
    let is_in = |letter: &char| {
        class.ranges().iter().any(|range| (range.start()..=range.end()).contains(letter))
    };
    let readable = ('a'..='z').chain('0'..='9').chain('A'..='Z');
    let first = || class.ranges().first().map(|range| range.start());
    readable.into_iter().find(is_in).or_else(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_match() {
        for (pattern, expected) in [
            ("^admin", Some("admin")),
            (r"^[^@]+@example\.com$", Some("a@example.com")),
            (r"(?i)^beta-\d{3}$", Some("beta-000")),
            ("a|b", Some("a")),
            ("", Some("")),
            ("^(x{2,3}|y)*$", Some("")),
            (r"[\p{Han}]", Some("⺀")),
            (r"x\b", Some("x")),
            (r"a\Bb", Some("ab")),
            (r"\Ba", None),
            ("(a{100}){100}", None),
        ] {
            let pattern = Regex::new(pattern).unwrap();
            assert_eq!(example(&pattern).as_deref(), expected, "{pattern}");
        }
    }
}
