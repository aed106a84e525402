//! Text of others in Markdown, for comments on pull requests: whatever stands in a name or a
//! description is shown as it is, and is never markup, a mention or a link.

/// Most bytes of Markdown. GitHub takes 65,536 characters.
pub(crate) const MARKDOWN_BYTES_MAX: usize = 60_000;

/// A refusal: a heading, and what is told of it in a terminal.
pub(crate) fn refused(refusal: &str) -> String {
    let mut lines: Vec<&str> = refusal.lines().collect();
    let mut bytes = 0;
    let is_within = |line: &&str| {
        bytes += line.len() + 1;
        bytes <= MARKDOWN_BYTES_MAX
    };
    let told = lines.iter().copied().take_while(is_within).count();
    let left = lines.len() - told;
    lines.truncate(told);
    let mut text = format!("### Hoist: refused, nothing changes\n\n{}", block("text", lines));
    push_count(&mut text, left, "lines");
    text
}

/// Tells how many parts there was no room for.
pub(crate) fn push_count(text: &mut String, left: usize, what: &str) {
    if left > 0 {
        text.push_str(&format!("and {left} more {what}\n\n"));
    }
}

/// A text in a line, such as a key.
///
/// Within `<code>` nobody is mentioned and nothing is linked, and as a reference no letter has a
/// meaning.
pub(crate) fn code(text: &str) -> String {
    let mut code = "<code>".to_owned();
    for letter in visible(text).chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '-' | '/') {
            code.push_str(&format!("&#{};", u32::from(letter)));
        } else {
            code.push(letter);
        }
    }
    code + "</code>"
}

/// Lines of text in a block of their own, highlighted as some language.
pub(crate) fn block<'l>(language: &str, lines: impl IntoIterator<Item = &'l str>) -> String {
    let text: String = lines.into_iter().map(|line| visible(line) + "\n").collect();
    // A block ends at as many backticks as it began with, so none in it may be as many.
    let runs = text.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default().max(2) + 1);
    format!("{fence}{language}\n{text}{fence}\n")
}

/// A text without what would move the cursor, turn the direction of reading, or not be seen.
fn visible(text: &str) -> String {
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let mut visible = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_hidden(letter) {
            visible.extend(letter.escape_default());
        } else {
            visible.push(letter);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_snapshot!(code("a_b-1 ü"), @"<code>a&#95;b-1 ü</code>");
        let hostile = "</code><img src=x>`@team` [x](http://e.vil) |\n# \u{202e}";
        assert_snapshot!(code(hostile), @"<code>&#60;/code&#62;&#60;img src&#61;x&#62;&#96;&#64;team&#96; &#91;x&#93;&#40;http&#58;//e&#46;vil&#41; &#124;&#92;n&#35; &#92;u&#123;202e&#125;</code>");
    }

    #[test]
    fn nothing_in_a_block_ends_it() {
        assert_snapshot!(block("diff", ["~ a: 1 → 2", "+ b: \"<b>\""]), @r#"
        ```diff
        ~ a: 1 → 2
        + b: "<b>"
        ```
        "#);
        assert_snapshot!(block("diff", ["````", "```\n</details>\u{200b}"]), @r"
        `````diff
        ````
        ```\n</details>\u{200b}
        `````
        ");
    }
}
