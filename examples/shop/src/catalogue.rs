//! What the shop sells, and two ways to search it.

use serde::Serialize;

/// Something to buy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Product {
    name: &'static str,
    description: &'static str,
    price: f64,
}

const PRODUCTS: &[Product] = &[
    Product { name: "Desk lamp", description: "Warm light for reading", price: 39.0 },
    Product { name: "Reading chair", description: "Soft, with a lamp in its back", price: 249.0 },
    Product { name: "Lamp shade", description: "Paper, for any lamp", price: 12.5 },
    Product { name: "Bookshelf", description: "Oak, for a hundred books", price: 180.0 },
];

/// The search that everybody had: the text, somewhere in the name.
pub(crate) fn search_v1(query: &str) -> Vec<Product> {
    let query = query.to_lowercase();
    PRODUCTS.iter().filter(|it| it.name.to_lowercase().contains(&query)).copied().collect()
}

/// The new one: any of the words, also in the description; who has most of them comes first.
pub(crate) fn search_v2(query: &str) -> Vec<Product> {
    let query = query.to_lowercase();
    let hits = |product: &Product| {
        let text = format!("{} {}", product.name, product.description).to_lowercase();
        query.split_whitespace().filter(|word| text.contains(word)).count()
    };
    let mut found: Vec<_> = PRODUCTS.iter().map(|product| (hits(product), *product)).collect();
    found.retain(|(hits, _)| *hits > 0 || query.is_empty());
    found.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
    found.into_iter().map(|(_, product)| product).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &[Product]) -> Vec<&str> {
        found.iter().map(|product| product.name).collect()
    }

    #[test]
    fn searches() {
        assert_eq!(names(&search_v1("lamp")), ["Desk lamp", "Lamp shade"]);
        assert_eq!(names(&search_v1("paper")), Vec::<&str>::new());
        assert_eq!(names(&search_v2("paper lamp"))[0], "Lamp shade");
        assert_eq!(names(&search_v2("reading")).len(), 2);
        assert_eq!(search_v2("").len(), PRODUCTS.len());
    }
}
