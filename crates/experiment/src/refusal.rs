//! Why something is not known: what statistics refuse, and what is refused before them.

use crate::analysis::Refusal;

impl From<hoist_stats::Refusal> for Refusal {
    fn from(refusal: hoist_stats::Refusal) -> Self {
        Self { code: refusal.code(), reason: refusal.to_string() }
    }
}

impl Refusal {
    /// Sums do not tell it, and nobody has read it from single users, or could.
    pub(crate) fn user_totals(too_many: bool) -> Self {
        if too_many {
            let reason = "sums do not tell it, and there are more values of single users than are \
                          held at once: measure fewer quantiles, or caps that are numbers";
            return Self { code: "too_many_values", reason: reason.to_owned() };
        }
        let reason = "sums do not tell it: it is computed from all users, one by one, which has \
                      not been done yet";
        Self { code: "user_totals", reason: reason.to_owned() }
    }

    /// Too few conversions, or too few users without one, for what may be read at any time.
    pub(crate) fn few_conversions(needs: u64) -> Self {
        let reason = format!(
            "there are too few users with a conversion, or without one, for {needs} in each variant: \
             wait for more, or for the end"
        );
        Self { code: "few_conversions", reason }
    }

    /// Too few users for what may be read at any time.
    pub(crate) fn few_users(has: u64, needs: u64) -> Self {
        let reason = format!("a variant has {has} users, and {needs} are needed: wait for more");
        Self { code: "insufficient_units", reason }
    }

    /// Group sequential tests say nothing between looks.
    pub(crate) fn no_look_yet() -> Self {
        let reason = "the first of the planned looks is yet to come";
        Self { code: "no_look_yet", reason: reason.to_owned() }
    }

    /// There is nobody in the variant or in the control.
    pub(crate) fn no_users() -> Self {
        let reason = "the variant or the control has no users yet";
        Self { code: "no_users", reason: reason.to_owned() }
    }
}
