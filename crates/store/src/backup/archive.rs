//! The file: a tar archive of a manifest, the databases, and the digest of all before it.
//!
//! It has one form only: whoever reads it knows each byte of it beforehand, or has its digest. So a
//! byte that changed, is missing or was added is noticed wherever it is, in what tar does not look
//! at too.

use std::io::{self, ErrorKind, Read, Write};

use hoist_ruleset::Digest;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tar::{EntryType, Header};

use super::{CopiedFile, DATABASES, FORMAT, Manifest, is_same};
use crate::backup::BackupError;

/// The name of what the file says of itself.
const MANIFEST: &str = "manifest.json";
/// The name of the digest of all before it.
const DIGEST: &str = "sha256.txt";
/// Everything in a tar archive begins at a multiple of that.
const BLOCK: usize = 512;
/// How a file begins that gzip compressed.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// What is read and written at once.
const CHUNK_BYTES: usize = 128 << 10;
/// More logs than there can be take no more.
const MANIFEST_BYTES_MAX: u64 = 4 << 20;

/// How long the file is.
pub(super) fn length(manifest: &[u8], files: &[CopiedFile]) -> u64 {
    let manifest = u64::try_from(manifest.len()).unwrap_or(u64::MAX);
    let block = BLOCK as u64;
    let sizes = files.iter().map(|file| file.bytes).chain([manifest]);
    // At the end: the digest, and the two empty blocks that end an archive.
    sizes.map(|bytes| block + bytes.next_multiple_of(block)).sum::<u64>() + 4 * block
}

/// Writes the file. The readers give the databases.
pub(super) fn write(
    out: &mut impl Write,
    manifest: &[u8],
    made_s: u64,
    files: &mut [(&CopiedFile, impl Read)],
) -> io::Result<()> {
    let mut out = Hashing { inner: out, digest: Sha256::new() };
    let bytes = manifest.len() as u64;
    put(&mut out, &header(MANIFEST, bytes, made_s)?, &mut &*manifest, bytes)?;
    for (file, content) in files {
        put(&mut out, &header(&file.name, file.bytes, made_s)?, content, file.bytes)?;
    }
    let end = end(out.digest.finalize().as_slice(), made_s)?;
    out.inner.write_all(&end)?;
    out.inner.flush()
}

fn put(out: &mut impl Write, header: &[u8], content: &mut impl Read, bytes: u64) -> io::Result<()> {
    out.write_all(header)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    for size in chunks(bytes) {
        content.read_exact(&mut chunk[..size])?;
        out.write_all(&chunk[..size])?;
    }
    out.write_all(&[0; BLOCK][..padding(bytes)])
}

/// Reads a file to its end. Each database is written to what `open` gives for its name.
pub(super) fn read<W: Write>(
    input: &mut impl Read,
    mut open: impl FnMut(&str) -> Result<W, BackupError>,
) -> Result<Manifest, BackupError> {
    let mut source = Source { input, digest: Sha256::new(), within: MANIFEST.to_owned() };
    let first = source.block()?;
    if first.starts_with(GZIP) {
        return Err(BackupError::Compressed);
    }
    let first_header = Header::from_byte_slice(&first);
    let sizes = first_header.size().and_then(|size| Ok((size, first_header.mtime()?)));
    let Ok((bytes, made_s)) = sizes else {
        return Err(BackupError::Foreign);
    };
    if first != expected(MANIFEST, bytes, made_s)? || bytes > MANIFEST_BYTES_MAX {
        return Err(BackupError::Foreign);
    }
    let mut text = Vec::new();
    source.copy(bytes, |chunk| {
        text.extend_from_slice(chunk);
        Ok(())
    })?;
    let manifest = understood(&text)?;
    for file in &manifest.files {
        source.within.clone_from(&file.name);
        if source.block()? != expected(&file.name, file.bytes, made_s)? {
            return Err(BackupError::damaged(format!("{} is not where it begins", file.name)));
        }
        let mut digest = Sha256::new();
        let mut part = open(&file.name)?;
        let failed = |source| BackupError::Write { path: file.name.as_str().into(), source };
        source.copy(file.bytes, |chunk| {
            digest.update(chunk);
            part.write_all(chunk).map_err(failed)
        })?;
        part.flush().map_err(failed)?;
        let digest = Digest::try_from(digest.finalize().as_slice());
        if !digest.is_ok_and(|digest| is_same(file, digest)) {
            return Err(BackupError::damaged(format!("{} is not what was copied", file.name)));
        }
    }
    source.end(made_s)?;
    Ok(manifest)
}

