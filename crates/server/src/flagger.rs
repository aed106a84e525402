//! Flagger: shares of flags that follow the weight of its canaries, gates that it asks, and what it
//! queries (ADR 20).
//!
//! What a call means is [`call`], what follows from it [`rollout`]; both are pure. [`follow`] reads
//! what is known, appends what is to be done, and keeps both in one transaction. [`query`] reads what
//! is asked of conversions, and [`measured`] has the numbers.

pub(crate) mod call;
mod definition;
pub(crate) mod follow;
#[cfg(test)]
mod laws;
pub(crate) mod measured;
pub(crate) mod query;
pub(crate) mod rollout;

pub(crate) use definition::{check_unlocked, check_unmoved};
