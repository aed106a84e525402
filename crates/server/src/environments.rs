//! All environments of the instance: which there are, which there were, and what is said of them.
//!
//! Each is made, changed and archived by an entry of the instance's log, and everything here but
//! their own logs is a reading of it ([`reading`]). Evaluation finds its environment by one atomic
//! load.

mod reading;

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use hoist_api::{Code, EnvironmentPatch, NewEnvironment};
use hoist_ruleset::is_environment_key;
use hoist_ruleset::limits::TEXT_BYTES_MAX;
use hoist_ruleset::log::{Collection, Draft, Entry, Head, Kind};
use hoist_store::{Log, LogChange, StoreError};
use serde_json::Value;
use tracing::info;

use crate::app::DEFAULT_ENVIRONMENT;
use crate::author::Author;
use crate::environment::{About, Clock, Environment};
use crate::instance_log::{Appending, InstanceLog};
use crate::plan::{Refusal, kept, refusal};
use crate::secret;
use crate::tokens::Tokens;
pub(crate) use reading::{Archived, Reading};
use reading::{ArchivedFact, EnvironmentFact};

/// Most environments at a time.
const ENVIRONMENTS_MAX: usize = 100;
/// The name of the instance's own log.
pub(crate) const INSTANCE: &str = "instance";
/// What stands between the name of an archived environment and the id of its log, in the name
/// of the log. No environment's name has it.
pub(crate) const ARCHIVED: char = '~';

type Map = BTreeMap<String, Arc<Environment>>;

/// The environments.
pub(crate) struct Environments {
    instance: Arc<InstanceLog>,
    clock: Clock,
    /// By name. Replaced as a whole, by who holds the end of the instance's log.
    live: ArcSwap<Map>,
    /// Those that are served no more, in the order in which they were archived.
    archived: ArcSwap<Vec<Archived>>,
}

