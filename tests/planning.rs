//! `hoist plan`: what a change would do, and that it then does just that.

mod bounds;
mod doubts;
mod journey;
mod laws;
mod refusals;
