//! Experiments of a server, as people read them.

use std::collections::BTreeMap;

use hoist_api::{Document, Life};
use jiff::Timestamp;
use serde_json::Value;

use crate::output::printable;
use crate::table::{Table, optional, time};

/// One line for each experiment.
pub(super) fn table(experiments: &[Document]) -> Table<6> {
    let mut table = Table::new(["KEY", "STATUS", "PHASE", "VARIANTS", "EVERYBODY GETS", "SINCE"]);
    for experiment in experiments {
        let life = experiment.life.as_ref();
        let conclusion = life.and_then(|life| life.conclusion.as_ref());
        table.push([
            experiment.key.clone(),
            status(experiment),
            optional(life.map(|life| life.phase)),
            variants(experiment),
            optional(conclusion.map(|end| &end.everybody_gets)),
            optional(life.map(|life| since(experiment, life)).map(time)),
        ]);
    }
    table
}

/// Since when it is as it is: of one that runs, when its phase began, which may be written down
/// later; of one that has ended and is not concluded, its end date.
fn since(experiment: &Document, life: &Life) -> Timestamp {
    let end = experiment.definition.get("end_date").and_then(Value::as_str);
    let end = end.filter(|_| experiment.status.as_deref() == Some("ended"));
    if let Some(end) = end.and_then(|end| end.parse().ok()) {
        return end;
    }
    let running = life.started_at.filter(|_| life.conclusion.is_none());
    running.unwrap_or(life.since)
}

/// `running`, or `running, killed`.
fn status(experiment: &Document) -> String {
    let status = experiment.status.as_deref().unwrap_or("-");
    let killed = if experiment.killed.is_some() { ", killed" } else { "" };
    format!("{status}{killed}")
}

/// `control 50, short 50`.
fn variants(experiment: &Document) -> String {
    let variants = experiment.definition.get("variants").and_then(Value::as_array);
    let names = variants.into_iter().flatten().map(|variant| {
        let name = variant.get("name").and_then(Value::as_str).unwrap_or("?");
        let weight = variant.get("weight").map(|weight| format!(" {weight}"));
        format!("{name}{}", weight.unwrap_or_default())
    });
    names.collect::<Vec<_>>().join(", ")
}

/// An experiment as YAML, with what is no part of its definition as comments.
pub(super) fn page(experiment: &Document) -> anyhow::Result<String> {
    let mut lines = vec![format!(
        "version {}, {}, updated {}",
        experiment.version,
        status(experiment),
        time(experiment.updated_at)
    )];
    if let Some(life) = &experiment.life {
        let why = life.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        lines.extend(life.started_at.map(|at| format!("phase {} since {}", life.phase, time(at))));
        lines.push(format!("as it is since {} by {}{why}", time(life.since), life.by));
        let part = life.layer_range.map(|[from, to]| {
            let percent = |rank: u16| f64::from(rank) / 100.0;
            format!("from {} % to {} % of its layer", percent(from), percent(to))
        });
        lines.extend(part);
        lines.extend(life.conclusion.as_ref().map(|end| end.detail.clone()));
    }
    if let Some(killed) = &experiment.killed {
        lines.push(format!("killed by {} at {}", killed.by, time(killed.at)));
    }
    lines.extend(experiment.managed_by.as_ref().map(|who| format!("managed by {who}")));
    let comments = lines.iter().map(|line| format!("# {}\n", printable(line)));
    let definition = BTreeMap::from([(&experiment.key, &experiment.definition)]);
    let file = BTreeMap::from([("experiments", definition)]);
    Ok(comments.collect::<String>() + &serde_saphyr::to_string(&file)?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn experiment(key: &str, status: &str, life: &Value) -> Document {
        let document = json!({
            "key": key,
            "version": 42,
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-02-01T00:00:00Z",
            "killed": null,
            "managed_by": null,
            "status": status,
            "life": life,
            "variants": [{"name": "control", "weight": 50}, {"name": "short", "weight": 50}],
        });
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn experiments_for_people() {
        let detail = "The end date came. From now on everybody gets short.";
        let life = json!({"phase": 2, "since": "2026-03-09T09:00:00Z", "by": "server",
            "started_at": "2026-03-01T09:00:00Z",
            "reason": null, "seq": 7, "layer_range": [1_000, 2_550],
            "conclusion": {"because": "end_date", "at": "2026-03-01T09:00:00Z",
                "everybody_gets": "short", "detail": detail}});
        let concluded = experiment("checkout", "concluded", &life);
        assert_snapshot!(page(&concluded).unwrap(), @r"
        # version 42, concluded, updated 2026-02-01T00:00:00Z
        # phase 2 since 2026-03-01T09:00:00Z
        # as it is since 2026-03-09T09:00:00Z by server
        # from 10 % to 25.5 % of its layer
        # The end date came. From now on everybody gets short.
        experiments:
          checkout:
            variants:
            - name: control
              weight: 50
            - name: short
              weight: 50
        ");
        let mut life = life;
        life["conclusion"] = Value::Null;
        let running = experiment("basket", "running", &life);
        let draft = experiment("search", "draft", &Value::Null);
        let mut ended = experiment("wishes", "ended", &life);
        ended.definition.insert("end_date".to_owned(), json!("2026-03-08T00:00:00Z"));
        assert_snapshot!(table(&[concluded, running, ended, draft]), @r"
        KEY       STATUS     PHASE  VARIANTS              EVERYBODY GETS  SINCE
        checkout  concluded  2      control 50, short 50  short           2026-03-09T09:00:00Z
        basket    running    2      control 50, short 50  -               2026-03-01T09:00:00Z
        wishes    ended      2      control 50, short 50  -               2026-03-08T00:00:00Z
        search    draft      -      control 50, short 50  -               -
        ");
    }
}
