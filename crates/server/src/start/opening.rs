//! Opening what a store has: the instance's log, the tokens, and every environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use hoist_ruleset::log::Kind;
use hoist_store::{Log, Store};
use tracing::error;

use super::StartError;
use super::admin::ADMIN_TOKEN;
use crate::app::DEFAULT_ENVIRONMENT;
use crate::author::Author;
use crate::config::ConfigFiles;
use crate::environment::{About, Clock, Environment};
use crate::environments::{ARCHIVED, Archived, Environments, INSTANCE, Reading, told};
use crate::instance_log::{Appending, InstanceLog};
use crate::notify::Channels;
use crate::plan::Refusal;
use crate::secret;
use crate::tokens::Tokens;

/// What a store has.
pub(super) struct Opened {
    pub(super) instance: Arc<InstanceLog>,
    pub(super) tokens: Tokens,
    pub(super) environments: Environments,
}

/// Opens everything, after a look at whether it is all there.
pub(super) fn open(
    store: &Arc<Store>,
    data: &Path,
    clock: Clock,
    config: Option<&ConfigFiles>,
) -> Result<Opened, StartError> {
    let mut logs = logs(store, data, clock)?;
    let place = logs.iter().position(|log| log.name == INSTANCE);
    let place = place.ok_or_else(|| StartError::Refused("no instance log".into()))?;
    let channels = Arc::new(Channels::default());
    let instance = InstanceLog::open(Arc::clone(store), logs.remove(place), channels);
    let instance = Arc::new(instance);
    tell_of_default(&instance, &logs, clock)?;
    let reading = Reading::of(&instance.of_environments()?);
    check_logs(&reading, &logs, data)?;
    let Reading { live: known, archived, left } = reading;
    let tokens = Tokens::open(Arc::clone(&instance), &left)?;
    let files = config.map(|files| files.path.display().to_string().into());
    let files: Option<Arc<str>> = files;
    let archived = archived.into_iter().map(|one| ended(one, &logs)).collect();
    let mut live = BTreeMap::new();
    for log in logs.into_iter().filter(|log| !log.name.contains(ARCHIVED)) {
        let files = files.clone().filter(|_| log.name == DEFAULT_ENVIRONMENT);
        let about = known.get(&log.name).map(|(_, about)| about.clone()).unwrap_or_default();
        let environment = Environment::open(&instance, log, clock, files, about)?;
        live.insert(environment.name.clone(), Arc::new(environment));
    }
    let environments = Environments::new(Arc::clone(&instance), clock, live, archived);
    Ok(Opened { instance, tokens, environments })
}

/// The logs of a store, which has those that every server has.
fn logs(store: &Store, data: &Path, clock: Clock) -> Result<Vec<Log>, StartError> {
    let mut logs = store.logs()?;
    let folder = || data.to_owned();
    if logs.is_empty() && data.join(ADMIN_TOKEN).exists() {
        return Err(StartError::Emptied { folder: folder() });
    }
    // Both logs are made on the first start, so one of them alone is what is left of them.
    let is_there = |logs: &[Log], name: &str| logs.iter().any(|log| log.name == name);
    if store.orphans()? > 0 || (!logs.is_empty() && !is_there(&logs, DEFAULT_ENVIRONMENT)) {
        return Err(StartError::LostLog { folder: folder() });
    }
    for name in [DEFAULT_ENVIRONMENT, INSTANCE] {
        if !is_there(&logs, name) {
            let id = secret::log_id().map_err(refused)?;
            logs.push(store.create_log(name, &id, clock())?);
        }
    }
    Ok(logs)
}

/// On the first start, the instance's log begins with the environment that is always there. In
/// older databases it stands there without an entry.
fn tell_of_default(instance: &InstanceLog, logs: &[Log], clock: Clock) -> Result<(), StartError> {
    let default = logs.iter().find(|log| log.name == DEFAULT_ENVIRONMENT);
    let Some(default) = default.filter(|_| instance.head().seq == 0) else {
        return Ok(());
    };
    let (author, about) = (Author::server(), About::default());
    let (key, id) = (DEFAULT_ENVIRONMENT, &default.head.log);
    let entry = told(&author, Kind::Created, key, id, &about);
    let appending = Appending::one(&author, entry, None);
    instance.append(clock(), || Ok(Some(appending)), |_entry| ()).map_err(refused)?;
    Ok(())
}

/// Every environment that the instance's log tells of has its log.
fn check_logs(reading: &Reading, logs: &[Log], data: &Path) -> Result<(), StartError> {
    let is_there =
        |name: &str, id: &str| logs.iter().any(|log| log.name == name && log.head.log == id);
    let live = reading.live.iter().all(|(name, (id, _))| is_there(name, id));
    let archived = reading.archived.iter();
    let archived = archived.map(|one| (format!("{}{ARCHIVED}{}", one.key, one.log), &one.log));
    if live && archived.into_iter().all(|(name, id)| is_there(&name, id)) {
        return Ok(());
    }
    Err(StartError::LostLog { folder: data.to_owned() })
}

/// An archived environment with the time of its creation, which its log tells. Where the log does
/// not end as it did when it was archived, that is told: it was changed since.
fn ended(archived: Archived, logs: &[Log]) -> Archived {
    let Some(log) = logs.iter().find(|log| log.head.log == archived.log) else {
        return archived;
    };
    let Archived { key, seq, hash, .. } = &archived;
    if log.head.seq != *seq || log.head.hash.to_string() != *hash {
        error!(environment = key, log = archived.log, "an archived log does not end as it did");
    }
    Archived { created: log.created, ..archived }
}

fn refused(refusal: Refusal) -> StartError {
    StartError::Refused(refusal.detail)
}
