//! Checking an export of a change log, line by line: it may be of any length.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context, bail};
use hoist_api::{Change, LogExport, Verification};
use hoist_ruleset::Digest;
use hoist_ruleset::log::{Audit, Beside, Entry, Fault, Head, Origin, body_fault};
use serde_json::Value;

/// No entry is longer.
const LINE_BYTES_MAX: u64 = 32 << 20;
/// Who sees so many knows enough.
const FAULTS_MAX: usize = 20;

/// What was found in an export.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) verification: Verification,
    /// Whether it is an excerpt.
    pub(crate) filtered: bool,
    /// How many documents and addresses are not there: of a whole log, those that it says were
    /// erased; of an excerpt, all.
    pub(crate) gone: u64,
    /// The entry that has the hash that was expected.
    pub(crate) expected: Option<u64>,
}

/// Checks the export in a file, or on standard input.
pub(crate) fn verify(file: &Path, expect: Option<&str>) -> anyhow::Result<Checked> {
    let expect = expect.map(str::parse::<Digest>).transpose().context("--expect")?;
    if file.as_os_str() == "-" {
        return check(io::stdin().lock(), "standard input", expect);
    }
    let name = file.display().to_string();
    let open = File::open(file).with_context(|| format!("cannot read {name}"))?;
    check(BufReader::new(open), &name, expect)
}

fn check(mut lines: impl BufRead, name: &str, expect: Option<Digest>) -> anyhow::Result<Checked> {
    let no_export =
        || format!("{name} is no export of a change log, as `hoist audit export` writes it");
    let first = line(&mut lines, name)?.with_context(no_export)?;
    let first: LogExport = serde_json::from_slice(&first).with_context(|| match read(&first) {
        Ok(_entry) => format!("the first line of {name} is missing, which says where the log ends"),
        Err(_why) => no_export(),
    })?;
    let Ok(hash) = first.hash.parse::<Digest>() else { bail!(no_export()) };
    let mut walk =
        if first.filtered { Walk::Excerpt(Excerpt::of(&first.log)) } else { Walk::of(&first.log) };
    let mut expected = None;
    while let Some(text) = line(&mut lines, name)? {
        let read = read(&text);
        if let Ok(Read { entry, .. }) = &read {
            expected = expected.or((expect == Some(entry.hash)).then_some(entry.seq));
        }
        walk.take(read);
        if walk.is_full() {
            break;
        }
    }
    let Ended { entries, mut faults, gone } = walk.end(&first, hash);
    if let Some(expect) = expect.filter(|_| expected.is_none()) {
        faults.push(format!(
            "no entry has the hash {expect}: the log was cut off before it, or written anew"
        ));
    }
    let name = first.environment.as_deref().unwrap_or("instance");
    let log = format!("{name} ({})", first.log);
    let verification = Verification { log, entries, hash: first.hash, faults };
    Ok(Checked { verification, filtered: first.filtered, gone, expected })
}

/// The next line; none at the end.
fn line(lines: &mut impl BufRead, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = lines.take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
    read.with_context(|| format!("cannot read {name}"))?;
    if line.len() as u64 >= LINE_BYTES_MAX {
        bail!("{name} has a line of more than {LINE_BYTES_MAX} bytes, which no export has");
    }
    Ok((!line.is_empty()).then_some(line))
}

/// An entry, with what stands beside it.
struct Read {
    entry: Entry,
    body: Option<String>,
    origin: Option<String>,
}

/// What a line says, or why it says nothing.
fn read(line: &[u8]) -> Result<Read, String> {
    let no_change = |error: serde_json::Error| format!("it is no line of an export: {error}");
    if line.last() != Some(&b'\n') {
        return Err("it ends in the middle".to_owned());
    }
    let value: Value = serde_json::from_slice(line).map_err(no_change)?;
    let change: Change = serde_json::from_value(value.clone()).map_err(no_change)?;
    let entry = Entry::try_from(&change).map_err(|error| error.to_string())?;
    let Change { document, address, nonce, .. } = change;
    let document = document.filter(|_| entry.digest.is_some());
    let origin = address.zip(nonce).filter(|_| entry.origin.is_some());
    let origin = origin.map(|(address, nonce)| Origin { address, nonce });
    // Whatever else stands there, or stands there in another way, no hash covers.
    let known = Change {
        document: document.clone(),
        address: origin.as_ref().map(|origin| origin.address.clone()),
        nonce: origin.as_ref().map(|origin| origin.nonce.clone()),
        ..Change::from(&entry)
    };
    if serde_json::to_value(known).map_err(no_change)? != value {
        return Err("something stands in it that no export has".to_owned());
    }
    let body = document.map(|document| document.to_string());
    Ok(Read { entry, body, origin: origin.map(|origin| origin.kept().1) })
}

