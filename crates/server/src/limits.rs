//! Limits that whoever runs the server sets.

use std::num::NonZeroU32;

use crate::rates::ClientRates;

/// What the server may be used for, and what it keeps.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How often the public may ask.
    pub client_rates: ClientRates,
    /// For how many days events are kept; none for ever.
    pub events_days: Option<NonZeroU32>,
    /// For how many days documents of the past and addresses of changes are kept; none for ever.
    pub history_days: Option<NonZeroU32>,
    /// Room on the disk that events leave to everything else, kills above all.
    pub disk_reserve_bytes: u64,
}
