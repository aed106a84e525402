//! What tests need of the world around Hoist: a network that fails.
//!
//! For tests only. It imports nothing of ours, so that whatever is tested can use it.

mod proxy;

pub use proxy::{Ending, Harm, Proxy};
