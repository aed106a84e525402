//! Everything that the server keeps, as one file, while it goes on serving.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use futures_util::stream;
use hoist_api::Code;
use hoist_store::backup::{Backup, BackupError, Terms};
use schemars::json_schema;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tracing::{error, info};

use super::ADMINS;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::Caller;
use crate::operation::Method::Get;
use crate::operation::{Operation, text};
use crate::plan::{Refusal, refusal};

/// Parts of the file between the disk and the connection.
const PARTS_WAITING_MAX: usize = 2;

pub(super) fn operations() -> Vec<Operation> {
    let about = "Everything that the server keeps, as one file";
    let file = text(&["application/x-tar"], |_| json_schema!({"type": "string"}));
    vec![
        Operation::new(Get, "/api/backup", "getBackup", about, backup)
            .of_instance()
            .open_to(ADMINS)
            .giving(200, file),
    ]
}

async fn backup(State(app): State<App>, caller: Caller) -> Answer {
    caller.check_everywhere("A backup is")?;
    let author = caller.author(None)?;
    let turn = Arc::clone(&app.backups.turn).try_acquire_owned().map_err(|_taken| {
        let detail = "A backup is being made already. Wait until it is done.";
        ApiError::new(Code::TooManyRequests, detail)
    })?;
    let mut stopping = app.stopping.subscribe();
    let stop = StopOnDrop::default();
    let terms = Terms {
        scratch: app.store.folder().to_owned(),
        now: app.now(),
        hoist: env!("CARGO_PKG_VERSION").to_owned(),
        disk_reserve_bytes: app.backups.disk_reserve_bytes,
        stop: Arc::clone(&stop.0),
    };
    let make = move |app: &App| {
        let made = Backup::of_store(&app.store, &terms).map_err(|error| refused(&error));
        made.map(|backup| (backup, turn))
    };
    let (backup, turn) = tokio::select! {
        made = app.blocking(make) => made?,
        _ = stopping.wait_for(|stopping| *stopping) => {
            return Err(refused(&BackupError::Stopped).into());
        }
    };
    let (bytes, made_at) = (backup.bytes(), backup.manifest().made_at);
    let (actor, request_id) = (author.actor, author.request_id);
    info!(bytes, actor, request_id, "a backup was made");
    let name = format!("attachment; filename=\"hoist-{}.tar\"", made_at.strftime("%Y%m%dT%H%M%SZ"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/x-tar")),
        (CONTENT_LENGTH, bytes.into()),
        (CONTENT_DISPOSITION, HeaderValue::try_from(name).map_err(|_error| no_name())?),
    ];
    Ok((StatusCode::OK, headers, sent(&app, backup, turn)).into_response())
}

fn no_name() -> Refusal {
    refusal(Code::Internal, "The backup cannot be named.")
}

/// Gives up the work of a request whose sender has gone.
#[derive(Default)]
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The body. Who is not sent all of it notices, since its length was told: the connection breaks.
fn sent(app: &App, backup: Backup, turn: OwnedSemaphorePermit) -> Body {
    let (parts, waiting) = mpsc::channel(PARTS_WAITING_MAX);
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        match backup.write(&mut Parts(parts)) {
            // Whoever wanted it has gone, or the server goes.
            Err(BackupError::Send(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                info!("a backup was not fetched to its end");
            }
            Err(error) => error!(%error, cause = ?std::error::Error::source(&error), "no backup"),
            Ok(()) => {}
        }
    });
    let parts = (waiting, app.stopping.subscribe());
    Body::from_stream(stream::unfold(parts, |(mut waiting, mut stopping)| async {
        let part = tokio::select! {
            part = waiting.recv() => part,
            _ = stopping.wait_for(|stopping| *stopping) => None,
        };
        Some((Ok::<_, io::Error>(part?), (waiting, stopping)))
    }))
}

/// Hands over what is written, part by part.
struct Parts(mpsc::Sender<Bytes>);

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Bytes::copy_from_slice(bytes));
        sent.map_err(|_gone| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refused(error: &BackupError) -> Refusal {
    match error {
        BackupError::Stopped => refusal(Code::TooManyRequests, "The server is stopping."),
        BackupError::NoRoom { needed_mib, free_mib, reserve_mib } => {
            let detail = format!(
                "There is no room for a backup: its copies take {needed_mib} MiB of the server's \
                 disk for a while, {free_mib} MiB are free, and {reserve_mib} MiB stay free for \
                 changes of flags."
            );
            refusal(Code::StoreUnavailable, detail)
        }
        _ => {
            error!(%error, cause = ?std::error::Error::source(error), "a backup failed");
            let detail = "The databases cannot be copied right now; the server's log says why.";
            refusal(Code::StoreUnavailable, detail)
        }
    }
}
