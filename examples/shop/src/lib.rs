//! An example: a shop whose pages are decided by flags.
//!
//! [`app`] is what any service with axum looks like: the [`Hoist`] is made once, is part of the
//! state, and each request asks it for its user. An answer is a function call; no request waits
//! for Hoist, and each is answered while Hoist is away.

mod catalogue;
mod pages;

use std::future::Future;

use axum::Router;
use axum::routing::{get, post};
use hoist_sdk::{Builder, Hoist};
use tokio::net::TcpListener;

/// The version of the front page that this program brings beside the old one.
pub const NEXT_VERSION: u32 = 2;

/// A connection to Hoist, with what the shop does before it has heard of any flag.
pub fn connect(url: &str, token: &str) -> Builder {
    Hoist::connect(url, token)
        .defaults([("new_search_algorithm", false), ("premium_features", false)])
        .default("checkout_flow", "control")
}

/// The pages.
pub fn app(hoist: Hoist) -> Router {
    Router::new()
        .route("/", get(pages::front))
        .route("/products", get(pages::products))
        .route("/orders", post(pages::order))
        .route("/health", get(pages::health))
        .with_state(hoist)
}

/// Serves until told to stop, answers what was asked until then, and last of all sends what Hoist
/// has not heard yet.
///
/// # Errors
///
/// The listener is broken.
pub async fn serve(
    listener: TcpListener,
    hoist: Hoist,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    axum::serve(listener, app(hoist.clone())).with_graceful_shutdown(stop).await?;
    hoist.close().await;
    Ok(())
}