/// Going through the lines behind the first.
enum Walk {
    /// Of all entries.
    Whole {
        audit: Audit,
        /// Entries that could not be read: which ones, and why not.
        strange: Vec<(u64, String)>,
        count: u64,
    },
    Excerpt(Excerpt),
}

/// Some entries of a log: each is checked by itself.
struct Excerpt {
    log: String,
    entries: u64,
    last: u64,
    faults: Vec<String>,
    /// Documents and addresses that are not there.
    gone: u64,
}

/// What a walk found: how many entries, what is wrong by line, and what is not there.
struct Ended {
    entries: u64,
    faults: Vec<String>,
    gone: u64,
}

impl Walk {
    fn of(log: &str) -> Self {
        Self::Whole { audit: Audit::of(log), strange: Vec::new(), count: 0 }
    }

    fn is_full(&self) -> bool {
        match self {
            Self::Whole { audit, .. } => audit.is_full(),
            Self::Excerpt(excerpt) => excerpt.faults.len() >= FAULTS_MAX,
        }
    }

    fn take(&mut self, read: Result<Read, String>) {
        match self {
            Self::Whole { audit, strange, count } => {
                *count += 1;
                match read {
                    Ok(Read { entry, body, origin }) => {
                        let beside = Beside { body: body.as_deref(), origin: origin.as_deref() };
                        audit.take(&entry, beside);
                    }
                    Err(why) => {
                        strange.push((*count, why));
                        audit.unreadable(audit.head().seq + 1);
                    }
                }
            }
            Self::Excerpt(excerpt) => excerpt.take(read),
        }
    }

    fn end(self, first: &LogExport, hash: Digest) -> Ended {
        let (audit, strange) = match self {
            Self::Excerpt(Excerpt { entries, faults, gone, .. }) => {
                return Ended { entries, faults, gone };
            }
            Self::Whole { audit, strange, .. } => (audit, strange),
        };
        // The first line does not tell the time, which the last entry does.
        let time = audit.head().time;
        let noted = Head { log: first.log.clone(), seq: first.head, time, hash };
        let audited = audit.end(&noted);
        let told = |(fault, place): (&Fault, &u64)| {
            let line = place + 1;
            let why = strange.iter().find(|(number, _)| number == place);
            match (fault, why) {
                (Fault::Changed { seq }, Some((_, why))) => {
                    format!("line {line}: entry {seq} cannot be read: {why}")
                }
                (Fault::Truncated { .. } | Fault::OtherHead { .. }, _) => {
                    format!("behind line {}: {fault}", line - 1)
                }
                _ => format!("line {line}: {fault}"),
            }
        };
        let faults = audited.faults.iter().zip(&audited.places).map(told).collect();
        Ended { entries: audited.entries, faults, gone: audited.erased }
    }
}

impl Excerpt {
    fn of(log: &str) -> Self {
        Self { log: log.to_owned(), entries: 0, last: 0, faults: Vec::new(), gone: 0 }
    }

    fn take(&mut self, read: Result<Read, String>) {
        self.entries += 1;
        let line = self.entries + 1;
        let Read { entry, body, origin } = match read {
            Ok(read) => read,
            Err(why) => return self.faults.push(format!("line {line}: it cannot be read: {why}")),
        };
        self.gone += u64::from(entry.digest.is_some() && body.is_none());
        self.gone += u64::from(entry.origin.is_some() && origin.is_none());
        let seq = entry.seq;
        let found = if entry.log != self.log {
            Some(Fault::ForeignLog { seq, found: entry.log.clone() }.to_string())
        } else if !entry.gives_its_hash() {
            Some(Fault::Changed { seq }.to_string())
        } else if seq <= self.last {
            Some(format!("entry {seq} stands behind entry {}", self.last))
        } else {
            let body = body.as_deref().zip(entry.digest);
            let body = body.and_then(|(body, digest)| body_fault(seq, digest, Some(body)));
            let origin = origin.as_deref().zip(entry.origin);
            let changed = |digest| Fault::OriginChanged { seq, digest };
            let origin = origin.and_then(|(origin, digest)| {
                body_fault(seq, digest, Some(origin)).map(|_| changed(digest))
            });
            body.or(origin).map(|fault| fault.to_string())
        };
        self.last = self.last.max(seq);
        self.faults.extend(found.map(|found| format!("line {line}: {found}")));
    }
}
