//! A run of a release as it is written down.

use std::collections::{BTreeMap, BTreeSet};

use hoist_delivery::{Decision, Failure, Finding, Release};
use hoist_ruleset::document;
use hoist_ruleset::{DocumentKind, MetricKey, Source, read};
use hoist_store::{RunChange, StoredRun};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::evidence::{Counted, counted};
use super::{reach, told};
use crate::author::Author;
use crate::plan::{Refusal, refusal};

/// All that is known of a run of a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Which run of the release it is, from 1.
    pub(crate) run: u64,
    /// What the machine knows.
    pub(crate) release: Release,
    /// The document as it was at the start.
    pub(crate) document: Value,
    /// Definitions of the metrics that its checks count, as they were at the start.
    pub(crate) metrics: BTreeMap<String, Value>,
    /// The document's version.
    pub(crate) version: u64,
    pub(crate) started_at: Timestamp,
    pub(crate) started_by: String,
    pub(crate) ended_at: Option<Timestamp>,
    /// Seq of the entry by which it began: who killed the flag before that meant something else.
    pub(crate) launched: u64,
    /// Since when the share of the step is in force, by the wall clock.
    pub(crate) watched_since: Option<Timestamp>,
}

impl Run {
    pub(crate) fn read(stored: &StoredRun) -> Result<Self, Refusal> {
        serde_json::from_str(&stored.body).map_err(|error| {
            let StoredRun { key, run, is_over, .. } = stored;
            let left = "; an admin may abort it (`hoist release abort`)";
            let left = if *is_over { "" } else { left };
            let detail = format!(
                "Run {run} of the release {key} cannot be read by this version of Hoist{left}: {error}."
            );
            refusal(hoist_api::Code::NotNow, detail)
        })
    }

    /// The actor of what it does.
    pub(crate) fn actor(&self) -> String {
        format!("release:{}", self.release.key)
    }

    /// Whether its checks are only written down.
    pub(super) fn is_dry(&self) -> bool {
        self.release.plan.on_failure == Failure::Ignore
    }

    pub(crate) fn flag(&self) -> &str {
        &self.release.plan.flag
    }

    /// The document as it was at the start. That its metrics count who converted was asked then;
    /// without them it would be refused here.
    ///
    /// # Errors
    ///
    /// Another version of the program wrote what this one cannot read. Nothing may go on as if it
    /// said nothing.
    pub(crate) fn definition(&self) -> Result<document::Release, String> {
        let key = self.release.key.as_str();
        let sources = self.release.plan.checks.iter().map(|check| &check.source);
        let metrics = sources.filter_map(|source| match source {
            hoist_delivery::Source::Metric { metric } => Some(metric),
            hoist_delivery::Source::Prometheus { .. } => None,
        });
        let counted = json!({"event": "any", "kind": "conversion"}).to_string();
        let metrics: BTreeSet<&String> = metrics.collect();
        let metrics = metrics
            .into_iter()
            .map(|metric| Source::document(DocumentKind::Metric, metric, counted.clone()));
        let release = Source::document(DocumentKind::Release, key, self.document.to_string());
        let reading = read(&metrics.chain([release]).collect::<Vec<_>>());
        let release = reading.documents.releases().get(key).map(|release| (**release).clone());
        release.ok_or_else(|| "its document cannot be read by this version of Hoist".to_owned())
    }

    /// What counts for a metric, by its definition at the start.
    ///
    /// # Errors
    ///
    /// Why it is not counted, as a sentence.
    pub(super) fn counted(&self, metric: &MetricKey) -> Result<Counted, String> {
        let key = metric.as_str();
        let known = self.metrics.get(key).map(Value::to_string);
        let source = known.map(|text| Source::document(DocumentKind::Metric, key, text));
        let documents = read(source.as_slice()).documents;
        if source.is_some() && !documents.metrics().contains_key(key) {
            return Err(format!("this version of Hoist cannot read what the metric {key} was"));
        }
        counted(&documents, metric)
    }

    /// Refuses who may not have it do what it says. What that is nobody can tell where it cannot be
    /// read, so it may be more than its flag.
    pub(super) fn check_steered(&self, author: &Author) -> Result<(), Refusal> {
        let key = &self.release.key;
        match self.definition() {
            Ok(release) => reach::check_steered(key, &release, author),
            Err(_) if author.may_deploy => Ok(()),
            Err(why) => {
                let detail = format!("The release {key}: {why}, so that takes an admin token.");
                Err(refusal(hoist_api::Code::Forbidden, detail))
            }
        }
    }

    /// What is written down of it, with what is new.
    ///
    /// # Errors
    ///
    /// It cannot be written as it is.
    pub(super) fn change(
        &self,
        decisions: &[Decision],
        findings: &[Finding],
    ) -> Result<RunChange, Refusal> {
        let decision = |decision| self.text(&told::decision(decision));
        let finding =
            |finding: &Finding| Ok((finding.check.clone(), self.text(&told::check_run(finding))?));
        Ok(RunChange {
            key: self.release.key.clone(),
            run: self.run,
            flag: self.flag().to_owned(),
            is_over: self.release.is_over(),
            body: self.text(self)?,
            decisions: decisions.iter().map(decision).collect::<Result<_, Refusal>>()?,
            findings: findings.iter().map(finding).collect::<Result<_, Refusal>>()?,
        })
    }

    fn text(&self, value: &impl Serialize) -> Result<String, Refusal> {
        serde_json::to_string(value).map_err(|error| {
            let key = &self.release.key;
            let detail = format!("What is known of the release {key} cannot be written: {error}.");
            refusal(hoist_api::Code::Internal, detail)
        })
    }
}
