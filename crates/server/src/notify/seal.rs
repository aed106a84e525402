//! Sealing what channels keep to themselves: the database, and so each backup, has it encrypted
//! with a key that is in a file beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use hoist_api::Code;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use tracing::error;

use crate::plan::{Refusal, refusal};
use crate::secret;
use crate::start::write_private;

/// The file with the key, in the folder of the data. No backup has it.
pub(crate) const KEY_FILE: &str = "secrets.key";

/// The key, once there is one: it is made when it is first needed.
pub(crate) struct Seal {
    file: PathBuf,
    key: Mutex<Option<LessSafeKey>>,
}

impl Seal {
    /// Reads the key of a folder, if it has one.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read, or holds no key.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let file = data.join(KEY_FILE);
        let key = match fs::read_to_string(&file) {
            Ok(text) => Some(parse(text.trim()).ok_or(io::ErrorKind::InvalidData)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { file, key: Mutex::new(key) })
    }

    /// The name of the file, for who has to do something about it.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Seals a text of a channel. What is sealed for one channel opens for no other.
    pub(super) fn seal(&self, channel: &str, text: &str) -> Result<Vec<u8>, Refusal> {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if key.is_none() {
            *key = Some(self.make()?);
        }
        let nonce = secret::bytes::<NONCE_LEN>()?;
        let mut sealed = text.as_bytes().to_vec();
        let aad = Aad::from(channel.as_bytes());
        let nonce_of = Nonce::assume_unique_for_key(nonce);
        let is_sealed = key
            .as_ref()
            .is_some_and(|key| key.seal_in_place_append_tag(nonce_of, aad, &mut sealed).is_ok());
        let failed = || refusal(Code::Internal, "The channel's secrets could not be sealed.");
        if is_sealed { Ok([&nonce[..], &sealed].concat()) } else { Err(failed()) }
    }

    /// The text that was sealed for a channel, if it was sealed with this key.
    pub(super) fn open_sealed(&self, channel: &str, sealed: &[u8]) -> Option<String> {
        let key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = sealed.to_vec();
        let opened = key.as_ref()?.open_in_place(nonce, Aad::from(channel.as_bytes()), &mut text);
        String::from_utf8(opened.ok()?.to_vec()).ok()
    }

    fn make(&self) -> Result<LessSafeKey, Refusal> {
        let bytes = secret::bytes::<32>()?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        // It comes first: what is sealed with a key that is nowhere is lost.
        write_private(&self.file, &text).map_err(|error| {
            error!(file = %self.file.display(), %error, "the key of secrets cannot be written");
            let detail = "The server cannot write the key that secrets are kept with.";
            refusal(Code::StoreUnavailable, detail)
        })?;
        key(&bytes).ok_or_else(|| refusal(Code::Internal, "The key could not be made."))
    }
}

fn key(bytes: &[u8]) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?))
}

/// The key of 64 hexadecimal digits.
fn parse(text: &str) -> Option<LessSafeKey> {
    let digest: hoist_ruleset::Digest = text.parse().ok()?;
    key(digest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_channel_and_with_its_key_alone() {
        let folder = std::env::temp_dir().join(format!("hoist-seal-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let seal = Seal::open(&folder).unwrap();
        assert!(!seal.file().exists(), "it is made when it is needed");
        let sealed = seal.seal("chn_1", "secret").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_ne!(sealed, seal.seal("chn_1", "secret").unwrap());
        let again = Seal::open(&folder).unwrap();
        assert_eq!(again.open_sealed("chn_1", &sealed).as_deref(), Some("secret"));
        assert_eq!(again.open_sealed("chn_2", &sealed), None);
        let mut other = sealed.clone();
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(again.open_sealed("chn_1", &other), None);
        assert_eq!(again.open_sealed("chn_1", &sealed[..8]), None);
        fs::remove_file(seal.file()).unwrap();
        assert_eq!(Seal::open(&folder).unwrap().open_sealed("chn_1", &sealed), None);
        fs::write(seal.file(), "no key").unwrap();
        assert!(Seal::open(&folder).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
