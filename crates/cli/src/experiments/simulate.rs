//! `hoist experiments simulate`: an experiment many times over, by what real ones go through.

mod draw;
mod repetition;
mod tally;
mod world;

use std::io::Write;

use anyhow::{Context, bail};
use hoist_api::client::Format;
use hoist_ruleset::document::MetricRole;
use hoist_ruleset::{DocumentKind, Documents, Source, read};
use serde_json::{Map, Value, json};

use crate::arguments::ExperimentSimulateArguments;
use crate::output::write_json;
use crate::server::Server;
use crate::{Outcome, Usage, input};
use draw::Draw;
use repetition::Repetition;
use tally::Report;

/// Users of a repetition where nothing says how many.
const USERS: u64 = 2_000;
const EFFECT: f64 = 0.1;
/// Fields that decide who takes part and when, and names.
const LEFT_OUT: [&str; 9] =
    ["key", "audience", "traffic", "layer", "salt", "bucket_by", "start_date", "end_date", "name"];

pub(crate) fn run(
    arguments: &ExperimentSimulateArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let (documents, key) = subject(arguments)?;
    let experiment = documents.experiments().get(&key).context("it is gone")?;
    let Some(goal) = experiment.metrics.iter().find(|own| own.role == MetricRole::Goal) else {
        bail!("{key} has no goal, so nothing decides it: give it `metrics`");
    };
    let effect = arguments.effect.or(experiment.min_detectable_effect).unwrap_or(EFFECT);
    let users = arguments.users.or(experiment.sample_size).unwrap_or(USERS);
    let draw = Draw { seed: arguments.seed, baseline: arguments.baseline };
    let most = draw.baseline * (1.0 + effect.max(0.0));
    if !(draw.baseline > 0.0 && most < 1.0 && effect > -1.0 && effect != 0.0) {
        let what = "--baseline is between 0 and 1, and so is what --effect makes of it; --effect \
                    is not 0";
        return Err(Usage(what.to_owned()).into());
    }
    let (goal, peeks) = (goal.metric.as_str().to_owned(), arguments.peeks);
    let repetitions: Vec<Repetition> = [0.0, effect]
        .into_iter()
        .flat_map(|effect| (1..=arguments.repetitions).map(move |number| (effect, number)))
        .map(|(effect, number)| Repetition::new(effect, number))
        .collect();
    let file = repeated(&documents, &key, users, &repetitions)?;
    let plan = world::Life { file, goal: goal.clone(), users, peeks, draw };
    let ended = world::live(&plan, repetitions)?;
    let report = Report::of(&key, &plan, effect, arguments.repetitions, &ended);
    match arguments.json {
        true => write_json(&report, out)?,
        false => write!(out, "{}", report.text())?,
    }
    Ok(Outcome::Done)
}

/// The documents, and which experiment of them is meant.
fn subject(arguments: &ExperimentSimulateArguments) -> anyhow::Result<(Documents, String)> {
    let sources = if arguments.file.is_empty() {
        let server = Server::of(&arguments.server)?;
        let export = server.ask(server.client.export(Format::Json))?;
        vec![Source::new("export.json", export)]
    } else {
        let (sources, errors) = input::sources(&arguments.file);
        if let Some(error) = errors.into_iter().next() {
            return Err(error);
        }
        sources
    };
    let reading = read(&sources);
    if let Some(diagnostic) = reading.diagnostics.first() {
        bail!("{diagnostic}");
    }
    let documents = reading.documents;
    let keys = documents.experiments().keys().map(|key| key.as_str().to_owned());
    let keys: Vec<String> = keys.take(2).collect();
    let key = match (&arguments.key, keys.as_slice()) {
        (Some(key), _) => key.clone(),
        (None, [only]) => only.clone(),
        (None, []) => bail!("there is no experiment in these files"),
        (None, _) => {
            return Err(Usage("there are several experiments: say which, as KEY".to_owned()).into());
        }
    };
    if !documents.experiments().contains_key(&key) {
        bail!("there is no experiment {key}");
    }
    Ok((documents, key))
}

/// A file with the metrics and the experiment, once for each repetition.
fn repeated(
    documents: &Documents,
    key: &str,
    users: u64,
    repetitions: &[Repetition],
) -> anyhow::Result<String> {
    let definition = documents.to_value(DocumentKind::Experiment, key)?;
    let mut definition = match definition {
        Some(Value::Object(fields)) => fields,
        _ => bail!("{key} cannot be read"),
    };
    LEFT_OUT.iter().for_each(|field| drop(definition.remove(*field)));
    definition.insert("sample_size".to_owned(), json!(users));
    let mut metrics = Map::new();
    for metric in documents.metrics().keys() {
        if let Some(value) = documents.to_value(DocumentKind::Metric, metric.as_str())? {
            metrics.insert(metric.as_str().to_owned(), value);
        }
    }
    let experiments: Map<String, Value> =
        repetitions.iter().map(|own| (own.key.clone(), json!(definition))).collect();
    Ok(json!({"metrics": metrics, "experiments": experiments}).to_string())
}