/// What a manifest says, if it is one of ours.
fn understood(text: &[u8]) -> Result<Manifest, BackupError> {
    let value: Value = serde_json::from_slice(text).map_err(|_error| BackupError::Foreign)?;
    let hoist = value["hoist"].as_str().unwrap_or("of another version").to_owned();
    match value["format"].as_u64() {
        Some(FORMAT) => {}
        Some(found) => return Err(BackupError::Format { hoist, found, known: FORMAT }),
        None => return Err(BackupError::Foreign),
    }
    let manifest: Manifest = serde_json::from_value(value)
        .map_err(|error| BackupError::damaged(format!("its manifest cannot be read ({error})")))?;
    if !manifest.files.iter().map(|file| file.name.as_str()).eq(DATABASES.map(|(name, _)| name)) {
        return Err(BackupError::damaged("its manifest names other files than a backup has"));
    }
    for (file, (_, schema)) in manifest.files.iter().zip(DATABASES) {
        if file.schema > schema.known() {
            let (file, found, known) = (file.name.clone(), file.schema, schema.known());
            return Err(BackupError::Newer { hoist, file, found, known });
        }
    }
    Ok(manifest)
}

/// The header of a file in the archive.
fn header(name: &str, bytes: u64, made_s: u64) -> io::Result<[u8; BLOCK]> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_s);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// The same, where it is read: the names are known to fit.
fn expected(name: &str, bytes: u64, made_s: u64) -> Result<[u8; BLOCK], BackupError> {
    header(name, bytes, made_s).map_err(|error| BackupError::damaged(error.to_string()))
}

/// What follows the databases: the digest of all before, and the end of the archive.
fn end(digest: &[u8], made_s: u64) -> io::Result<Vec<u8>> {
    let mut text = Digest::try_from(digest).map_err(io::Error::other)?.to_string();
    text.push('\n');
    let mut end = header(DIGEST, text.len() as u64, made_s)?.to_vec();
    end.extend_from_slice(text.as_bytes());
    end.resize(4 * BLOCK, 0);
    Ok(end)
}

/// How many bytes are between the end of something and the next block.
fn padding(bytes: u64) -> usize {
    let past = usize::try_from(bytes % BLOCK as u64).unwrap_or_default();
    (BLOCK - past) % BLOCK
}

/// The lengths of what is read and written at once.
fn chunks(bytes: u64) -> impl Iterator<Item = usize> {
    let mut left = bytes;
    std::iter::from_fn(move || {
        let size = usize::try_from(left).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
        left -= size as u64;
        (size > 0).then_some(size)
    })
}

/// Takes the digest of what is written.
struct Hashing<'w, W> {
    inner: &'w mut W,
    digest: Sha256,
}

impl<W: Write> Write for Hashing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// What is read, and its digest so far.
struct Source<'r, R> {
    input: &'r mut R,
    digest: Sha256,
    /// What is being read, for people.
    within: String,
}

impl<R: Read> Source<'_, R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => BackupError::Truncated { within: self.within.clone() },
            _ => BackupError::Read(error),
        })
    }

    fn block(&mut self) -> Result<[u8; BLOCK], BackupError> {
        let mut block = [0; BLOCK];
        self.fill(&mut block)?;
        self.digest.update(block);
        Ok(block)
    }

    /// Reads so many bytes, and what fills the block after them.
    fn copy(
        &mut self,
        bytes: u64,
        mut take: impl FnMut(&[u8]) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let mut chunk = vec![0; CHUNK_BYTES];
        for size in chunks(bytes) {
            self.fill(&mut chunk[..size])?;
            self.digest.update(&chunk[..size]);
            take(&chunk[..size])?;
        }
        let padding = &mut chunk[..padding(bytes)];
        self.fill(padding)?;
        self.digest.update(&*padding);
        Ok(())
    }

    /// Compares the digest of all that was read with the one that follows, and reads to the end.
    fn end(mut self, made_s: u64) -> Result<(), BackupError> {
        "the digest at its end".clone_into(&mut self.within);
        let mut found = [0; 4 * BLOCK];
        self.fill(&mut found)?;
        let expected = end(self.digest.finalize().as_slice(), made_s);
        let expected = expected.map_err(|error| BackupError::damaged(error.to_string()))?;
        if found[..] != expected[..] {
            return Err(BackupError::damaged("its digest is another than it says"));
        }
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(BackupError::damaged("something follows its end")),
            Err(error) => Err(BackupError::Read(error)),
        }
    }
}
