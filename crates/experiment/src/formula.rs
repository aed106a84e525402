//! How effects are computed, for people.

use hoist_ruleset::document::{Method, MetricKind};
use hoist_stats::Basis;

use crate::reading::Reading;

/// The name of a method on the wire.
pub(crate) fn method_name(method: Method) -> &'static str {
    match method {
        Method::Hybrid => "hybrid",
        Method::GroupSequential => "group_sequential",
        Method::AlwaysValid => "always_valid",
        Method::Fixed => "fixed",
        Method::Bayesian => "bayesian",
    }
}

/// How estimate and standard error come from the numbers of both variants: m is a value, v the
/// variance of one user, n the number of users, of control (0) and variant (1).
pub(crate) fn formula(kind: &MetricKind, reading: &Reading) -> &'static str {
    if reading.adjusted {
        return "(m1' - m0')/|m0| with m' = mean(y - theta x), theta = cov(y, x)/var(x) over all \
                variants; standard error by the delta method";
    }
    match (reading.relative, kind) {
        (true, MetricKind::Ratio { .. }) => {
            "(m1 - m0)/|m0| with m = sum(y)/sum(d) and v = var(y - m d)/mean(d)^2; standard error \
             by the delta method, or sqrt(v0/n0 + v1/n1)/|m0| and Fieller's interval where m0 is \
             under 20 of its own"
        }
        (true, _) if matches!(reading.effect.basis, Basis::ShareRatio(_)) => {
            "(m1 - m0)/m0, and all lifts L for which m1 - (1 + L) m0 is no further from 0 than its \
             critical value times the standard error that it has if L is true (Koopman's score); \
             standard error of no effect, sqrt(m (1 - m)(1/n0 + 1/n1))/m0, m the share of both"
        }
        (true, _) => {
            "(m1 - m0)/|m0|; standard error by the delta method, sqrt(v1/n1/m0^2 + v0/n0 \
             m1^2/m0^4), or sqrt(v0/n0 + v1/n1)/|m0| and Fieller's interval where m0 is under 20 \
             of its own"
        }
        (false, MetricKind::Conversion) => {
            "m1 - m0; in a test, or read once, by Newcombe from Wilson's intervals; else with the \
             standard error without an effect, sqrt(m (1 - m)(1/n0 + 1/n1)), m the share of both"
        }
        (false, _) => "m1 - m0; standard error sqrt(v0/n0 + v1/n1)",
    }
}
