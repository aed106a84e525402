//! Randomness: secrets of tokens and ids.

use std::sync::atomic::{AtomicU64, Ordering};

use std::sync::{Arc, LazyLock};

use hoist_api::{Code, TokenKind};

use crate::plan::{Refusal, refusal};

/// A token's secret: 256 random bits behind a beginning that scanners of code know it by.
pub(crate) fn token(kind: TokenKind) -> Result<String, Refusal> {
    Ok(format!("hoist_{}_{}", kind.as_ref(), random::<32>()?))
}

/// Whether a text looks like a token's secret.
pub(crate) fn is_token(text: &str) -> bool {
    let random = text.strip_prefix("hoist_").and_then(|rest| rest.rsplit_once('_'));
    random.is_some_and(|(_, random)| {
        random.len() == 64 && random.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// The secret of a link that signs somebody in, or of a session.
pub(crate) fn login() -> Result<String, Refusal> {
    random::<32>()
}

/// An id that nothing else has.
pub(crate) fn id(prefix: &str) -> Result<String, Refusal> {
    Ok(format!("{prefix}_{}", random::<12>()?))
}

/// What makes a text that can be guessed one that cannot.
pub(crate) fn nonce() -> Result<String, Refusal> {
    random::<16>()
}

/// The id of a log.
pub(crate) fn log_id() -> Result<String, Refusal> {
    id("log")
}

/// The id of a request: unique within a process and all but surely beyond, and cheap, since every
/// request gets one.
pub(crate) fn request_id() -> Arc<str> {
    static PROCESS: LazyLock<[u8; 6]> = LazyLock::new(|| bytes().unwrap_or_default());
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut id = *b"req_........................";
    let count = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let bytes = PROCESS.iter().chain(&count[2..]);
    for (digits, byte) in id[4..].chunks_exact_mut(2).zip(bytes) {
        let digit = |bits: u8| b"0123456789abcdef"[usize::from(bits)];
        digits.copy_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
    str::from_utf8(&id).unwrap_or_default().into()
}

/// A number from `min` to `max`, to spread what would happen at once.
pub(crate) fn between(min: u32, max: u32) -> u32 {
    let random = getrandom::u32().unwrap_or_default();
    min + random % (max - min + 1)
}

/// Random bytes.
pub(crate) fn bytes<const BYTES: usize>() -> Result<[u8; BYTES], Refusal> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        refusal(Code::Internal, "The system gives no random numbers.")
    })?;
    Ok(bytes)
}

fn random<const BYTES: usize>() -> Result<String, Refusal> {
    Ok(bytes::<BYTES>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}
