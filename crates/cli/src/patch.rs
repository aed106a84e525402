//! `FIELD=VALUE` as a JSON object: a merge patch, or a definition.

use serde_json::{Map, Value};

use crate::Usage;

/// One object of some fields, whose names lead into objects by their dots.
pub(crate) fn of_fields<'f>(
    fields: impl IntoIterator<Item = (&'f str, Value)>,
) -> Result<Map<String, Value>, Usage> {
    let mut patch = Map::new();
    for (name, value) in fields {
        let (parents, last) = match name.rsplit_once('.') {
            Some((parents, last)) => (Some(parents), last),
            None => (None, name),
        };
        let mut object = &mut patch;
        for part in parents.iter().flat_map(|parents| parents.split('.')) {
            let child = object.entry(part).or_insert_with(|| Map::new().into());
            object = child.as_object_mut().ok_or_else(|| twice(name))?;
        }
        if object.insert(last.to_owned(), value).is_some() {
            return Err(twice(name));
        }
    }
    Ok(patch)
}

/// Fields of definitions that are lists, also where a map was given to make one.
const LISTS: [&str; 6] = ["variants", "rules", "requires", "curve", "metrics", "tags"];

/// One object of some fields that are to change. Nothing leads into a list: a part of one would
/// replace the whole.
pub(crate) fn of_changes<'f>(
    fields: impl Iterator<Item = (&'f str, Value)> + Clone,
) -> Result<Map<String, Value>, Usage> {
    for (name, _) in fields.clone() {
        if let Some((list, _)) = name.split_once('.').filter(|(first, _)| LISTS.contains(first)) {
            let detail = format!("`{list}` is a list: give the whole of it, {list}='[…]'");
            return Err(Usage(format!("`{name}` cannot be set by itself; {detail}")));
        }
    }
    of_fields(fields)
}

fn twice(name: &str) -> Usage {
    Usage(format!("`{name}` is set twice; set each field once"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dots_lead_into_objects() {
        let fields = [
            ("percentage", json!(50)),
            ("metadata.jira", json!("ABC-1")),
            ("metadata.team.name", json!("search")),
            ("expires", Value::Null),
        ];
        let expected = json!({
            "percentage": 50,
            "metadata": {"jira": "ABC-1", "team": {"name": "search"}},
            "expires": null,
        });
        assert_eq!(Value::from(of_fields(fields).unwrap()), expected);
    }

    #[test]
    fn a_part_of_a_list_would_replace_the_whole() {
        let changes = |name| of_changes([(name, json!(1))].into_iter());
        let Usage(text) = changes("variants.wide").unwrap_err();
        let expected = "`variants.wide` cannot be set by itself; `variants` is a list: give the \
                        whole of it, variants='[…]'";
        assert_eq!(text, expected);
        assert!(changes("variants").is_ok() && changes("metadata.rules").is_ok());
    }

    #[test]
    fn nothing_is_set_twice() {
        for names in [["a", "a"], ["a", "a.b"], ["a.b", "a"], ["a.b", "a.b"], ["a.b", "a.b.c"]] {
            let fields = names.map(|name| (name, json!(1)));
            assert!(of_fields(fields).is_err(), "{names:?}");
        }
    }
}
