//! Signatures, checked by an implementation that has nothing of the server's: the text of Standard
//! Webhooks, of RFC 2104 and of RFC 4648, written down once more.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::receiver::{Received, Receiver};
use super::{channel, flag, server};

/// Whether a message is signed with a secret, and was sent within five minutes.
pub(super) fn verify(secret: &str, received: &Received) -> bool {
    let header = |name: &str| received.headers[name].as_str();
    let timestamp: i64 = header("webhook-timestamp").parse().unwrap();
    let signed = format!("{}.{timestamp}.{}", header("webhook-id"), received.body);
    let key = base64(secret.strip_prefix("whsec_").unwrap());
    let expected = hmac(&key, signed.as_bytes());
    let mut signatures = header("webhook-signature").split(' ');
    let is_signed = signatures.any(|each| {
        each.split_once(',')
            .is_some_and(|(version, code)| version == "v1" && base64(code) == expected)
    });
    is_signed && (received.at - timestamp).abs() <= 300
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    assert!(key.len() <= 64, "longer keys are hashed first");
    block[..key.len()].copy_from_slice(key);
    let padded = |pad: u8| block.map(|byte| byte ^ pad).to_vec();
    let inner = Sha256::digest([padded(0x36), text.to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

fn base64(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in text.trim_end_matches('=').chars() {
        bits = (bits << 6) | u32::try_from(digits.find(digit).unwrap()).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}

#[test]
fn the_verifier_knows_the_vector_of_the_specification() {
    let headers = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let body = r#"{"test": 2432232314}"#.to_owned();
    let received = Received { headers, body, accepted: true, at: 1_614_265_330 };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    assert!(verify(secret, &received));
    assert!(!verify(secret, &Received { at: received.at + 301, ..received.clone() }), "a replay");
    let body = received.body.replace('2', "3");
    assert!(!verify(secret, &Received { body, ..received }));
}

#[test]
fn with_a_new_secret_messages_are_signed_twice() {
    let (server, receiver) = (server(), Receiver::start());
    let first = channel(&server, "audit", &receiver, &json!({}));
    flag(&server, "a", &json!({}));
    let issued = server.post("/api/notifications/audit/rotate", &json!({})).expect(200);
    let second = issued["secret"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    assert!(issued["rotating_until"].is_string(), "{issued}");
    flag(&server, "b", &json!({}));
    let received = receiver.wait(2);
    assert!(verify(&first, &received[1]) && verify(&second, &received[1]));
    let stranger = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    assert!(!verify(stranger, &received[1]));
    // Another rotation ends the first secret.
    server.post("/api/notifications/audit/rotate", &json!({"reason": "leaked"})).expect(200);
    flag(&server, "c", &json!({}));
    let received = receiver.wait(3);
    assert!(!verify(&first, &received[2]) && verify(&second, &received[2]));
    let log = server.get("/api/instance/changes?collection=channels").expect(200);
    let kinds: Vec<_> = log["items"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["updated", "updated", "created"]);
}
