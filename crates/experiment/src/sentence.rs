//! Why, and what to do: two sentences for people, with the numbers that decide.

use hoist_ruleset::document::{Direction, Method, MetricKind, MetricRole};

use crate::analysis::{Effect, Health, MetricAnalysis, Sample, Verdict};
use crate::input::Input;
use crate::standing::Standing;
use crate::verdict::{Judged, Reason, open_guardrails};
use crate::wording::{Scale, change, count, duration, p_value, percent};

/// All that sentences are about.
pub(crate) struct Told<'a> {
    pub(crate) input: &'a Input<'a>,
    pub(crate) standing: &'a Standing,
    pub(crate) health: &'a Health,
    pub(crate) sample: &'a Sample,
    pub(crate) metrics: &'a [MetricAnalysis],
    pub(crate) judged: &'a Judged<'a>,
    pub(crate) tests_due: usize,
}

/// Why the verdict is what it is.
pub(crate) fn reason(told: &Told<'_>) -> String {
    let control = control(told);
    if !told.health.unsummed.ok {
        return summing_up(told);
    }
    match told.judged.verdict {
        Verdict::Withheld if !told.health.srm.ok => withheld(told),
        Verdict::Withheld => {
            format!("{}, and it is not known: {}.{}", ended(told), state(told), cut_off(told))
        }
        Verdict::Ship => {
            let variant = told.judged.variant.unwrap_or_default();
            let by = list(&told.judged.reasons);
            let guardrails = guardrails(told, variant);
            format!(
                "`{variant}` is better than `{control}` by {by}. No goal of it is worse. {guardrails}"
            )
        }
        Verdict::RollBack => {
            let variant = told.judged.variant.unwrap_or_default();
            format!("`{variant}` is worse than `{control}` by {}.", list(&told.judged.reasons))
        }
        Verdict::NoDifference => {
            let (end, undecided) = (ended(told), undecided(told));
            format!("{end}, and {undecided}: {}.{}", state(told), cut_off(told))
        }
        Verdict::KeepRunning => running(told),
    }
}

/// What to do.
pub(crate) fn recommendation(told: &Told<'_>) -> String {
    let control = control(told);
    let variant = told.judged.variant.unwrap_or_default();
    if !told.health.unsummed.ok {
        return "Ask again in a few seconds, when they are summed up.".to_owned();
    }
    match told.judged.verdict {
        Verdict::Ship if told.tests_due > 0 => "Wait: the planned end has come, and its tests are \
             computed next. They may find what speaks against it."
            .to_owned(),
        Verdict::Ship if told.standing.is_at_end => format!("Give everybody `{variant}`."),
        Verdict::Ship if !open_guardrails(told.metrics, variant).is_empty() => {
            wait_for_guardrails(told, variant)
        }
        Verdict::Ship => format!(
            "Give everybody `{variant}`. It is decided before the planned end, and more users would \
             tell the size of the effect better, not whether there is one."
        ),
        Verdict::RollBack => {
            format!("Give everybody `{control}`, and find out why `{variant}` harms.")
        }
        Verdict::NoDifference => {
            let detectable = told.sample.detectable_effect.filter(|_| is_tested(told));
            let found = detectable.map_or(String::new(), |effect| {
                format!(" An effect of {} or more would probably have been seen.", percent(effect))
            });
            format!("Keep `{control}`, or choose by what each variant costs.{found}")
        }
        Verdict::Withheld if told.health.srm.ok => format!(
            "Nothing follows from it: keep `{control}`, or run it again until its planned end."
        ),
        Verdict::Withheld => format!(
            "Do not decide by these numbers. Find out why {}, mend it, and start again.",
            what_is_off(told)
        ),
        Verdict::KeepRunning => match told.sample.seconds_left {
            Some(left) if !told.standing.is_at_end => {
                format!("Keep it running: {} until the planned end.", duration(left))
            }
            _ if told.tests_due > 0 => "Keep it running until its test is computed.".to_owned(),
            _ if told.sample.planned.is_none() => {
                "Keep it running. It has no planned end, which an \
                                                   experiment has by `sample_size` or `end_date`."
                    .to_owned()
            }
            _ => "Keep it running: there are too few users lately to tell how long it takes."
                .to_owned(),
        },
    }
}

