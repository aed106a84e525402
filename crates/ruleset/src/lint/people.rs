//! Attributes whose names look like personal data.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::formula::TARGETING_KEY;
use crate::document::Clause;

/// Names of attributes, without what is between their words.
const NAMES: &[&str] = &[
    "name",
    "firstname",
    "lastname",
    "fullname",
    "username",
    "givenname",
    "familyname",
    "surname",
    "address",
    "street",
    "streetaddress",
    "postaladdress",
    "ip",
    "ipaddress",
    "clientip",
    "remoteip",
    "userip",
    "dateofbirth",
    "latitude",
    "longitude",
    "creditcard",
    "taxid",
    "nationalid",
    "mobilenumber",
    "gender",
    "religion",
    "ethnicity",
];

/// Words, of which one in a name is enough.
const WORDS: &[&str] = &[
    "email",
    "mail",
    "phone",
    "telephone",
    "ssn",
    "passport",
    "birthdate",
    "birthday",
    "birth",
    "dob",
    "iban",
];

/// Tells the attribute of a clause, once for each document.
pub(super) fn attribute(document: &mut Document<'_, '_>, clause: &Clause, steps: &Steps) {
    if let Clause::OneOf(name, _) | Clause::Tests(name, _) = clause {
        tell(document, name, steps);
    }
}

/// Tells the attribute that buckets.
pub(super) fn bucket_by(document: &mut Document<'_, '_>, name: Option<&str>) {
    if let Some(name) = name {
        tell(document, name, &Steps::default().key("bucket_by"));
    }
}

fn tell(document: &mut Document<'_, '_>, name: &str, steps: &Steps) {
    let fault = Fault::PersonalData { attribute: name.to_owned() };
    let is_told = document.findings.iter().any(|finding| finding.fault == fault);
    if name != TARGETING_KEY && is_personal(name) && !is_told {
        document.report(steps, fault);
    }
}

fn is_personal(attribute: &str) -> bool {
    let last = attribute.rsplit('.').next().unwrap_or_default();
    let words = words(last);
    // `is_email_verified` is no address.
    let is_question = words.first().is_some_and(|word| word == "is" || word == "has");
    let has_word = words.iter().any(|word| WORDS.contains(&word.as_str()));
    !is_question && (has_word || NAMES.contains(&words.concat().as_str()))
}

/// The words of `snake_case` and `camelCase`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower_case = false;
    for letter in name.chars() {
        let is_between = !letter.is_alphanumeric();
        if is_between || (letter.is_uppercase() && after_lower_case) {
            words.push(String::new());
        }
        after_lower_case = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| !is_between) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_their_words() {
        for personal in [
            "email",
            "user.email",
            "emailAddress",
            "work-email",
            "phone_number",
            "name",
            "firstName",
            "ip",
            "client_ip",
            "user.ssn",
            "birth_date",
            "dateOfBirth",
            "Last Name",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for plain in [
            "plan",
            "plan_name",
            "address.city",
            "country",
            "ship",
            "zip_code",
            "is_mobile",
            "ip_version",
            "email.x",
            "tip",
            "age",
            "is_email_verified",
            "groups",
            "template",
        ] {
            assert!(!is_personal(plain), "{plain}");
        }
    }
}
