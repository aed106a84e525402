//! Finding keys in a text. Pure.
//!
//! A text is taken apart into words of the characters that keys are made of, and each word is
//! looked up: so the number of keys costs nothing.

use std::collections::HashMap;

/// Calls whose first argument is a key, by the last part of their name.
const CALLS: &[&str] = &[
    "is_enabled",
    "isEnabled",
    "variant",
    "getBooleanValue",
    "getStringValue",
    "getNumberValue",
    "getIntegerValue",
    "getFloatValue",
    "getObjectValue",
    "get_boolean_value",
    "get_string_value",
    "get_integer_value",
    "get_float_value",
    "get_object_value",
    "get_bool_value",
    "get_int_value",
];

/// The keys that are looked for.
#[derive(Debug, Default)]
pub(super) struct Keys {
    numbers: HashMap<Vec<u8>, usize>,
    /// Parts between dots of the key with the most of them.
    parts_max: usize,
}

/// What a text has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Keys by their number, and the line of each; once a line.
    pub(super) references: Vec<(usize, usize)>,
    /// What calls name as a key that is none.
    pub(super) unknown: Vec<(String, usize)>,
}

impl Keys {
    pub(super) fn new<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        let mut all = Self::default();
        for (number, key) in keys.into_iter().enumerate() {
            all.parts_max = all.parts_max.max(key.split('.').count());
            all.numbers.insert(key.as_bytes().to_vec(), number);
        }
        all
    }

    /// The keys within a word that is none: what stands between dots may be a key, as in
    /// `flags.checkout`. The longest counts.
    fn within(&self, word: &[u8], mut found: impl FnMut(usize)) {
        let parts: Vec<&[u8]> = word.split(|&byte| byte == b'.').collect();
        let mut first = 0;
        while first < parts.len() {
            let longest = (parts.len() - first).min(self.parts_max);
            let key = (1..=longest).rev().find_map(|count| {
                let key = parts[first..first + count].join(&b'.');
                Some((*self.numbers.get(trimmed(&key))?, count))
            });
            first += key.map_or(1, |(_, count)| count);
            key.into_iter().for_each(|(number, _)| found(number));
        }
    }
}

/// Finds keys in a text.
pub(super) fn scan(text: &[u8], keys: &Keys) -> Found {
    let mut found = Found::default();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        if !is_of_key(text[at]) {
            line += usize::from(text[at] == b'\n');
            at += 1;
            continue;
        }
        let length = text[at..].iter().take_while(|&&byte| is_of_key(byte)).count();
        let (word, before, after) = (&text[at..at + length], &text[..at], text.get(at + length));
        let mut refer = |number| {
            if !found.references.contains_on(line, number) {
                found.references.push((number, line));
            }
        };
        let is_quoted = before.last().is_some_and(|quote| is_quote(*quote) && after == Some(quote));
        match keys.numbers.get(trimmed(word)) {
            Some(&number) => refer(number),
            None if !is_quoted && word.contains(&b'.') => keys.within(word, refer),
            None if !is_quoted => {}
            None if is_argument(before) && word[0].is_ascii_alphabetic() => {
                found.unknown.push((String::from_utf8_lossy(word).into_owned(), line));
            }
            None => {}
        }
        at += length;
    }
    found
}

/// What was found on one line is at the end.
trait Lines {
    fn contains_on(&self, line: usize, number: usize) -> bool;
}

impl Lines for Vec<(usize, usize)> {
    fn contains_on(&self, line: usize, number: usize) -> bool {
        self.iter().rev().take_while(|found| found.1 == line).any(|found| found.0 == number)
    }
}

/// Dashes and dots at the ends belong to the code: `--key`, `key->`, `..key`.
fn trimmed(word: &[u8]) -> &[u8] {
    let is_inner = |byte: &u8| !matches!(byte, b'-' | b'.');
    let start = word.iter().position(is_inner).unwrap_or(word.len());
    let end = word.iter().rposition(is_inner).map_or(start, |last| last + 1);
    &word[start..end]
}

/// Whether what is before a quoted word ends with the call of something that takes a key.
fn is_argument(before: &[u8]) -> bool {
    let quoted = before.split_last().map_or(&[][..], |(_quote, rest)| rest).trim_ascii_end();
    let Some((b'(', name)) = quoted.split_last() else { return false };
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let start = name.iter().rposition(|byte| !is_of_name(byte)).map_or(0, |last| last + 1);
    CALLS.iter().any(|call| call.as_bytes() == &name[start..])
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["checkout", "checkout.flow", "new-search", "search", "Dark_mode"];

    /// Keys and lines as `key:line`, unknown keys with a question mark.
    fn check(text: &str, expected: &str) {
        let found = scan(text.as_bytes(), &Keys::new(KEYS));
        let known =
            found.references.iter().map(|(number, line)| format!("{}:{line}", KEYS[*number]));
        let unknown = found.unknown.iter().map(|(key, line)| format!("?{key}:{line}"));
        assert_eq!(known.chain(unknown).collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn keys_are_whole_words() {
        for (text, expected) in [
            ("is_enabled(\"checkout\")", "checkout:1"),
            ("a\n'checkout' `search`\r\ncheckout", "checkout:2 search:2 checkout:3"),
            ("search search\nsearch", "search:1 search:2"),
            ("\"checkout.flow\"", "checkout.flow:1"),
            // Another word, whatever is in it.
            ("\"checkout.other\" 'checkout-flow' checkouts xcheckout checkout_2 dark_mode", ""),
            ("new-search: on", "new-search:1"),
            ("old-search new_search", ""),
            // Members and what stands beside operators.
            ("flags.checkout checkout.enabled()", "checkout:1"),
            ("flags.checkout.flow.on", "checkout.flow:1"),
            ("--search=1 x->search ..search...", "search:1"),
            ("Dark_mode;Dark_mode", "Dark_mode:1"),
            ("ä\"search\"ß \u{201c}search\u{201d}", "search:1"),
            ("", ""),
            ("search", "search:1"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn calls_with_other_keys() {
        for (text, expected) in [
            ("user.is_enabled(\"chekout\")", "?chekout:1"),
            ("client.getBooleanValue(\n  'old', false)", "?old:2"),
            ("is_enabled(key) is_enabled(\"{key}\") unwrap(\"old\") (\"old\")", ""),
            ("variant(\"checkout\") my_variant(\"old\")", "checkout:1"),
            ("is_enabled(\"1\")", ""),
            ("\"old\"", ""),
        ] {
            check(text, expected);
        }
    }
}
