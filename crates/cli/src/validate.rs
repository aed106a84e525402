//! `hoist validate`.

use std::io::Write;

use hoist_ruleset::document::{Experiment, MetricGuess, MetricUse, ReleaseCheck};
use hoist_ruleset::{DocumentKind, Entry, MetricKey, Reading, read};
use serde_json::{Value, json};

use crate::arguments::ValidateArguments;
use crate::output::{complain, diagnostic};
use crate::{Outcome, input};

pub(crate) fn run(arguments: &ValidateArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    input::check_standard_input(arguments.files.iter())?;
    let (sources, errors) = input::sources(&arguments.files);
    let reading = read(&sources);
    if arguments.json {
        let documents: Value =
            reading.entries.iter().map(|entry| document(entry, &reading)).collect();
        let diagnostics: Value = reading.diagnostics.iter().map(diagnostic).collect();
        writeln!(out, "{}", json!({"documents": documents, "diagnostics": diagnostics}))?;
    } else {
        let mut lines = reading.entries.iter().map(|entry| entry_line(entry, &reading));
        let written = lines.try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
        for diagnostic in &reading.diagnostics {
            complain(format_args!("{diagnostic}"));
        }
        summary(&reading);
        // Whoever reads only the beginning is told on stderr and by the status all the same.
        if reading.problems == 0 {
            written?;
        }
    }
    for error in &errors {
        complain(format_args!("error: {error:#}"));
    }
    let unfit: Vec<String> =
        reading.entries.iter().filter_map(|one| unfit(one, &reading)).collect();
    for line in &unfit {
        complain(format_args!("{line}"));
    }
    let sound = reading.diagnostics.is_empty() && errors.is_empty() && unfit.is_empty();
    Ok(if sound { Outcome::Done } else { Outcome::Refused })
}

fn summary(reading: &Reading) {
    let problems = reading.problems;
    if problems > 0 {
        let accepted = reading.entries.iter().filter(|entry| entry.accepted).count();
        let refused = reading.entries.len() - accepted;
        let noun = if problems == 1 { "problem" } else { "problems" };
        complain(format_args!("{accepted} accepted, {refused} refused, {problems} {noun}"));
    }
}

/// `ok  flag checkout_flow (variant, enabled)`, with each guess behind it.
fn entry_line(entry: &Entry, reading: &Reading) -> String {
    let verdict = if entry.accepted { "ok     " } else { "refused" };
    let mut line = format!("{verdict} {} {}", entry.kind.name(), entry.key);
    if let Some(what) = what(entry, reading) {
        line.push_str(&format!(" ({what})"));
    }
    let guesses: Vec<_> = guesses(entry, reading).iter().map(ToString::to_string).collect();
    if !guesses.is_empty() {
        line.push_str(&format!("; guessed: {}", guesses.join("; ")));
    }
    line
}

/// What an accepted document is, in a few words.
fn what(entry: &Entry, reading: &Reading) -> Option<String> {
    let key = entry.key.as_str();
    let documents = &reading.documents;
    if !entry.accepted {
        return None;
    }
    match entry.kind {
        DocumentKind::Flag => {
            let flag = documents.flags().get(key)?;
            let enabled = match (flag.archived, flag.enabled) {
                (true, _) => "archived",
                (false, true) => "enabled",
                (false, false) => "not enabled",
            };
            Some(format!("{}, {enabled}", flag.strategy.name()))
        }
        DocumentKind::Experiment => {
            let experiment = documents.experiments().get(key)?;
            let count = experiment.variants.len();
            let runs = if experiment.start_date.is_some() { "" } else { ", a draft until started" };
            Some(format!("{count} variants{runs}"))
        }
        DocumentKind::Release => {
            let release = documents.releases().get(key)?;
            let (steps, checks) = (release.steps.len(), release.checks.len());
            let of = |count: usize| if count == 1 { "" } else { "s" };
            Some(format!(
                "moves {} by {steps} step{} with {checks} check{}",
                release.flag,
                of(steps),
                of(checks)
            ))
        }
        DocumentKind::Metric => Some(documents.metrics().get(key)?.kind.name().to_owned()),
        DocumentKind::Segment => {
            let segment = documents.segments().get(key)?;
            let (include, exclude) = (segment.include.len(), segment.exclude.len());
            Some(format!("{include} included, {exclude} excluded, {} rules", segment.rules.len()))
        }
    }
}

/// Why an experiment that would run by its date cannot: a server refuses it.
fn unfit(entry: &Entry, reading: &Reading) -> Option<String> {
    let experiments = reading.documents.experiments();
    let experiment = experiments.get(&entry.key).filter(|_| entry.kind == DocumentKind::Experiment);
    let now = input::time(None);
    let is_over = |one: &Experiment| one.end_date.is_some_and(|end| end <= now);
    let by_itself = experiment.filter(|one| one.start_date.is_some() && !is_over(one));
    let why = by_itself?.unfit()?;
    let (file, line, key) = (&entry.file, entry.mark.line, &entry.key);
    Some(format!("{file}:{line}: error[cannot_run] experiments.{key}: {why}"))
}

/// What is guessed of a document's metrics that have no document of their own.
fn guesses(entry: &Entry, reading: &Reading) -> Vec<MetricGuess> {
    let documents = &reading.documents;
    let key = entry.key.as_str();
    let used = |uses: &[MetricUse]| uses.iter().map(|each| each.metric.clone()).collect();
    let used: Option<Vec<MetricKey>> = match entry.kind {
        DocumentKind::Flag => documents.flags().get(key).map(|flag| used(&flag.metrics)),
        DocumentKind::Experiment => documents.experiments().get(key).map(|one| used(&one.metrics)),
        DocumentKind::Release => documents.releases().get(key).map(|release| {
            release.checks.iter().filter_map(ReleaseCheck::metric).cloned().collect()
        }),
        DocumentKind::Segment | DocumentKind::Metric => None,
    };
    // Who uses a refused metric is refused, so those without a document are those to be guessed.
    let used = used.unwrap_or_default().into_iter();
    let guessed = used.filter(|metric| !documents.metrics().contains_key(metric.as_str()));
    guessed.map(|metric| MetricGuess::of(&metric)).collect()
}

fn document(entry: &Entry, reading: &Reading) -> Value {
    let guesses: Vec<_> = guesses(entry, reading).iter().map(ToString::to_string).collect();
    json!({
        "kind": entry.kind.name(),
        "key": entry.key,
        "file": &*entry.file,
        "line": entry.mark.line,
        "accepted": entry.accepted,
        "guesses": guesses,
    })
}
