//! The example application, open for visitors.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(super) struct Shop<'r> {
    runtime: &'r Runtime,
    url: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    /// Pages of products so far.
    products: AtomicU64,
    fronts: AtomicU64,
}

impl<'r> Shop<'r> {
    pub(super) fn open(runtime: &'r Runtime, hoist: SocketAddr, token: &str, cache: &Path) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (url, served) = runtime.block_on(async {
            let builder = hoist_shop::connect(&format!("http://{hoist}"), token).cache_dir(cache);
            let hoist = builder.build().await.unwrap();
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let stopped = async { stopped.await.unwrap_or_default() };
            let serving = hoist_shop::serve(listener, hoist, stopped);
            (url, tokio::spawn(async { serving.await.unwrap() }))
        });
        Self { runtime, url, stop, served, products: AtomicU64::new(0), fronts: AtomicU64::new(0) }
    }

    /// The page of products.
    pub(super) fn products(&self, user: &str, plan: &str) -> Value {
        let page = self.get(&format!("/products?user={user}&plan={plan}&q=lamp"));
        self.products.fetch_add(1, Ordering::Relaxed);
        page
    }

    /// The front page.
    pub(super) fn front(&self, user: &str) -> Value {
        let page = self.get(&format!("/?user={user}"));
        self.fronts.fetch_add(1, Ordering::Relaxed);
        page
    }

    pub(super) fn health(&self) -> Value {
        self.get("/health")
    }

    /// Somebody buys.
    pub(super) fn order(&self, user: &str, value: f64) {
        let body = json!({"user": user, "value": value}).to_string();
        let request = ureq::post(format!("{}/orders", self.url));
        let answer = request.content_type("application/json").send(body).unwrap();
        assert_eq!(answer.status().as_u16(), 201);
    }

    fn get(&self, path: &str) -> Value {
        let answer = ureq::get(format!("{}{path}", self.url)).call();
        let text = answer.unwrap().into_body().read_to_string().unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// How often each flag was evaluated for the pages so far.
    pub(super) fn shown(&self) -> [(&'static str, u64); 5] {
        let products = self.products.load(Ordering::Relaxed);
        [
            ("new_search_algorithm", products),
            ("premium_features", products),
            ("cache_settings", products),
            // Its name and its value.
            ("checkout_flow", 2 * products),
            ("deployment_v2", self.fronts.load(Ordering::Relaxed)),
        ]
    }

    /// Ends in good order.
    pub(super) fn close(self) {
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.served).unwrap();
    }
}
