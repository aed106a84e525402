//! What is wrong with JSON, in a sentence for people who know JSON and need not know Rust.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads JSON, or says why it cannot be read.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|error| sentence(&error))
}

/// An error of serde's as a part of a sentence, with its place.
pub(crate) fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let what = match error.classify() {
        Category::Eof => "it ends before it is whole".to_owned(),
        Category::Io | Category::Syntax => "it is no JSON".to_owned(),
        Category::Data => misfit(text).unwrap_or_else(|| text.to_owned()),
    };
    match (error.line(), error.column()) {
        (0, _) => what,
        (line, column) => format!("{what} (line {line}, column {column})"),
    }
}

/// What is JSON, but not what it should be.
fn misfit(text: &str) -> Option<String> {
    if let Some(name) = text.strip_prefix("missing field ") {
        return Some(format!("{name} is missing"));
    }
    if let Some(name) = text.strip_prefix("duplicate field ") {
        return Some(format!("{name} stands in it twice"));
    }
    for kind in ["unknown field ", "unknown variant "] {
        if let Some((name, known)) = text.strip_prefix(kind).and_then(|it| it.split_once(", ")) {
            let known = known.strip_prefix("expected ").unwrap_or(known);
            return Some(format!("{name} is not known here, only {known}"));
        }
    }
    let text = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|kind| text.strip_prefix(kind))?;
    let (found, expected) = text.split_once(", expected ")?;
    Some(format!("{} is not {}", found_thing(found), expected_thing(expected)))
}

fn found_thing(found: &str) -> String {
    match found.split_once(' ').unwrap_or((found, "")) {
        ("map", "") => "an object".to_owned(),
        ("sequence", "") => "a list".to_owned(),
        ("string", text) => format!("the text {text}"),
        ("integer", number) => format!("the number {number}"),
        ("floating", number) => format!("the number {}", number.trim_start_matches("point ")),
        ("boolean", value) => value.to_owned(),
        ("null", _) | ("unit", _) => "null".to_owned(),
        _ if found.bytes().all(|byte| byte.is_ascii_digit()) => format!("a list of {found}"),
        _ => found.to_owned(),
    }
}

fn expected_thing(expected: &str) -> String {
    match expected {
        "a string" | "string" | "str" | "a borrowed string" => "a text".to_owned(),
        "a map" => "an object".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a character" => "a text of one character".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "unit" => "null".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            "a whole number from 0 that is small enough".to_owned()
        }
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => {
            "a whole number that is small enough".to_owned()
        }
        _ => match expected.split_once(' ') {
            Some(("struct", _)) => "an object".to_owned(),
            Some(("enum", _)) => "one of the values that may stand there".to_owned(),
            Some(("tuple", _)) => "a list".to_owned(),
            _ => expected
                .replace("a tuple of size", "a list of")
                .replace("an array of length", "a list of"),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only reading it matters")]
    struct Settings {
        ttl: u32,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
        Blue,
    }

    fn check<T: DeserializeOwned>(json: &str, expected: &str) {
        assert_eq!(read::<T>(json.as_bytes()).err().as_deref(), Some(expected), "{json}");
    }

    #[test]
    fn no_word_of_rust() {
        check::<String>("{}", "an object is not a text (line 1, column 0)");
        check::<String>("7", "the number `7` is not a text (line 1, column 1)");
        check::<bool>("1.5", "the number `1.5` is not a boolean (line 1, column 3)");
        check::<Settings>("true", "`true` is not an object (line 1, column 4)");
        check::<Settings>("{\n}", "`ttl` is missing (line 2, column 1)");
        check::<Settings>(r#"{"ttl":1,"ttl":1}"#, "`ttl` stands in it twice (line 1, column 14)");
        check::<Settings>(r#"{"tll":1}"#, "`tll` is not known here, only `ttl` (line 1, column 6)");
        check::<Colour>(
            r#""green""#,
            "`green` is not known here, only `red` or `blue` (line 1, column 7)",
        );
        let small = "the number `-1` is not a whole number from 0 that is small enough";
        check::<u8>("-1", &format!("{small} (line 1, column 2)"));
        check::<f64>("null", "null is not a number (line 1, column 4)");
        check::<[u8; 2]>("[1]", "a list of 1 is not a list of 2 (line 1, column 3)");
        check::<Vec<u8>>(r#""x""#, "the text \"x\" is not a list (line 1, column 3)");
        check::<BTreeMap<String, u8>>("[]", "a list is not an object (line 1, column 0)");
        check::<u8>(
            "[1",
            "a list is not a whole number from 0 that is small enough (line 1, column 0)",
        );
        check::<Vec<u8>>("[1", "it ends before it is whole (line 1, column 2)");
        check::<u8>("<html>", "it is no JSON (line 1, column 1)");
        let value = serde_json::json!([]);
        let error = Settings::deserialize(&value).unwrap_err();
        assert_eq!(sentence(&error), "a list of 0 is not an object");
        assert!([Colour::Red, Colour::Blue].len() == 2);
    }
}
