//! `hoist backup` and `hoist restore`.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hoist_api::client::Download;
use hoist_store::Store;
use hoist_store::backup::{Backup, Manifest, Terms, check, restore as restored};

use crate::arguments::{BackupArguments, RestoreArguments};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::table::time;
use crate::{Outcome, Usage, input};

pub(crate) fn backup(arguments: &BackupArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let BackupArguments { file, force, json, .. } = arguments;
    if is_standard(file) {
        if io::stdout().is_terminal() {
            let what = "a backup is no text: give it a file, or another program to read it";
            return Err(Usage(what.to_owned()).into());
        }
        let manifest = made(arguments, &std::env::temp_dir(), out)?;
        complain(format_args!("backup: {}", told(&manifest)));
        return Ok(Outcome::Done);
    }
    let name = file.display();
    if !force && file.exists() {
        bail!("{name} is there already: name another file, or replace it with --force");
    }
    let part = Part(with(file, ".part"));
    let mut target = part.create()?;
    let manifest = made(arguments, folder_of(file), &mut target)?;
    target.sync_all().with_context(|| format!("cannot write {}", part.0.display()))?;
    fs::rename(&part.0, file).with_context(|| format!("cannot write {name}"))?;
    // The name is on the disk once its folder is.
    let folder = File::open(folder_of(file)).and_then(|folder| folder.sync_all());
    folder.with_context(|| format!("cannot write {name}"))?;
    if *json {
        write_json(&manifest, out)?;
    } else {
        writeln!(out, "wrote {name}: {}", told(&manifest))?;
    }
    Ok(Outcome::Done)
}

/// Makes the backup, writes it and checks what was written.
fn made(
    arguments: &BackupArguments,
    scratch: &Path,
    out: &mut impl Write,
) -> anyhow::Result<Manifest> {
    let Some(data) = &arguments.data else {
        let server = Server::of_address(&arguments.address)?;
        let download = server.ask(server.client.backup())?;
        return kept(Fetched { server: &server, download, part: Vec::new(), read: 0 }, out);
    };
    let terms = Terms {
        scratch: scratch.to_owned(),
        now: input::now(),
        hoist: env!("CARGO_PKG_VERSION").to_owned(),
        disk_reserve_bytes: 0,
        stop: Default::default(),
    };
    let backup = Backup::of_store(&Store::open_copy(data)?, &terms)?;
    let manifest = backup.manifest().clone();
    backup.write(out)?;
    Ok(manifest)
}

/// Writes what is read, and checks it.
fn kept(source: impl Read, out: &mut impl Write) -> anyhow::Result<Manifest> {
    let mut copying = Copying { source, out, failed: None };
    let checked = check(&mut copying);
    if let Some(error) = copying.failed {
        return Err(anyhow::Error::from(error).context("cannot write the backup"));
    }
    Ok(checked?)
}

pub(crate) fn restore(
    arguments: &RestoreArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let RestoreArguments { file, data, check, json } = arguments;
    let name = if is_standard(file) { "standard input".into() } else { file.to_string_lossy() };
    // To look at it, it is unpacked somewhere.
    let folder = data.clone().unwrap_or_else(|| match is_standard(file) {
        true => std::env::temp_dir().join("hoist-restore.check"),
        false => with(file, ".check"),
    });
    let manifest = if is_standard(file) {
        restored(&mut io::stdin().lock(), &folder, !check)
    } else {
        let file = File::open(file).with_context(|| format!("cannot read {name}"))?;
        restored(&mut io::BufReader::with_capacity(1 << 20, file), &folder, !check)
    }
    .with_context(|| format!("{name} was not restored"))?;
    if *json {
        write_json(&manifest, out)?;
    } else if *check {
        writeln!(out, "{name} can be restored: {}", told(&manifest))?;
    } else {
        writeln!(out, "restored {}: {}", folder.display(), told(&manifest))?;
    }
    Ok(Outcome::Done)
}

/// What a backup says of itself, on one line.
fn told(manifest: &Manifest) -> String {
    let Manifest { hoist, made_at, logs, .. } = manifest;
    let logs: Vec<String> =
        logs.iter().map(|log| format!("{} at seq {}", log.name, log.seq)).collect();
    let made_at = time(*made_at);
    printable(&format!("made at {made_at} by Hoist {hoist}, {}", logs.join(", ")))
}

fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn with(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    name.into()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file while it is not whole. It goes with this, unless it was given its name.
struct Part(PathBuf);

impl Part {
    /// A file that only its user reads: it tells of users.
    fn create(&self) -> anyhow::Result<File> {
        let name = self.0.display();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Whoever was killed left it.
        fs::remove_file(&self.0).ok();
        options.open(&self.0).with_context(|| format!("cannot write {name}"))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

/// What a server sends, as it is read.
struct Fetched<'s> {
    server: &'s Server,
    download: Download,
    part: Vec<u8>,
    /// Of the part.
    read: usize,
}

impl Read for Fetched<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.read == self.part.len() {
            let part = self.server.wait(self.download.next()).map_err(io::Error::other)?;
            let Some(part) = part else { return Ok(0) };
            (self.part, self.read) = (part, 0);
        }
        let read = (&self.part[self.read..]).read(bytes)?;
        self.read += read;
        Ok(read)
    }
}

/// Writes whatever is read.
struct Copying<'w, R, W> {
    source: R,
    out: &'w mut W,
    /// Why it could not be written: no fault of what is read.
    failed: Option<io::Error>,
}

impl<R: Read, W: Write> Read for Copying<'_, R, W> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(bytes)?;
        if let Err(error) = self.out.write_all(&bytes[..read]) {
            self.failed = Some(error);
            return Err(io::ErrorKind::Other.into());
        }
        Ok(read)
    }
}
