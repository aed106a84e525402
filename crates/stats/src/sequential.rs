//! Tests that may be read while users still come.

pub(crate) mod bounded;
pub(crate) mod group;
pub(crate) mod hybrid;
pub(crate) mod mixture;
pub(crate) mod sequence;
