//! The shop as a program.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;
use tracing_subscriber::EnvFilter;

/// A shop whose pages are decided by flags.
#[derive(Parser)]
struct Arguments {
    /// Address of Hoist
    #[arg(long, env = "HOIST_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Token of kind `server`
    #[arg(long, env = "HOIST_TOKEN", hide_env_values = true)]
    token: String,
    /// Where the shop listens
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Folder in which the last flags are kept, for a start without Hoist
    #[arg(long)]
    cache_dir: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new("info")).init();
    let Arguments { url, token, listen, cache_dir } = Arguments::parse();
    let mut builder = hoist_shop::connect(&url, &token);
    if let Some(folder) = cache_dir {
        builder = builder.cache_dir(folder);
    }
    let hoist = builder.build().await?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    info!("the shop is open at http://{}", listener.local_addr()?);
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    hoist_shop::serve(listener, hoist, stop).await
}
