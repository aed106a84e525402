//! One concept, one word: identifiers do not use other products' words for ours.
//!
//! Comments and strings may: documents of other products are read, and their words explained. Only
//! the files in `BOUNDARIES` may name what they translate.

use super::code::identifiers;
use super::{Complaint, File};

/// A word that we do not use, and ours. A plural counts as the word.
const BANNED: &[(&str, &str)] = &[
    ("variation", "variant"),
    ("treatment", "variant"),
    ("toggle", "flag"),
    ("stickiness", "bucket_by"),
];

/// The same for words that are fine as a part of an identifier.
const BANNED_ALONE: &[(&str, &str)] = &[("arm", "variant")];

/// Starts of the paths of the files that translate from or to another product's words.
const BOUNDARIES: &[&str] = &["bench/peers/src/"];

fn check(files: &[File], boundaries: &[&str]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        if boundaries.iter().any(|start| file.path.starts_with(start)) {
            continue;
        }
        // What does not parse is a complaint of the check of sizes.
        for (identifier, line) in identifiers(file).unwrap_or_default() {
            if let Some((word, ours)) = banned(&identifier) {
                let what = format!("`{identifier}`: we say {ours}, not {word}: rename it");
                complaints.push(file.complain(line, what));
            }
        }
    }
    complaints
}

fn banned(identifier: &str) -> Option<&'static (&'static str, &'static str)> {
    let words = words(identifier);
    let same = |word: &str, banned: &str| word == banned || word.strip_suffix('s') == Some(banned);
    let part = BANNED.iter().find(|(banned, _)| words.iter().any(|word| same(word, banned)));
    let [only] = words.as_slice() else {
        return part;
    };
    part.or_else(|| BANNED_ALONE.iter().find(|(banned, _)| same(only, banned)))
}

/// The words of `snake_case`, `SCREAMING_CASE` and `CamelCase`, in lower case.
fn words(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower_case = false;
    for letter in identifier.chars() {
        if letter == '_' || (letter.is_uppercase() && after_lower_case) {
            words.push(String::new());
        }
        after_lower_case = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter != '_') {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    #[test]
    fn examples() {
        let check = |text, expected: &[&str]| {
            assert_complaints(&check(&[File::new("src/a.rs", text)], &["src/unleash"]), expected);
        };
        check("// A variation.\nconst VARIANT: &str = \"variation\";", &[]);
        check("fn arm_of(charm: Alarm) {}", &[]);
        check(
            "struct FlagVariation;",
            &["src/a.rs:1: `FlagVariation`: we say variant, not variation"],
        );
        check(
            "fn f() {\n    print!(\"\", all_toggles);\n}",
            &["src/a.rs:2: `all_toggles`: we say flag"],
        );
        check("const ARMS: u8 = 1;", &["src/a.rs:1: `ARMS`: we say variant, not arm"]);
    }

    #[test]
    fn boundaries_may_use_other_words() {
        let file = File::new("src/unleash/document.rs", "struct Toggle;");
        assert_tidy(&check(&[file], &["src/unleash"]));
    }

    #[test]
    fn words_of_identifiers() {
        assert_eq!(words("r#flag_Key"), ["r#flag", "key"]);
        assert_eq!(words("FlagKey2"), ["flag", "key2"]);
        assert_eq!(words("FLAG__KEY"), ["flag", "key"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files(), BOUNDARIES));
    }
}
