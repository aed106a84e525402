//! Instant queries.
