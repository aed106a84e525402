//! Reasons as the value of a header, which has only ASCII.

use std::fmt::Write;

/// Percent-encodes what a header cannot have, and the percent sign itself, so that the way back is
/// the same for every reason.
pub(super) fn header_text(reason: &str) -> String {
    let mut text = String::with_capacity(reason.len());
    for byte in reason.bytes() {
        if byte == b' ' || (byte.is_ascii_graphic() && byte != b'%') {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(text, "%{byte:02X}").ok();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::header_text;

    #[test]
    fn only_what_has_to_be_is_encoded() {
        for (reason, expected) in [
            ("errors at checkout (#12)", "errors at checkout (#12)"),
            ("zurück auf 50 %", "zur%C3%BCck auf 50 %25"),
            ("two\nlines", "two%0Alines"),
            ("", ""),
        ] {
            assert_eq!(header_text(reason), expected);
        }
    }
}
