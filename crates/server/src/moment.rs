//! An environment at one moment: what its log says, read to the end.
//!
//! A moment is a value. It is read from facts of the log ([`Moment::read`]) or made from the one
//! before it and the entries that follow ([`Moment::after`]); both give the same.

mod definitions;
mod freezes;
pub(crate) mod gone;
mod lives;
pub(crate) mod progress;
mod schedules;
mod shares;
mod untold;

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_api::Killed;
use hoist_ruleset::compiled::{Before, SubjectKind};
use hoist_ruleset::log::{Aspect, Entry, Head, Kind};
use hoist_ruleset::{
    DocumentKind, Documents, ExperimentStatus, Lists, Onto, Reading, Ruleset, Source, State,
    read_beside_state,
};
use hoist_store::Fact;
use jiff::Timestamp;
use serde_json::Value;

use crate::author::CONFIG;
use crate::counts::Counts;
use crate::places::Places;
pub(crate) use definitions::Definition;
use definitions::Definitions;
use freezes::Freezes;
pub(crate) use freezes::{FreezeBody, FreezeFact};
use gone::{Gone, Lost};
pub(crate) use lives::{Life, LifeBody, Lives, Phase, TestBody};
use progress::Progresses;
use schedules::Schedules;
pub(crate) use schedules::{ScheduleBody, Scheduled};
pub(crate) use shares::{ShareBody, Shares};
pub(crate) use untold::Untold;

/// Everything that is so in an environment after the last entry of its log.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) head: Head,
    /// What those who evaluate, stream or ask by tag know the log by: its id, until it is restored
    /// from a backup. Events, telemetry and the chain of entries keep to the id alone.
    pub(crate) line: Arc<str>,
    /// Seq of the last entry that concerns those who evaluate.
    pub(crate) ruleset_seq: u64,
    /// Seq of the last kill or revival.
    pub(crate) kill_seq: u64,
    pub(crate) documents: Arc<Documents>,
    pub(crate) definitions: Definitions,
    pub(crate) kills: Arc<BTreeMap<String, Kill>>,
    /// What those who evaluate have to forget.
    pub(crate) gone: Arc<Gone>,
    pub(crate) freezes: Arc<Freezes>,
    pub(crate) schedules: Arc<Schedules>,
    pub(crate) lives: Arc<Lives>,
    /// Shares that are in force instead of those of definitions, whoever moved them.
    pub(crate) shares: Arc<Shares>,
    /// How far releases have come.
    pub(crate) progress: Arc<Progresses>,
    pub(crate) state: Arc<State>,
    pub(crate) ruleset: Arc<Ruleset>,
    /// Evaluations by this ruleset.
    pub(crate) counts: Arc<Counts>,
    /// The configuration files that the server keeps in force, as people call them.
    pub(crate) config_files: Option<Arc<str>>,
    /// Where in those files the documents are that they have.
    pub(crate) places: Arc<Places>,
    /// Of a moment of the past: what was erased of it, and what that reaches.
    pub(crate) untold: Arc<Untold>,
}

/// A kill that holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kill {
    pub(crate) killed: Killed,
    pub(crate) seq: u64,
}

impl Moment {
    /// The environment of a log without entries.
    pub(crate) fn genesis(head: Head) -> Self {
        let ruleset = Arc::default();
        Self {
            counts: Arc::new(Counts::new(&ruleset)),
            ruleset,
            line: head.log.as_str().into(),
            head,
            ruleset_seq: 0,
            kill_seq: 0,
            documents: Arc::default(),
            definitions: Definitions::default(),
            kills: Arc::default(),
            gone: Arc::default(),
            freezes: Arc::default(),
            schedules: Arc::default(),
            lives: Arc::default(),
            shares: Arc::default(),
            progress: Arc::default(),
            state: Arc::default(),
            config_files: None,
            places: Arc::default(),
            untold: Arc::default(),
        }
    }

