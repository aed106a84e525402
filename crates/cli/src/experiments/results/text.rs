//! Results for people: whether they can be believed, how far it is, what was found, what to do.

use hoist_api::{
    GuardrailState, Health, MetricEffect, MetricResults, Results, SampleProgress, VariantResults,
};

use super::number::{change, count, duration, of_metric, plain, probability, share};
use super::why;
use crate::output::printable;
use crate::table::{Table, optional, time};

/// How long the bar of the sample is.
const BAR_CHARACTERS: usize = 30;

/// All of it; with `with_why`, also where each number comes from.
pub(super) fn text(results: &Results, with_why: bool) -> String {
    let Results { key, phase, as_of, method, reason, recommendation, .. } = results;
    let mut lines = vec![format!("{key}, phase {phase}, as of {}", time(*as_of)), String::new()];
    lines.extend(health(&results.health));
    lines.push(format!("sample    {}", sample(&results.sample)));
    lines.extend(power(&results.sample));
    lines.push(format!("method    {}: {}", method.name, method.about));
    lines.push(String::new());
    let mut text = paragraphs(&lines);
    text.push_str(&table(results).to_string());
    let winner = results.winner.as_ref().map(|winner| format!(": {winner}")).unwrap_or_default();
    text.push_str(&paragraphs(&[
        String::new(),
        format!("verdict   {}{winner}", results.verdict.name()),
        format!("because   {reason}"),
        format!("so        {recommendation}"),
    ]));
    if with_why {
        text.push_str(&why::text(results));
    }
    text
}

fn paragraphs(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{}\n", printable(line).trim_end())).collect()
}

/// What was checked first. What is wrong stands alone.
fn health(health: &Health) -> Vec<String> {
    let Health { srm, multiple_exposure, issues, .. } = health;
    let split = match (srm.p_value, srm.ok) {
        (None, _) => "split not judged".to_owned(),
        (Some(p), true) => format!("split as planned (p {})", probability(p)),
        (Some(p), false) => format!("SPLIT NOT AS PLANNED (p {})", probability(p)),
    };
    let several = match multiple_exposure.users {
        0 => "nobody saw several variants".to_owned(),
        users => {
            format!("{} saw several variants ({})", count(users), share(multiple_exposure.share))
        }
    };
    let first = format!("health    {split}, {several}");
    std::iter::once(first).chain(issues.iter().map(|issue| format!("  !       {issue}"))).collect()
}

/// `[#####.....] 8,000 of 20,000 users, 7,200 with closed windows (36.0 %), about 3 days to go`.
fn sample(sample: &SampleProgress) -> String {
    let SampleProgress { planned, observed, closed, progress, seconds_left, end_date, .. } = sample;
    let (observed, closed) = (count(*observed), count(*closed));
    let mut parts = Vec::new();
    match planned.zip(*progress) {
        Some((planned, progress)) => {
            parts.push(format!("{} {observed} of {} users", bar(progress), count(planned)));
            parts.push(format!("{closed} with closed windows ({})", share(progress)));
        }
        None => {
            parts.push(format!("{observed} users, none planned"));
            parts.push(format!("{closed} with closed windows"));
        }
    }
    let left = seconds_left.filter(|seconds| *seconds > 0);
    parts.extend(left.map(|seconds| format!("about {} to go", duration(seconds))));
    parts.extend(end_date.map(|at| format!("ends at {}", time(at))));
    parts.join(", ")
}

/// What so many users can show, and how many more it takes.
fn power(sample: &SampleProgress) -> Option<String> {
    let detectable = sample.detectable_effect?;
    let needed = sample
        .users_for_min_effect
        .map(|users| format!("; the smallest that is looked for takes {} users", count(users)));
    let needed = needed.unwrap_or_default();
    Some(format!("power     so many users show an effect of {}{needed}", share(detectable)))
}

fn bar(part: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and the length of the bar"
    )]
    let full = (part.clamp(0.0, 1.0) * BAR_CHARACTERS as f64) as usize;
    format!("[{}{}]", "#".repeat(full), ".".repeat(BAR_CHARACTERS.saturating_sub(full)))
}