fn control<'a>(told: &Told<'a>) -> &'a str {
    let control = told.input.plan.variants.get(told.input.plan.control);
    control.map_or("control", |control| &control.name)
}

fn summing_up(told: &Told<'_>) -> String {
    format!(
        "{} users have events that are stored and not yet summed up. Who is summed up first is not \
         chance, so nothing is decided until then.",
        count(told.health.unsummed.users)
    )
}

fn withheld(told: &Told<'_>) -> String {
    let check = &told.health.srm;
    let since = check.since.map_or(String::new(), |day| format!(", since {day}"));
    let off = check.variant.as_ref().zip(check.ratio).map_or(String::new(), |(variant, ratio)| {
        format!(": `{variant}` has {} of the users that it should have", percent(ratio))
    });
    let (chance, test) = match check.at_any_look {
        true => (check.sequential_p_value, "for any number of looks"),
        false => (check.p_value, "for one look, not for any number of them"),
    };
    let chance = p_value(chance.unwrap_or(1.0));
    format!("Users were not split as planned (SRM){off}{since} ({chance} {test}).")
}

fn what_is_off(told: &Told<'_>) -> String {
    let check = &told.health.srm;
    let variant = check.variant.as_deref().unwrap_or_default();
    let how = if check.ratio.is_some_and(|ratio| ratio < 1.0) { "few" } else { "many" };
    format!("`{variant}` has so {how} users")
}

/// Each of what decided: by what, and how much.
fn list(reasons: &[Reason<'_>]) -> String {
    let told: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let of = reason.metric;
            let name = match of.role {
                MetricRole::Guardrail => format!("the guardrail {}", of.metric),
                MetricRole::Goal | MetricRole::Secondary => of.metric.clone(),
            };
            let less = match of.direction {
                Direction::Increase => "",
                Direction::Decrease => ", where less is better",
            };
            format!("{name}{less}: {}", numbers(&of.kind, reason.effect))
        })
        .collect();
    told.join("; ")
}

/// An effect with its interval and its p-value.
fn numbers(kind: &MetricKind, effect: &Effect) -> String {
    let scale = scale_of(kind, effect.relative);
    let users = count(effect.users);
    let users = effect.later.map_or(format!("{users} users"), |later| {
        let scale = scale_of(kind, later.relative);
        let now = change(later.estimate, scale);
        format!("tested at {users} users; by now {now} of {} users", count(later.users))
    });
    format!(
        "{} ({} interval {} to {}, {}, {users})",
        change(effect.estimate, scale),
        percent(effect.confidence),
        change(effect.low, scale),
        change(effect.high, scale),
        p_value(effect.p_value),
    )
}

fn scale_of(kind: &MetricKind, is_relative: bool) -> Scale {
    match (is_relative, kind) {
        (true, _) => Scale::Percent,
        (false, MetricKind::Conversion) => Scale::Points,
        (false, _) => Scale::Plain,
    }
}

/// What to do about guardrails of which it is not known that they hold.
fn wait_for_guardrails(told: &Told<'_>, variant: &str) -> String {
    let metrics = &told.input.plan.metrics;
    let has_margin = |key: &&str| {
        metrics.iter().any(|one| one.key == *key && one.margin.is_some_and(|margin| margin > 0.0))
    };
    let open = open_guardrails(told.metrics, variant);
    let (_, without): (Vec<&str>, Vec<&str>) = open.into_iter().partition(has_margin);
    if without.is_empty() {
        return format!(
            "Keep it running until it is known that all guardrails hold, or give everybody \
             `{variant}` now if that is worth the risk."
        );
    }
    format!(
        "That a guardrail without a margin holds is only known where it is better: give {} a \
         margin, wait for the planned end, or give everybody `{variant}` now if that is worth the \
         risk.",
        without.join(", ")
    )
}