    /// Reads a moment from the last entry of each key and aspect.
    ///
    /// Documents are as they were accepted. One that this version refuses is left out, and told.
    pub(crate) fn read(head: Head, facts: &[Fact], lists: &Lists) -> (Self, Reading) {
        let mut moment = Self::genesis(head.clone());
        let mut sources = Vec::new();
        // In the order in which it happened: of what disappeared, the oldest is forgotten first.
        let mut noted: Vec<&Fact> = facts.iter().collect();
        noted.sort_unstable_by_key(|fact| fact.entry.seq);
        for Fact { entry, body, created } in noted {
            moment.note(entry, body.as_deref(), created.unwrap_or(entry.time));
        }
        for Fact { entry, body, .. } in facts {
            if let (Some(body), Some(kind)) = (body, entry.collection.documents())
                && entry.kind.aspect() == Aspect::Definition
            {
                sources.push(Source::document(kind, &entry.key, body.as_str()));
            }
        }
        let nothing = Documents::default();
        let onto = Onto { documents: &nothing, lists, remove: &[] };
        let mut reading = read_beside_state(&onto, &sources);
        moment.documents = Arc::new(std::mem::take(&mut reading.documents));
        moment.definitions.retain(&moment.documents);
        moment.head = head;
        moment.ruleset = Arc::new(Ruleset::compile(&moment.documents, &moment.state));
        moment.counts = Arc::new(Counts::new(&moment.ruleset));
        (moment, reading)
    }

    /// The moment after some entries, with the documents that they leave.
    pub(crate) fn after(&self, entries: &[(Entry, Option<String>)], documents: Documents) -> Self {
        let mut moment = self.clone();
        for (entry, body) in entries {
            let known =
                entry.collection.documents().and_then(|kind| self.definition(kind, &entry.key));
            let created = known.filter(|_| entry.kind != Kind::Created);
            let created = created.map_or(entry.time, |definition| definition.created);
            moment.note(entry, body.as_deref(), created);
        }
        moment.documents = Arc::new(documents);
        let before =
            Before { ruleset: &self.ruleset, documents: &self.documents, state: &self.state };
        moment.ruleset = Arc::new(Ruleset::recompile(&before, &moment.documents, &moment.state));
        moment.counts = Arc::new(Counts::new(&moment.ruleset));
        moment
    }

    /// Takes note of what an entry says, save the document itself.
    fn note(&mut self, entry: &Entry, body: Option<&str>, created: Timestamp) {
        let Entry { seq, time, key, .. } = entry;
        match entry.kind.aspect() {
            Aspect::Definition => {
                let Some(kind) = entry.collection.documents() else {
                    return;
                };
                let key: Arc<str> = key.as_str().into();
                let by_config = entry.actor == CONFIG;
                let is_gone = entry.kind == Kind::Deleted;
                if is_gone {
                    self.definitions.remove(kind, &key);
                } else {
                    let definition =
                        Definition { version: *seq, created, updated: *time, by_config };
                    self.definitions.put(kind, Arc::clone(&key), definition);
                }
                if entry.touches_ruleset {
                    self.note_gone(Lost::Document(kind, key), *seq, is_gone);
                }
            }
            // What is so now is never erased.
            Aspect::Erasure => {}
            Aspect::Kill => self.note_kill(entry),
            Aspect::Freeze => Arc::make_mut(&mut self.freezes).note(entry, body),
            Aspect::Schedule => Arc::make_mut(&mut self.schedules).note(entry, body),
            Aspect::Life => {
                Arc::make_mut(&mut self.lives).note(Arc::make_mut(&mut self.state), entry, body);
            }
            Aspect::Share => {
                Arc::make_mut(&mut self.shares).note(Arc::make_mut(&mut self.state), entry, body);
            }
            Aspect::Test => Arc::make_mut(&mut self.lives).note_tests(entry, body),
            Aspect::Progress => Arc::make_mut(&mut self.progress).note(entry, body),
        }
        if entry.touches_ruleset {
            self.ruleset_seq = self.ruleset_seq.max(*seq);
        }
        if *seq > self.head.seq {
            let log = entry.log.clone();
            self.head = Head { log, seq: *seq, time: *time, hash: entry.hash };
        }
    }