fn table(results: &Results) -> Table<8> {
    let mut table =
        Table::new(["METRIC", "ROLE", "VARIANT", "USERS", "VALUE", "CHANGE", "P", "IS"]);
    for metric in &results.metrics {
        for (index, variant) in metric.variants.iter().enumerate() {
            let is_first = index == 0;
            let once = |text: &str| if is_first { text.to_owned() } else { String::new() };
            let [change, p, is] = cells(variant, &results.control);
            table.push([
                once(&label(metric)),
                once(&metric.role),
                variant.variant.clone(),
                count(variant.users),
                optional(variant.mean.map(|mean| of_metric(metric, mean))),
                change,
                p,
                is,
            ]);
        }
    }
    table
}

/// The metric's name, and what is different about it.
fn label(metric: &MetricResults) -> String {
    let cap = match (&metric.cap_percentile, metric.cap, metric.capped_share) {
        (Some(percentile), Some(cap), Some(part)) => {
            Some(format!(", capped at {} ({percentile}, {} of users)", plain(cap), share(part)))
        }
        (Some(percentile), _, _) => Some(format!(", capped at {percentile}")),
        (None, cap, _) => cap.map(|cap| format!(", capped at {}", plain(cap))),
    };
    let better = if metric.direction == "decrease" { " (less is better)" } else { "" };
    format!("{}{better}{}", metric.metric, cap.unwrap_or_default())
}

/// The effect: change with its interval, p-value, what it is.
fn cells(variant: &VariantResults, control: &str) -> [String; 3] {
    let is = variant.guardrail.map(GuardrailState::name).unwrap_or_default().replace('_', " ");
    match (&variant.effect, &variant.refusal) {
        (Some(effect), _) => {
            let is = if is.is_empty() { effect.outcome.name() } else { &is };
            let adjusted = if effect.adjusted { ", adjusted" } else { "" };
            [interval(effect), probability(effect.p_value), format!("{is}{adjusted}")]
        }
        (None, Some(refusal)) => [format!("none: {refusal}"), String::new(), is],
        (None, None) if variant.variant == control => {
            ["control".to_owned(), String::new(), String::new()]
        }
        (None, None) => ["-".to_owned(), String::new(), is],
    }
}

fn interval(effect: &MetricEffect) -> String {
    let MetricEffect { estimate, low, high, .. } = *effect;
    if effect.relative {
        change(estimate, low, high)
    } else {
        format!("{estimate:+.5}  [{low:+.5}, {high:+.5}]")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn an_experiment_that_is_decided() {
        assert_snapshot!(text(&sample::decided(), false), @"
        checkout_flow, phase 1, as of 2026-03-20T09:00:00Z

        health    split as planned (p 0.4200), 12 saw several variants (0.06 %)
        sample    [############################..] 20,000 of 20,000 users, 19,000 with closed windows (95.0 %)
        power     so many users show an effect of 4.8 %; the smallest that is looked for takes 19,200 users
        method    hybrid: may be read at any time

        METRIC                        ROLE       VARIANT  USERS   VALUE   CHANGE                      P       IS
        conversion_rate               goal       control  10,000  25.0 %  control
                                                 short    10,000  27.5 %  +10.0 %  [+6.9 %, +13.1 %]  2e-5    better
        revenue, capped at 500.0      secondary  control  10,000  12.35   control
                                                 short    10,000  12.50   none: insufficient_units
        bounce_rate (less is better)  guardrail  control  10,000  40.0 %  control
                                                 short    10,000  39.9 %  -0.2 %  [-1.6 %, +1.0 %]    0.7000  non inferior

        verdict   ship: short
        because   conversion_rate is better by 10.0 %.
        so        Ship short.
        ");
    }

    #[test]
    fn an_experiment_that_cannot_be_believed() {
        assert_snapshot!(text(&sample::withheld(), false), @"
        checkout_flow, phase 1, as of 2026-03-20T09:00:00Z

        health    SPLIT NOT AS PLANNED (p 1e-12), 12 saw several variants (0.06 %)
          !       short has 8 % fewer users than its weight says, since 2026-03-03.
        sample    [..............................] 7,000 of 20,000 users, 0 with closed windows (0.0 %), about 4 days to go, ends at 2026-04-01T00:00:00Z
        method    hybrid: may be read at any time

        METRIC           ROLE  VARIANT  USERS   VALUE   CHANGE            P  IS
        conversion_rate  goal  control  10,000  25.0 %  control
                               short    10,000  27.5 %  none: srm_failed

        verdict   withheld
        because   short has 8 % fewer users than its weight says, since 2026-03-03.
        so        Find out where the users of short are lost.
        ");
    }
}
