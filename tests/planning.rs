//! `hoist plan`: what a change would do, and that it then does just that.

mod bounds;
mod journey;
mod laws;
mod refusals;