impl Environments {
    pub(crate) fn new(
        instance: Arc<InstanceLog>,
        clock: Clock,
        live: Map,
        archived: Vec<Archived>,
    ) -> Self {
        let (live, archived) = (ArcSwap::from_pointee(live), ArcSwap::from_pointee(archived));
        Self { instance, clock, live, archived }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Environment>> {
        self.live.load().get(name).cloned()
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.live.load().contains_key(name)
    }

    /// All that are there now, by name.
    pub(crate) fn values(&self) -> impl Iterator<Item = Arc<Environment>> + use<> {
        let live: Vec<_> = self.live.load().values().cloned().collect();
        live.into_iter()
    }

    /// Those that are served no more, the newest first.
    pub(crate) fn archived(&self) -> Vec<Archived> {
        self.archived.load().iter().rev().cloned().collect()
    }

    /// The environment of a name, or that there is none, or none any more.
    pub(crate) fn find(&self, name: &str) -> Result<Arc<Environment>, Refusal> {
        self.get(name).ok_or_else(|| {
            let archived = self.archived.load();
            let detail = match archived.iter().rev().find(|archived| archived.key == name) {
                Some(Archived { archived, .. }) => {
                    let when = archived.strftime("%Y-%m-%dT%H:%M:%SZ");
                    format!("The environment {name} was archived at {when}.")
                }
                None => {
                    let shown: String = name.chars().take(128).collect();
                    format!("There is no environment {shown}.")
                }
            };
            refusal(Code::NotFound, detail)
        })
    }

    /// Which there are, as a sentence.
    pub(crate) fn known(&self) -> String {
        let live = self.live.load();
        let names: Vec<&str> = live.keys().map(String::as_str).collect();
        match names[..] {
            [only] => format!(" There is {only}."),
            _ => format!(" There are {}.", names.join(", ")),
        }
    }

    /// Makes an environment. Blocks.
    pub(crate) fn create(
        &self,
        wanted: NewEnvironment,
        author: &Author,
    ) -> Result<Arc<Environment>, Refusal> {
        let NewEnvironment { key, description, protected, reason: _ } = wanted;
        check_key(&key)?;
        let about = About { description: described(description)?, protected };
        let (now, id) = ((self.clock)(), secret::log_id()?);
        let plan = || {
            let live = self.live.load();
            if live.contains_key(&key) {
                let detail = format!("There is an environment {key} already.");
                return Err(refusal(Code::Conflict, detail));
            }
            if live.len() >= ENVIRONMENTS_MAX {
                let detail =
                    format!("There are {ENVIRONMENTS_MAX} environments already; archive some.");
                return Err(refusal(Code::NotNow, detail));
            }
            let entry = told(author, Kind::Created, &key, &id, &about);
            let log = Some(LogChange::Begin { name: key.clone(), id: id.clone(), now });
            Ok(Some(Appending::one(author, entry, log)))
        };
        let made = self.instance.append(now, plan, |_| {
            let (name, line) = (key.clone(), id.clone());
            let log = Log { name, created: now, line, head: Head::genesis(&id) };
            let made = Environment::made(&self.instance, log, self.clock, about.clone());
            let made = Arc::new(made);
            self.put(|live| _ = live.insert(key.clone(), Arc::clone(&made)));
            info!(environment = key, "environment made");
            made
        })?;
        made.ok_or_else(|| refusal(Code::Internal, "The environment was lost."))
    }

    /// Changes what is said of an environment. Blocks.
    pub(crate) fn change(
        &self,
        key: &str,
        patch: EnvironmentPatch,
        author: &Author,
    ) -> Result<Arc<Environment>, Refusal> {
        let EnvironmentPatch { description, protected, reason: _ } = patch;
        let is_given = description.is_some();
        let description = described(description)?;
        let after = |before: &About| About {
            description: if is_given { description.clone() } else { before.description.clone() },
            protected: protected.unwrap_or(before.protected),
        };
        let plan = || {
            let environment = self.find(key)?;
            let before = environment.about();
            let after = after(&before);
            // What changes nothing needs no reason.
            if after == *before {
                return Ok(None);
            }
            environment.check_reason(author)?;
            let log = environment.moment().head.log.clone();
            let entry = told(author, Kind::Updated, key, &log, &after);
            Ok(Some(Appending::one(author, entry, None)))
        };
        self.instance.append((self.clock)(), plan, |_| {
            if let Some(environment) = self.get(key) {
                environment.describe(after(&environment.about()));
                info!(environment = key, protected, "environment changed");
            }
        })?;
        self.find(key)
    }

    /// Archives an environment: it is served no more, its streams end, tokens hold for it no more,
    /// and its name is free. Its log is kept under another name. Blocks.
    pub(crate) fn archive(
        &self,
        key: &str,
        author: &Author,
        tokens: &Tokens,
    ) -> Result<Arc<Environment>, Refusal> {
        check_archivable(key)?;
        let environment = self.find(key)?;
        environment.check_reason(author)?;
        environment.close(|head| {
            let plan = || {
                let fact = ArchivedFact {
                    key: key.to_owned(),
                    log: head.log.clone(),
                    seq: head.seq,
                    hash: head.hash.to_string(),
                };
                let (digest, body) = kept(&serde_json::to_value(fact).unwrap_or_default());
                let draft =
                    author.draft(Kind::Deleted, Collection::Environments, key, Some(digest));
                let name = format!("{key}{ARCHIVED}{}", head.log);
                let log = Some(LogChange::Rename { id: head.log.clone(), name });
                Ok(Some(Appending::one(author, (draft, Some(body)), log)))
            };
            let put_in_force = |entry: &Entry| {
                self.put(|live| _ = live.remove(key));
                let archived =
                    Archived::new(key, head, environment.created, environment.about(), entry.time);
                self.archived.rcu(|all| all.iter().chain([&archived]).cloned().collect::<Vec<_>>());
                tokens.leave(key);
                info!(environment = key, log = head.log, "environment archived");
            };
            self.instance.append((self.clock)(), plan, put_in_force).map(drop)
        })?;
        Ok(environment)
    }

    /// Says no more of archived environments than the log does, of which something was erased.
    /// Blocks.
    pub(crate) fn reread_archived(&self) -> Result<(), StoreError> {
        let read = Reading::of(&self.instance.of_environments()?).archived;
        let about = |one: &Archived| {
            let read = read.iter().find(|read| read.log == one.log);
            let about = read.map_or_else(|| Arc::clone(&one.about), |read| Arc::clone(&read.about));
            Archived { about, ..one.clone() }
        };
        self.archived.rcu(|all| all.iter().map(about).collect::<Vec<_>>());
        Ok(())
    }

    fn put(&self, change: impl FnOnce(&mut Map)) {
        let mut live = (**self.live.load()).clone();
        change(&mut live);
        self.live.store(Arc::new(live));
    }
}

/// The environment that is always there stays.
pub(crate) fn check_archivable(key: &str) -> Result<(), Refusal> {
    if key != DEFAULT_ENVIRONMENT {
        return Ok(());
    }
    let detail = "The environment default is always there: it cannot be archived.";
    Err(refusal(Code::Invalid, detail))
}

/// An entry that tells what is said of an environment, and its text.
pub(crate) fn told(
    author: &Author,
    kind: Kind,
    key: &str,
    log: &str,
    about: &About,
) -> (Draft, Option<String>) {
    let About { description, protected } = about.clone();
    let fact = EnvironmentFact { key: key.to_owned(), log: log.to_owned(), description, protected };
    let (digest, body) = kept(&serde_json::to_value(fact).unwrap_or_default());
    (author.draft(kind, Collection::Environments, key, Some(digest)), Some(body))
}

fn check_key(key: &str) -> Result<(), Refusal> {
    if key == INSTANCE {
        let detail = "`instance` is the name of the instance's own log: choose another.";
        return Err(refusal(Code::Invalid, detail));
    }
    if is_environment_key(key) {
        return Ok(());
    }
    let shown = Value::from(key.chars().take(128).collect::<String>());
    let detail = format!(
        "{shown} can be no environment's name: one begins with a lower-case letter and has up to \
         63 lower-case letters, digits and dashes, such as `staging` or `eu-1`."
    );
    Err(refusal(Code::Invalid, detail))
}

/// A description as it is kept; an empty one is none.
fn described(description: Option<String>) -> Result<Option<String>, Refusal> {
    let description = description.filter(|text| !text.is_empty());
    if description.as_ref().is_some_and(|text| text.len() > TEXT_BYTES_MAX) {
        let detail = format!("`description` has at most {TEXT_BYTES_MAX} bytes.");
        return Err(refusal(Code::Invalid, detail));
    }
    Ok(description)
}
