//! The pages: each asks for its user what there is to see.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use hoist_sdk::{Connection, Hoist, User};
use serde::{Deserialize, Serialize};

use crate::NEXT_VERSION;
use crate::catalogue::{Product, search_v1, search_v2};

/// Who asks. A real shop has this from its session.
#[derive(Debug, Deserialize)]
pub(crate) struct Visitor {
    user: String,
    plan: Option<String>,
    country: Option<String>,
    /// What they search for.
    #[serde(default)]
    q: String,
}

impl Visitor {
    fn features(&self, hoist: &Hoist) -> User {
        let known = [("plan", &self.plan), ("country", &self.country)];
        let known = known.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        hoist.with_user(&self.user).attributes(known)
    }
}

/// The value of `cache_settings`.
#[derive(Debug, Deserialize)]
struct CacheSettings {
    /// Seconds.
    ttl: u32,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { ttl: 30 }
    }
}

/// The value of `checkout_flow`.
#[derive(Debug, Serialize, Deserialize)]
struct Checkout {
    steps: u32,
    auto_save: bool,
    #[serde(default)]
    express: bool,
}

impl Default for Checkout {
    fn default() -> Self {
        Self { steps: 3, auto_save: false, express: false }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Products {
    products: Vec<Product>,
    /// The variant of the checkout.
    checkout_flow: String,
    checkout: Checkout,
    #[serde(skip_serializing_if = "Option::is_none")]
    premium: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Front {
    version: u32,
    layout: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    user: String,
    value: f64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    /// Seq of the flags that are in force here.
    seq: u64,
    is_live: bool,
    has_rules: bool,
}

/// The front page: the next version has its share of the visitors.
pub(crate) async fn front(
    State(hoist): State<Hoist>,
    Query(visitor): Query<Visitor>,
) -> Json<Front> {
    let features = visitor.features(&hoist);
    let is_next = features.is_enabled(&format!("deployment_v{NEXT_VERSION}"));
    let layout = match &*features.variant("homepage_redesign") {
        "control" => "classic",
        _ => "modern",
    };
    let version = if is_next { NEXT_VERSION } else { NEXT_VERSION - 1 };
    Json(Front { version, layout: layout.to_owned() })
}

/// What is found, how it is bought, and what premium customers get.
pub(crate) async fn products(
    State(hoist): State<Hoist>,
    Query(visitor): Query<Visitor>,
) -> impl IntoResponse {
    let features = visitor.features(&hoist);
    let products = if features.is_enabled("new_search_algorithm") {
        search_v2(&visitor.q)
    } else {
        search_v1(&visitor.q)
    };
    let premium = features.is_enabled("premium_features").then_some("Free delivery today");
    let CacheSettings { ttl } = features.value("cache_settings").unwrap_or_default();
    let page = Products {
        products,
        checkout_flow: features.variant("checkout_flow").into(),
        checkout: features.value("checkout_flow").unwrap_or_default(),
        premium,
    };
    ([(CACHE_CONTROL, format!("private, max-age={ttl}"))], Json(page))
}

/// Somebody buys: that is what the experiment is about.
pub(crate) async fn order(State(hoist): State<Hoist>, Json(order): Json<Order>) -> StatusCode {
    let features = hoist.with_user(&order.user);
    features.track_conversion("homepage_redesign", 1.0);
    features.track("order_value", order.value);
    StatusCode::CREATED
}

/// How the shop is.
pub(crate) async fn health(State(hoist): State<Hoist>) -> Json<Health> {
    let status = hoist.status();
    let is_live = status.connection == Connection::Live;
    Json(Health { seq: status.seq, is_live, has_rules: status.has_rules })
}

#[cfg(test)]
mod tests {
    use hoist_sdk::testing::TestHoist;

    use super::*;

    /// How an application is tested: variants are forced, and what was tracked is there to see.
    #[tokio::test]
    async fn what_is_bought_is_told() {
        let flags = include_str!("../features.yaml");
        let test = TestHoist::new(flags).unwrap();
        let order = Order { user: "u-1".to_owned(), value: 51.5 };
        let status = self::order(State(test.hoist().clone()), Json(order)).await;
        assert_eq!(status, StatusCode::CREATED);
        let observed = test.observations();
        let told: Vec<_> = observed.iter().map(|it| (it.event.as_str(), it.value)).collect();
        assert_eq!(told, [("conversion", 1.0), ("order_value", 51.5)]);
        assert_eq!(observed[0].experiment.as_deref(), Some("homepage_redesign"));
    }

    #[tokio::test]
    async fn the_front_page_is_as_the_experiment_says() {
        let test = TestHoist::new(include_str!("../features.yaml")).unwrap();
        for (variant, layout) in [("control", "classic"), ("treatment", "modern")] {
            test.force("homepage_redesign", variant).unwrap();
            test.force("deployment_v2", if variant == "control" { "off" } else { "on" }).unwrap();
            let visitor = Visitor { user: "u-1".into(), plan: None, country: None, q: "".into() };
            let Json(front) = front(State(test.hoist().clone()), Query(visitor)).await;
            let version = if variant == "control" { 1 } else { 2 };
            assert_eq!((front.version, front.layout.as_str()), (version, layout));
        }
    }
}