    fn note_kill(&mut self, entry: &Entry) {
        let Entry { seq, time, key, actor, reason, .. } = entry;
        self.kill_seq = self.kill_seq.max(*seq);
        self.note_gone(Lost::Kill(key.as_str().into()), *seq, entry.kind == Kind::Revived);
        let kills = Arc::make_mut(&mut self.kills);
        let state = Arc::make_mut(&mut self.state);
        if entry.kind == Kind::Killed {
            let killed = Killed { reason: reason.clone(), by: actor.clone(), at: *time };
            kills.insert(key.clone(), Kill { killed, seq: *seq });
            state.killed.insert(key.clone());
        } else {
            kills.remove(key);
            state.killed.remove(key);
        }
    }

    fn note_gone(&mut self, what: Lost, seq: u64, is_gone: bool) {
        if is_gone {
            Arc::make_mut(&mut self.gone).insert(what, seq);
        } else if self.gone.contains(&what) {
            Arc::make_mut(&mut self.gone).remove(&what);
        }
    }

    pub(crate) fn definition(&self, kind: DocumentKind, key: &str) -> Option<Definition> {
        self.definitions.get(kind, key)
    }

    /// The version of a flag's definition, under which users are exposed to it.
    pub(crate) fn flag_version(&self, key: &str) -> u64 {
        self.definition(DocumentKind::Flag, key).map_or(1, |definition| definition.version)
    }

    /// The document of a key as it is sent.
    pub(crate) fn document(&self, kind: DocumentKind, key: &str) -> Option<hoist_api::Document> {
        let definition = self.definition(kind, key)?;
        let Ok(Some(Value::Object(mut fields))) = self.documents.to_value(kind, key) else {
            return None;
        };
        if kind == DocumentKind::Flag {
            fields.entry("archived").or_insert(false.into());
        }
        let managed_by = self.managed_by(kind, key).map(|_| CONFIG.to_owned());
        Some(hoist_api::Document {
            key: key.to_owned(),
            version: definition.version,
            created_at: definition.created,
            updated_at: definition.updated,
            killed: self.kill_of(kind, key).map(|kill| kill.killed.clone()),
            in_force: self.share_in_force(kind, key),
            status: None,
            life: self.life_of(kind, key).map(|life| life.shown()),
            managed_at: managed_by.as_ref().and_then(|_| self.places.get(kind, key)),
            managed_by,
            warnings: Vec::new(),
            definition: fields,
        })
    }

    /// The configuration files that a document lives in. Without such files it is the API's again.
    pub(crate) fn managed_by(&self, kind: DocumentKind, key: &str) -> Option<&str> {
        let definition = self.definition(kind, key)?;
        self.config_files.as_deref().filter(|_| definition.by_config)
    }

    /// The kill of a flag or experiment.
    pub(crate) fn kill_of(&self, kind: DocumentKind, key: &str) -> Option<&Kill> {
        let can_be_killed = matches!(kind, DocumentKind::Flag | DocumentKind::Experiment);
        self.kills.get(key).filter(|_| can_be_killed)
    }

    /// What the log says of an experiment's life.
    pub(crate) fn life_of(&self, kind: DocumentKind, key: &str) -> Option<&Arc<Life>> {
        self.lives.get(key).filter(|_| kind == DocumentKind::Experiment)
    }

    /// Where in its life an experiment is at a time.
    pub(crate) fn status_of(&self, key: &str, now: Timestamp) -> Option<ExperimentStatus> {
        match &self.ruleset.get(key)?.kind {
            SubjectKind::Experiment(experiment) => Some(experiment.status_at(now)),
            SubjectKind::Flag(_) => None,
        }
    }

    /// The freeze that holds at a time for some kind of documents.
    pub(crate) fn freeze_of(&self, kind: DocumentKind, now: Timestamp) -> Option<&FreezeFact> {
        self.freezes.of(kind, now)
    }

    /// The same moment, with nothing frozen: for who asks what would be refused all the same.
    pub(crate) fn unfrozen(&self) -> Self {
        Self { freezes: Arc::default(), ..self.clone() }
    }
}
