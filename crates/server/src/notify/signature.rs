//! Signatures of messages, as Standard Webhooks 1.0 has them. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hoist_ruleset::Digest;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// A secret that messages are signed with: random bytes in Base64 behind a beginning that scanners
/// of code know it by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(format!("{PREFIX}{}", STANDARD.encode(bytes)))
    }

    /// The secret in plain, to be shown once.
    pub(super) fn reveal(&self) -> String {
        self.0.clone()
    }

    fn sign(&self, signed: &str) -> Option<String> {
        let bytes = STANDARD.decode(self.0.strip_prefix(PREFIX)?).ok()?;
        let code = Hmac::<Sha256>::new_from_slice(&bytes).ok()?.chain_update(signed);
        Some(format!("v1,{}", STANDARD.encode(code.finalize().into_bytes())))
    }
}

/// The header of a message: a signature with each of the secrets.
pub(super) fn header(secrets: &[&Secret], id: &str, second: i64, body: &str) -> String {
    let signed = format!("{id}.{second}.{body}");
    let signatures = secrets.iter().filter_map(|secret| secret.sign(&signed));
    signatures.collect::<Vec<_>>().join(" ")
}

/// The id of a message: the same whenever it is sent, and that of no other, in another outbox that
/// was restored from a backup neither.
pub(super) fn id(channel: &str, first: &Digest) -> String {
    let digest = Digest::of(format!("{channel} {first}")).to_string();
    format!("msg_{}", digest.get(..32).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_specification() {
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#);
        let header = header(&[&secret], id, 1_614_265_330, body);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_give_two_signatures() {
        let secrets = [Secret::of(&[1; 32]), Secret::of(&[2; 32])];
        let both = header(&[&secrets[0], &secrets[1]], "msg_1", 1, "{}");
        let each = secrets.each_ref().map(|secret| header(&[secret], "msg_1", 1, "{}"));
        assert_eq!(both, each.join(" "));
        assert_ne!(each[0], each[1]);
    }
}
