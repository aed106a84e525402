//! Whether the numbers of an experiment can be believed, as it is told.

use hoist_api::{
    CovariateBalance, Health, MultipleExposure, SplitCheck, SplitPart, TooEarly, Unsummed,
};
use hoist_experiment::{self as experiment, Analysis, Input, USER_EVENTS_MAX};

/// A few are exposed by an older definition while a change comes to all. More than this part of all
/// users says that it does not come to some.
const UNPLANNED_MAX: f64 = 0.01;

pub(super) fn health(input: &Input<'_>, analysis: &Analysis) -> Health {
    let experiment::Health { srm, multiple_exposure, too_early, covariates, .. } = &analysis.health;
    let users = experiment::users(input);
    let all: u64 = users.iter().sum();
    let weights = input.plan.weights();
    let whole = weights.iter().flatten().sum::<u64>() as f64;
    let part =
        |(place, (variant, users)): (usize, (&experiment::PlannedVariant, &u64))| SplitPart {
            variant: variant.name.clone(),
            users: *users,
            expected: weights.as_ref().and_then(|weights| {
                weights.get(place).map(|weight| all as f64 * *weight as f64 / whole)
            }),
        };
    let unsummed = &analysis.health.unsummed;
    Health {
        unsummed: Unsummed { users: unsummed.users, ok: unsummed.ok },
        srm: SplitCheck {
            at_any_look: srm.at_any_look,
            p_value: srm.p_value,
            sequential_p_value: srm.sequential_p_value,
            ok: srm.ok,
            variant: srm.variant.clone(),
            ratio: srm.ratio,
            since: srm.since.map(|day| day.to_string()),
            refusal: srm.refusal.as_ref().map(|refusal| refusal.code.to_owned()),
            variants: input.plan.variants.iter().zip(&users).enumerate().map(part).collect(),
        },
        multiple_exposure: MultipleExposure {
            users: multiple_exposure.users,
            share: multiple_exposure.share,
            ok: multiple_exposure.ok,
        },
        too_early: TooEarly {
            ok: too_early.ok,
            variant: too_early.variant.clone(),
            users: too_early.users,
            needs: too_early.needs,
        },
        cut_users: analysis.health.cut_users,
        unplanned_users: analysis.health.unplanned_users,
        covariates: covariates
            .iter()
            .map(|check| CovariateBalance {
                metric: check.metric.clone(),
                variant: check.variant.clone(),
                p_value: check.p_value,
                ok: check.ok,
            })
            .collect(),
        issues: issues(&analysis.health, all),
    }
}

/// What is wrong with so many users, in sentences.
fn issues(health: &experiment::Health, users: u64) -> Vec<String> {
    let mut issues = Vec::new();
    let experiment::Health { srm, multiple_exposure, too_early, covariates, .. } = health;
    let experiment::Health { cut_users, unplanned_users, unsummed, .. } = health;
    if !unsummed.ok {
        issues.push(format!(
            "{} users have events that are not summed up yet: nothing is said of the split and the \
             effects until they are.",
            unsummed.users
        ));
    }
    if !srm.ok {
        let variant = srm.variant.as_deref().unwrap_or("A variant");
        let off = srm.ratio.map_or_else(
            || "has other users than its weight says".to_owned(),
            |ratio| {
                let less = if ratio < 1.0 { "fewer" } else { "more" };
                let percent = (ratio - 1.0).abs() * 100.0;
                format!("has {percent:.1} % {less} users than its weight says")
            },
        );
        let since = srm.since.map(|day| format!(", since {day}")).unwrap_or_default();
        issues.push(format!("{variant} {off}{since}: no effect can be believed."));
    }
    if !multiple_exposure.ok {
        let percent = multiple_exposure.share * 100.0;
        issues.push(format!(
            "{percent:.1} % of the users saw several variants and are left out: assignments do \
             not hold."
        ));
    }
    if let (false, Some(variant)) = (too_early.ok, &too_early.variant) {
        let experiment::TooEarly { users, needs, .. } = too_early;
        issues.push(format!("{variant} has {users} users, and {needs} are needed: it is early."));
    }
    if *cut_users > 0 {
        issues.push(format!(
            "{cut_users} users have more than {USER_EVENTS_MAX} events: what they did after those \
             is in no number."
        ));
    }
    if *unplanned_users as f64 > UNPLANNED_MAX * (users + unplanned_users) as f64 {
        issues.push(format!(
            "{unplanned_users} users were shown only what has no weight in this phase, by an older \
             definition or a clock that is off: they are in no number."
        ));
    }
    for check in covariates.iter().filter(|check| !check.ok) {
        issues.push(format!(
            "Before their exposure, users of {} differed by {}, which chance does not explain: \
             that metric is not adjusted.",
            check.variant, check.metric
        ));
    }
    issues
}
