//! The special functions under the tests, to 1e-10 relative where answers need them.
//!
//! Every probability is computed as the tail that it is, never as one minus the other, so small
//! ones keep their digits down to 1e-300. Every loop has a cap. Arguments are those that the
//! modules above have checked: finite, and within the function's domain.

pub(crate) mod beta;
pub(crate) mod gamma;
pub(crate) mod normal;
pub(crate) mod quadrature;
pub(crate) mod student;
