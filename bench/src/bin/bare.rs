//! An axum handler that does nothing: what a request costs before anybody does anything for it.
//! `cargo xtask bench ofrep` measures it beside the server.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/", get(|| async { "Hello, World!" }))).await
}
