//! Whoever looks up an item of the SDK finds an example that runs.
//!
//! What is public there and can be called or held has one in its own documentation: types, traits,
//! functions and methods. Exempt are fields, variants and constants, which say all there is, a
//! trait's own methods, which the trait's example shows, and what is implemented of other traits.
//! In that crate `pub` is what users can reach: rustc's `unreachable_pub` refuses any other.

use syn::visit::{self, Visit};

use super::{Complaint, File};

/// The sources that are checked.
const SOURCES: &str = "crates/sdk/src/";

fn check(files: &[File]) -> Vec<Complaint> {
    let sources = files.iter().filter(|file| file.is_rust() && file.path.starts_with(SOURCES));
    sources.flat_map(in_file).collect()
}

fn in_file(file: &File) -> Vec<Complaint> {
    let mut items = Items(Vec::new());
    // What does not parse is a complaint of the check of sizes.
    if let Ok(tree) = syn::parse_file(&file.text) {
        items.visit_file(&tree);
    }
    let complain = |(name, line): (String, usize)| {
        file.complain(line, format_args!("`{name}` has no example that runs: show it in use"))
    };
    items.0.into_iter().map(complain).collect()
}

/// The public items without an example, and their lines.
struct Items(Vec<(String, usize)>);

impl Items {
    fn see(&mut self, visibility: &syn::Visibility, name: &syn::Ident, of: &[syn::Attribute]) {
        if matches!(visibility, syn::Visibility::Public(_)) && !has_example(of) {
            self.0.push((name.to_string(), name.span().start().line));
        }
    }
}

impl<'ast> Visit<'ast> for Items {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.see(&item.vis, &item.sig.ident, &item.attrs);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.see(&item.vis, &item.ident, &item.attrs);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.see(&item.vis, &item.ident, &item.attrs);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.see(&item.vis, &item.ident, &item.attrs);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.see(&item.vis, &item.ident, &item.attrs);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.see(&item.vis, &item.sig.ident, &item.attrs);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(super::code::is_cfg_test) {
            visit::visit_item_mod(self, item);
        }
    }
}

/// Whether the documentation has a block that rustdoc runs: one without a word such as `no_run`.
fn has_example(attributes: &[syn::Attribute]) -> bool {
    let mut is_open = false;
    attributes.iter().filter_map(line).any(|line| {
        let Some(word) = line.trim().strip_prefix("```") else { return false };
        is_open = !is_open;
        is_open && matches!(word, "" | "rust")
    })
}

/// The text of a line of documentation.
fn line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
            if pair.path.is_ident("doc") =>
        {
            Some(text.value())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{assert_complaints, assert_tidy, tree};
    use super::*;

    #[test]
    fn what_has_no_example_that_runs() {
        let text = "\
/// ```
/// assert!(true);
/// ```
pub struct Shown;
/// ```no_run
/// loop {}
/// ```
pub enum OnlyCompiled {
    /// Exempt.
    Variant,
}
impl Shown {
    /// None.
    pub fn hidden(&self) {}
    pub(crate) fn inner(&self) {}
}
/// Exempt.
pub const EXEMPT: u8 = 0;
#[cfg(test)]
mod tests {
    pub fn exempt() {}
}
";
        let file = |path| File::new(path, text);
        assert_complaints(
            &check(&[file("crates/sdk/src/a.rs"), file("crates/eval/src/a.rs")]),
            &["crates/sdk/src/a.rs:8: `OnlyCompiled`", "crates/sdk/src/a.rs:14: `hidden`"],
        );
    }

    #[test]
    fn the_sdk_is_shown_in_use() {
        assert_tidy(&check(&tree::files()));
    }
}
