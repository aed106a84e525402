//! Results for people: whether they can be believed, how far it is, what was found, what to do.

use hoist_api::{
    GuardrailState, Health, LaterEffect, MetricEffect, MetricResults, Results, SampleProgress,
    VariantResults,
};

use hoist_experiment::duration;

use super::number::{change_of, count, estimate_of, loss_of, of_metric, plain, probability, share};
use super::why;
use crate::output::printable;
use crate::table::{Table, optional, time};

/// How long the bar of the sample is.
const BAR_CHARACTERS: usize = 30;
/// Sums are by day, so a window of a minute is closed on the next day.
const WINDOWS_CLOSED: &str = "with windows closed by whole days (UTC)";

/// All of it; with `with_why`, also where each number comes from.
pub(super) fn text(results: &Results, with_why: bool) -> String {
    let Results { key, phase, as_of, method, reason, recommendation, .. } = results;
    let mut lines = vec![format!("{key}, phase {phase}, as of {}", time(*as_of)), String::new()];
    lines.extend(status(results));
    lines.extend(health(&results.health));
    lines.push(format!("sample    {}", sample(&results.sample)));
    lines.extend(power(&results.sample));
    lines.push(format!("method    {}: {}", method.name, method.about));
    lines.push(String::new());
    let mut text = paragraphs(&lines);
    text.push_str(&table(results).to_string());
    for lines in [refusals(results), untested(results), beliefs(results)] {
        // A block of its own, where there is one.
        text.push_str(if lines.is_empty() { "" } else { "\n" });
        text.push_str(&paragraphs(&lines));
    }
    let winner = results.winner.as_ref().map(|winner| format!(": {winner}")).unwrap_or_default();
    let is_over = results.conclusion.is_some();
    let now = if is_over { " (by the numbers of now)" } else { "" };
    text.push_str(&paragraphs(&[
        String::new(),
        format!("verdict   {}{winner}{now}", results.verdict.name()),
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

/// Where in its life it is; of what is over, why, and what everybody gets.
fn status(results: &Results) -> Vec<String> {
    let status = |status: &String| format!("status    {status}");
    let Some(end) = &results.conclusion else {
        return results.status.iter().map(status).collect();
    };
    let status = results.status.as_deref().unwrap_or("concluded");
    let verdict = end.verdict.as_deref().map(|it| format!(", with the verdict {it}"));
    let because = end.because.as_ref().replace('_', " ");
    let users = end.evidence.as_ref().and_then(|found| found["sample"]["observed"].as_u64());
    let users = users.map(|users| format!(", with {} users", count(users)));
    let mut lines = vec![
        format!(
            "status    {} since {}{}{} ({because})",
            status.to_uppercase(),
            time(end.at),
            users.unwrap_or_default(),
            verdict.unwrap_or_default()
        ),
        format!("          {}", end.detail),
    ];
    lines.extend(end.reason.as_ref().map(|reason| format!("          reason: {reason}")));
    lines
}

/// What was checked first. What is wrong stands alone.
fn health(health: &Health) -> Vec<String> {
    let Health { unsummed, srm, multiple_exposure, issues, .. } = health;
    let (p, looks) = match srm.at_any_look {
        true => (srm.sequential_p_value, "for any number of looks"),
        false => (srm.p_value, "for one look"),
    };
    let split = match (p, srm.ok) {
        (None, _) => "split not judged".to_owned(),
        (Some(p), true) => format!("split as planned (p {})", probability(p)),
        (Some(p), false) => format!("SPLIT NOT AS PLANNED (p {} {looks})", probability(p)),
    };
    let unsummed = match unsummed.users {
        0 => String::new(),
        users => format!(", {} are not summed up yet", count(users)),
    };
    let several = match multiple_exposure.users {
        0 => "nobody saw several variants".to_owned(),
        users => {
            format!("{} saw several variants ({})", count(users), share(multiple_exposure.share))
        }
    };
    let unplanned = match health.unplanned_users {
        0 => String::new(),
        users => format!(", {} saw only what has no weight and are left out", count(users)),
    };
    let first = format!("health    {split}, {several}{unplanned}{unsummed}");
    std::iter::once(first).chain(issues.iter().map(|issue| format!("  !       {issue}"))).collect()
}

/// `[#####.....] 8,000 of 20,000 users, 7,200 (36.0 %) with windows closed by whole days
/// (UTC), about 3 days to go`.
fn sample(sample: &SampleProgress) -> String {
    let SampleProgress { planned, observed, closed, progress, seconds_left, end_date, .. } = sample;
    let cut_off = Some(sample.cut_off).filter(|users| *users > 0);
    let (observed, closed) = (count(*observed), count(*closed));
    let mut parts = Vec::new();
    match planned.zip(*progress) {
        Some((planned, progress)) => {
            parts.push(format!("{} {observed} of {} users", bar(progress), count(planned)));
            parts.push(format!("{closed} ({}) {WINDOWS_CLOSED}", share(progress)));
        }
        None => {
            parts.push(format!("{observed} users, none planned"));
            parts.push(format!("{closed} {WINDOWS_CLOSED}"));
        }
    }
    parts.extend(cut_off.map(|users| format!("at most {} cut off by the end", count(users))));
    let left = seconds_left.filter(|seconds| *seconds > 0);
    parts.extend(left.map(|seconds| format!("{} to go", duration(seconds))));
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
            let [change, p, is] = cells(metric, variant, results);
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

/// Why there are effects that are not told, each sentence once for each metric.
fn refusals(results: &Results) -> Vec<String> {
    let mut lines = Vec::new();
    for metric in &results.metrics {
        for variant in &metric.variants {
            let why = variant.refusal_detail.as_ref().or(variant.refusal.as_ref());
            let line = why.map(|why| format!("none      {}: {why}", metric.metric));
            lines.extend(line.filter(|line| lines.last() != Some(line)));
        }
    }
    lines
}

/// By which metrics nothing was tested before it was over.
fn untested(results: &Results) -> Vec<String> {
    let line = |metric: &MetricResults| {
        let (closed, all) = (count(metric.closed), count(metric.closed + metric.cut_off));
        format!(
            "untested  {}: {closed} of {all} users had the whole window when it ended. No test of \
             it was made, and none is to come.",
            metric.metric
        )
    };
    results.metrics.iter().filter(|metric| metric.untested).map(line).collect()
}

/// What the Bayesian method believes of each effect.
fn beliefs(results: &Results) -> Vec<String> {
    let mut lines = Vec::new();
    for metric in &results.metrics {
        for variant in &metric.variants {
            let effect = variant.effect.as_ref();
            let belief = effect.and_then(|it| Some((it, it.chance_to_win?, it.expected_loss?)));
            lines.extend(belief.map(|(effect, chance, loss)| {
                let loss = loss_of(&metric.kind, effect.relative, loss);
                let (name, variant) = (&metric.metric, &variant.variant);
                let chance = share(chance);
                format!("belief    {name}, {variant}: better with {chance}, expected loss {loss}")
            }));
        }
    }
    lines
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
fn cells(metric: &MetricResults, variant: &VariantResults, results: &Results) -> [String; 3] {
    let is = variant.guardrail.map(GuardrailState::name).unwrap_or_default().replace('_', " ");
    match (&variant.effect, &variant.refusal) {
        (Some(effect), _) => {
            let is = match results.health.srm.ok {
                false => "not to be believed",
                true if is.is_empty() => effect.outcome.name(),
                true => &is,
            };
            let adjusted = if effect.adjusted { ", adjusted" } else { "" };
            let tested = effect.tested_users.map(|it| format!(", tested at {} users", count(it)));
            let is_news = |later: &&LaterEffect| Some(later.users) != effect.tested_users;
            let later = effect.later.as_ref().filter(is_news).map(|later| {
                let by_now = estimate_of(&metric.kind, later.relative, later.estimate);
                format!(", {by_now} at {} by now", count(later.users))
            });
            let (tested, later) = (tested.unwrap_or_default(), later.unwrap_or_default());
            let is = format!("{is}{adjusted}{tested}{later}");
            [interval(metric, effect), probability(effect.p_value), is]
        }
        (None, Some(_)) => ["none, see below".to_owned(), String::new(), is],
        (None, None) if variant.variant == results.control => {
            ["control".to_owned(), String::new(), String::new()]
        }
        (None, None) => ["-".to_owned(), String::new(), is],
    }
}

fn interval(metric: &MetricResults, effect: &MetricEffect) -> String {
    let MetricEffect { estimate, low, high, .. } = *effect;
    change_of(&metric.kind, effect.relative, [estimate, low, high])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn an_experiment_that_is_decided() {
        let text = text(&sample::decided(), false);
        assert_snapshot!(text, @"
        checkout_flow, phase 1, as of 2026-03-20T09:00:00Z

        health    split as planned (p 1.0000), 12 saw several variants (0.06 %)
        sample    [##############################] 20,000 of 20,000 users, 20,000 (100.0 %) with windows closed by whole days (UTC)
        power     so many users show an effect of 7.2 %; the smallest that is looked for takes 10,387 users
        method    hybrid: It may be read at any time: a fifth of alpha is for that, the rest for one test when the planned users have closed windows.

        METRIC                        ROLE       VARIANT  USERS   VALUE   CHANGE                      P       IS
        conversion_rate               goal       control  10,000  25.0 %  control
                                                 short    10,000  27.5 %  +10.0 %  [+4.8 %, +15.5 %]  7e-5    better, tested at 20,000 users
        revenue, capped at 500.0      secondary  control  10,000  12.50   control
                                                 short    10,000  13.74   +9.9 %  [+3.4 %, +16.5 %]   0.0011  better, tested at 20,000 users
        wait (less is better)         secondary  control  10,000  -       control
                                                 short    10,000  -       none, see below
        bounce_rate (less is better)  guardrail  control  10,000  40.0 %  control
                                                 short    10,000  39.9 %  -0.2 %  [-3.2 %, +2.8 %]    1e-8    non inferior, tested at 20,000 users

        none      wait: sums do not tell it: it is computed from all users, one by one, which has not been done yet

        verdict   ship: short
        because   `short` is better than `control` by conversion_rate: +10.0 % (95 % interval +4.77 % to +15.5 %, p < 0.0001, 20,000 users). No goal of it is worse. All guardrails hold.
        so        Give everybody `short`.
        ");
        let guide = include_str!("../../../../../docs/experiments.md");
        assert!(guide.contains(&text), "the guide shows something else");
    }

    #[test]
    fn what_is_known_since_a_test_is_beside_it() {
        let mut results = sample::decided();
        let effect = results.metrics[0].variants[1].effect.as_mut().unwrap();
        effect.later = Some(LaterEffect { users: 24_500, estimate: 0.0812, relative: true });
        let text = text(&results, false);
        let line = text.lines().find(|line| line.contains("10.0 %")).unwrap();
        assert!(
            line.ends_with("better, tested at 20,000 users, +8.1 % at 24,500 by now"),
            "{line}"
        );
    }

    #[test]
    fn what_is_left_out_and_what_is_never_tested_is_said() {
        let mut results = sample::decided();
        results.health.unplanned_users = 9;
        let metric = &mut results.metrics[1];
        (metric.closed, metric.cut_off, metric.untested) = (1_200, 18_800, true);
        let text = text(&results, false);
        for line in [
            ", 9 saw only what has no weight and are left out\n",
            "\nuntested  revenue: 1,200 of 20,000 users had the whole window when it ended. No test of \
             it was made, and none is to come.\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn what_is_believed_stands_below_the_table() {
        let mut results = sample::decided();
        assert!(!text(&results, false).contains("belief"));
        let effect = results.metrics[0].variants[1].effect.as_mut().unwrap();
        (effect.chance_to_win, effect.expected_loss) = (Some(0.9731), Some(0.0012));
        let line = "\nbelief    conversion_rate, short: better with 97.3 %, expected loss 0.12 %\n";
        let text = text(&results, false);
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn an_experiment_that_is_over_says_so_first() {
        let text = text(&sample::concluded(), false);
        let first: Vec<&str> = text.lines().skip(2).take(3).collect();
        assert_snapshot!(first.join("\n"), @"
        status    CONCLUDED since 2026-03-18T00:00:00Z, with 3,858 users, with the verdict ship (planned sample)
                  `short` is better. From now on everybody gets short.
                  reason: the design is ready
        ");
        assert!(text.contains("verdict   ship: short (by the numbers of now)"), "{text}");
        // An export says what a server says.
        let exported = hoist_server::results::over(sample::concluded()).recommendation;
        let expected = "It was concluded at 2026-03-18T00:00:00Z: everybody gets `short`, and nothing is \
                        left to be done.";
        assert_eq!(exported, expected);
    }

    #[test]
    fn an_experiment_that_cannot_be_believed() {
        let results = sample::withheld();
        let effect = results.metrics[0].variants[1].effect.clone().unwrap();
        assert!(effect.low > 0.0 && effect.p_value < 1e-6, "it would be better: {effect:?}");
        assert!(!effect.significant && effect.outcome.name() == "undecided", "{effect:?}");
        assert_snapshot!(text(&results, false), @"
        checkout_flow, phase 1, as of 2026-03-13T09:00:00Z

        health    SPLIT NOT AS PLANNED (p 3e-5 for any number of looks), 12 saw several variants (0.06 %)
          !       short has 4.2 % fewer users than its weight says, since 2026-03-01: no effect can be believed.
        sample    [##############................] 19,200 of 20,000 users, 9,600 (48.0 %) with windows closed by whole days (UTC), about 9 days to go
        power     so many users show an effect of 10.5 %; the smallest that is looked for takes 10,678 users
        method    hybrid: It may be read at any time: a fifth of alpha is for that, the rest for one test when the planned users have closed windows.

        METRIC                        ROLE       VARIANT  USERS   VALUE   CHANGE                      P       IS
        conversion_rate               goal       control  10,000  25.0 %  control
                                                 short    9,200   29.9 %  +19.6 %  [+9.9 %, +30.1 %]  6e-11   not to be believed
        revenue, capped at 500.0      secondary  control  10,000  12.50   control
                                                 short    9,200   14.93   +19.5 %  [+8.0 %, +31.0 %]  3e-7    not to be believed
        wait (less is better)         secondary  control  10,000  -       control
                                                 short    9,200   -       none, see below
        bounce_rate (less is better)  guardrail  control  10,000  40.0 %  control
                                                 short    9,200   43.4 %  +8.4 %  [+2.4 %, +14.8 %]   0.5000  not to be believed

        none      wait: sums do not tell it: it is computed from all users, one by one, which has not been done yet

        verdict   withheld
        because   Users were not split as planned (SRM): `short` has 95.8 % of the users that it should have, since 2026-03-01 (p < 0.0001 for any number of looks).
        so        Do not decide by these numbers. Find out why `short` has so few users, mend it, and start again.
        ");
    }
}
