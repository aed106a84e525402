//! The disk cache: the last rules, for a start without the server.
//!
//! It is written whole beside its place, then moved there, so that whoever reads it finds the
//! old one or the new one. A checksum tells if it was damaged since.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hoist_ruleset::Digest;

use crate::file;
use crate::instance::Instance;
use crate::known::Known;
use crate::status::Cause;

/// The least time between two writes: changes that come faster are written together.
const PAUSE: Duration = Duration::from_secs(1);

/// Where the rules are saved.
#[derive(Debug)]
pub(crate) struct Cache {
    pub(crate) path: PathBuf,
    /// Number of the ruleset that was saved last; held while one is being saved, so that whoever
    /// closes a client finds it done.
    saved: Mutex<u32>,
}

impl Cache {
    /// The place in a folder for what is asked of a server with a token: other tokens may see
    /// other environments. A name does not tell the token.
    pub(crate) fn new(folder: &Path, url: &str, token: &str, environment: Option<&str>) -> Self {
        let environment = environment.unwrap_or_default();
        let digest = Digest::of(format!("{url}\0{token}\0{environment}")).to_string();
        let name = format!("hoist-{}.cache", &digest[..16]);
        Self { path: folder.join(name), saved: Mutex::new(1) }
    }

    /// Saves each change, in the background and for ever.
    pub(crate) async fn keep(self: Arc<Self>, instance: Arc<Instance>) {
        let mut changes = instance.changes();
        while changes.changed().await.is_ok() {
            self.save_if_needed(&instance).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Saves what is in force, unless that is saved. A failure is reported.
    pub(crate) async fn save_if_needed(self: &Arc<Self>, instance: &Instance) {
        let current = instance.current();
        if !current.known.has_rules {
            return;
        }
        let cache = Arc::clone(self);
        let saving = tokio::task::spawn_blocking(move || {
            let mut saved = cache.saved.lock().unwrap_or_else(PoisonError::into_inner);
            if *saved < current.generation {
                if !file::is_newer(&cache.path, &current.known) {
                    cache.save(&current.known)?;
                }
                *saved = current.generation;
                return Ok(true);
            }
            Ok::<_, io::Error>(false)
        });
        match saving.await {
            Ok(Ok(true)) => instance.health.over(Cause::Cache),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                let path = self.path.display();
                let detail = format!("the rules cannot be saved to {path}: {error}");
                instance.health.report(Cause::Cache, "write", detail);
            }
            // The runtime is shutting down.
            Err(_) => {}
        }
    }

    fn save(&self, known: &Known) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let unique = uuid::Uuid::new_v4().simple().to_string();
        let beside = self.path.with_extension(format!("{unique}.new"));
        let written =
            write(&beside, &file::save(known)).and_then(|()| std::fs::rename(&beside, &self.path));
        if written.is_err() {
            std::fs::remove_file(&beside).ok();
        }
        written
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    // Rules and lists name users: they are nobody else's.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
