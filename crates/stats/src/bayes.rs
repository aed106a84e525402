//! What is to be believed of an effect. None of it is made for looking again and again.

pub(crate) mod beta;
pub(crate) mod gaussian;
pub(crate) mod thompson;