/// Whether all that is said of goals was tested once, at the planned end.
fn is_tested(told: &Told<'_>) -> bool {
    let goals = told.metrics.iter().filter(|metric| metric.role == MetricRole::Goal);
    let mut effects = goals.flat_map(|goal| &goal.variants).filter_map(|one| one.effect.as_ref());
    matches!(told.input.plan.method, Method::Hybrid | Method::Fixed)
        && effects.all(|effect| effect.tests > 0)
}

fn cut_off(told: &Told<'_>) -> String {
    match told.sample.cut_off {
        0 => String::new(),
        users => format!(
            " The windows of at most {} users were cut off by the end: it is told by whole days \
             (UTC).",
            count(users)
        ),
    }
}

/// What guardrails of a variant that is to be shipped say.
fn guardrails(told: &Told<'_>, variant: &str) -> String {
    let has_some = told.metrics.iter().any(|metric| metric.role == MetricRole::Guardrail);
    match open_guardrails(told.metrics, variant).as_slice() {
        [] if has_some => "All guardrails hold.".to_owned(),
        [] => "There are no guardrails.".to_owned(),
        open => format!("It is not known whether these guardrails hold: {}.", open.join(", ")),
    }
}

fn ended(told: &Told<'_>) -> &'static str {
    if told.standing.is_reached {
        "As many users as planned are there, with their windows closed"
    } else if told.standing.was_ended {
        "It was ended before its planned end"
    } else if told.standing.is_over {
        "The end date has come"
    } else {
        "The users of a test are there, with their windows closed"
    }
}

/// What is not decided: what there is.
fn undecided(told: &Told<'_>) -> &'static str {
    let has = |role| told.metrics.iter().any(|metric| metric.role == role);
    if has(MetricRole::Goal) {
        "no goal is decided"
    } else if has(MetricRole::Guardrail) {
        "no guardrail is inferior, and there are no goals"
    } else {
        "nothing is measured that decides"
    }
}

/// What each goal says of each variant, or each guardrail where there are no goals; or why it says
/// nothing.
fn state(told: &Told<'_>) -> String {
    let has_goals = told.metrics.iter().any(|metric| metric.role == MetricRole::Goal);
    let role = if has_goals { MetricRole::Goal } else { MetricRole::Guardrail };
    let goals = told.metrics.iter().filter(|metric| metric.role == role);
    let said = goals.flat_map(|metric| {
        let variants = metric.variants.iter().filter(|variant| !variant.is_control);
        variants.map(move |variant| {
            let (name, goal) = (&variant.variant, &metric.metric);
            match (&variant.effect, &variant.refusal) {
                (Some(effect), _) => {
                    format!("`{name}` by {goal} {}", numbers(&metric.kind, effect))
                }
                (None, Some(refusal)) => format!("`{name}` by {goal}: {}", refusal.reason),
                (None, None) => format!("`{name}` by {goal}: nothing"),
            }
        })
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        "there are neither goals nor guardrails".to_owned()
    } else {
        said.join("; ")
    }
}

fn running(told: &Told<'_>) -> String {
    let early = &told.health.too_early;
    if !early.ok && !told.standing.is_at_end {
        let variant = early.variant.as_deref().unwrap_or_default();
        return format!(
            "It is too early to tell: `{variant}` has {} of the {} users that each variant needs.",
            count(early.users),
            count(early.needs)
        );
    }
    if told.tests_due > 0 {
        return format!("{}: the test is computed next.", ended(told));
    }
    let progress = match told.sample.planned {
        Some(planned) => format!(
            "{} of {} planned users are there with their windows closed, by whole days (UTC)",
            count(told.sample.closed),
            count(planned)
        ),
        None => format!("{} users are there", count(told.sample.observed)),
    };
    let waits = if !told.peek_proof() {
        "Its method decides at the planned end alone"
    } else if told.metrics.iter().any(|metric| metric.role == MetricRole::Goal) {
        "No goal is decided yet"
    } else {
        "There are no goals, so that nothing is shipped"
    };
    format!("{waits}: {}. {progress}.", state(told))
}

impl Told<'_> {
    fn peek_proof(&self) -> bool {
        crate::analyse::is_peek_proof(self.input.plan.method)
    }
}
