//! What counts as a line of code, and where the functions and inline tests of a file are.
//!
//! A line counts if it is neither blank nor only a comment, so that explaining costs nothing.
//! Lines are told apart by the tokens on them: a `//` inside a string is no comment.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::File;

/// Line numbers, from 1.
pub(super) type Lines = RangeInclusive<usize>;

/// A Rust file with its lines of code told apart from comments and blank lines.
pub(super) struct Code {
    lines: BTreeSet<usize>,
    /// Each function by name, from `fn` to its closing brace.
    pub(super) functions: Vec<(String, Lines)>,
    /// The inline `#[cfg(test)]` modules.
    pub(super) tests: Vec<Lines>,
}

impl Code {
    /// Reads a file, or says why it is no Rust.
    pub(super) fn parse(file: &File) -> syn::Result<Self> {
        let tree = syn::parse_file(&file.text)?;
        let mut code = Self { lines: BTreeSet::new(), functions: Vec::new(), tests: Vec::new() };
        code.visit_file(&tree);
        let text: Vec<&str> = file.text.lines().map(str::trim).collect();
        mark(syn::parse_str(&file.text)?, &mut code.lines);
        // Documentation is a token too, an attribute, but a comment all the same.
        let is_code = |line: &str| !line.is_empty() && !line.starts_with("//");
        code.lines.retain(|&line| text.get(line - 1).is_some_and(|line| is_code(line)));
        Ok(code)
    }

    /// How many lines of code there are in these lines.
    pub(super) fn count(&self, lines: &Lines) -> usize {
        self.lines.range(lines.clone()).count()
    }

    /// How many lines of code there are outside inline tests.
    pub(super) fn count_outside_tests(&self) -> usize {
        let tests: usize = self.tests.iter().map(|lines| self.count(lines)).sum();
        self.lines.len() - tests
    }

    fn add_function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = signature.span().start().line..=block.span().end().line;
        self.functions.push((signature.ident.to_string(), lines));
    }
}

impl<'ast> Visit<'ast> for Code {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add_function(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add_function(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add_function(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.content.is_some() && module.attrs.iter().any(is_cfg_test) {
            let span = module.span();
            self.tests.push(span.start().line..=span.end().line);
        }
        visit::visit_item_mod(self, module);
    }
}

pub(super) fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    let condition = attribute.parse_args::<syn::Ident>();
    attribute.path().is_ident("cfg") && condition.is_ok_and(|condition| condition == "test")
}

/// Every identifier of the file, raw prefix and all, outside comments and strings.
pub(super) fn identifiers(file: &File) -> syn::Result<Vec<(String, usize)>> {
    let mut found = Vec::new();
    let mut streams = vec![syn::parse_str::<TokenStream>(&file.text)?];
    while let Some(stream) = streams.pop() {
        for token in stream {
            match token {
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Ident(name) => found.push((name.to_string(), line(name.span()))),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    found.sort_by_key(|(_, line)| *line);
    Ok(found)
}

fn line(span: Span) -> usize {
    span.start().line
}

fn mark(stream: TokenStream, lines: &mut BTreeSet<usize>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                lines.extend([line(group.span_open()), group.span_close().end().line]);
                mark(group.stream(), lines);
            }
            other => lines.extend(line(other.span())..=other.span().end().line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"//! A module.

/// A function.
fn first() {
    // Why.
    let text = "// no
comment";

}

#[cfg(test)]
mod tests {
    #[test]
    fn second() {}
}
"#;

    #[test]
    fn tells_code_from_comments_and_tests() {
        let code = Code::parse(&File::new("a.rs", EXAMPLE)).unwrap();
        assert_eq!(code.functions, [("first".to_owned(), 4..=9), ("second".to_owned(), 14..=14)]);
        assert_eq!(code.count(&(4..=9)), 4);
        assert_eq!(code.tests, vec![11..=15]);
        assert_eq!(code.count_outside_tests(), 4);
    }

    #[test]
    fn identifiers_are_not_in_comments_or_strings() {
        let file =
            File::new("a.rs", "/// doc\nfn name() {\n    print!(\"text {}\", inner); // end\n}");
        let identifiers = identifiers(&file).unwrap();
        let found: Vec<_> = identifiers.iter().map(|(name, line)| (name.as_str(), *line)).collect();
        assert_eq!(found, [("doc", 1), ("fn", 2), ("name", 2), ("print", 3), ("inner", 3)]);
    }
}
