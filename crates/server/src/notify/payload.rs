//! The body of a message in the form of its receiver. Pure.

use hoist_api::ChannelKind;
use hoist_ruleset::log::{Collection, Entry};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::message::{self, Told};
use crate::environments::INSTANCE;

/// Keys that are listed where there are many.
const KEYS_MAX: usize = 100;
/// Changes of a definition that are more than this are left out: receivers expect small bodies.
const CHANGES_BYTES_MAX: usize = 8 << 10;
/// Slack takes no longer text in a block.
const SLACK_CHARACTERS_MAX: usize = 2_900;

/// The body for a kind of channel.
pub(super) fn body(kind: ChannelKind, told: &Told, public_url: Option<&str>) -> String {
    let url = public_url.and_then(|base| link(base, told));
    match kind {
        ChannelKind::Webhook => webhook(told, url.as_deref()).to_string(),
        ChannelKind::Slack => slack(&message::text(told), url.as_deref()).to_string(),
    }
}

/// The body of a message that tells of nothing: it tries a channel.
pub(super) fn test(kind: ChannelKind, name: &str, who: &str, now: Timestamp) -> String {
    let text = format!("This is a test of the channel {name}, sent by {who}. Nothing happened.");
    let body = match kind {
        ChannelKind::Webhook => json!({
            "type": "hoist.test",
            "timestamp": now.to_string(),
            "data": {"text": text, "channel": name, "actor": who},
        }),
        ChannelKind::Slack => slack(&text, None),
    };
    body.to_string()
}

fn webhook(told: &Told, url: Option<&str>) -> Value {
    let Some(entry) = told.entries.first() else { return Value::Null };
    let Entry { log, seq, time, kind, collection, key, actor, request_id, .. } = entry;
    let keys: Vec<&str> = told.entries.iter().take(KEYS_MAX).map(|it| it.key.as_str()).collect();
    let changes = json!(told.changes);
    let is_short = changes.to_string().len() <= CHANGES_BYTES_MAX;
    json!({
        "type": format!("{}.{}", collection.as_ref(), kind.as_ref()),
        "timestamp": time.to_string(),
        "data": {
            "text": message::text(told),
            "environment": told.environment,
            "log": log,
            "seq": seq,
            "last_seq": told.entries.last().map_or(*seq, |last| last.seq),
            "kind": kind.as_ref(),
            "collection": collection.as_ref(),
            "key": key,
            "keys": keys,
            "count": told.entries.len(),
            "actor": actor,
            "reason": told.reason(),
            "request_id": request_id,
            "changes": if is_short { changes } else { Value::Null },
            "url": url,
        },
    })
}

/// The text stands beside the blocks for what shows no blocks, such as notices on a phone.
fn slack(text: &str, url: Option<&str>) -> Value {
    let mut shown = escaped(text);
    if let Some((end, _)) = shown.char_indices().nth(SLACK_CHARACTERS_MAX) {
        shown.truncate(end);
        shown.push('…');
    }
    let mut blocks = vec![json!({"type": "section", "text": {"type": "mrkdwn", "text": shown}})];
    if let Some(url) = url {
        let link = format!("<{}|Open in Hoist>", escaped(url));
        let elements = [json!({"type": "mrkdwn", "text": link})];
        blocks.push(json!({"type": "context", "elements": elements}));
    }
    json!({"text": shown, "blocks": blocks})
}

/// The three characters that mean something there, so that no reason mentions or links anybody.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The page about what happened.
fn link(base: &str, told: &Told) -> Option<String> {
    let Entry { collection, key, .. } = told.entries.first()?;
    let base = base.trim_end_matches('/');
    let place = match told.environment.as_str() {
        INSTANCE => return Some(format!("{base}/audit")),
        environment => format!("?env={environment}"),
    };
    let page = match collection {
        Collection::Features if told.entries.len() == 1 => format!("/flags/{key}"),
        Collection::Experiments if told.entries.len() == 1 => format!("/experiments/{key}"),
        _ => "/audit".to_owned(),
    };
    Some(format!("{base}{page}{place}"))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::{Draft, Head, Kind};

    use super::*;

    fn told(reason: &str) -> Told {
        let draft = Draft {
            kind: Kind::Killed,
            collection: Collection::Features,
            key: "checkout".to_owned(),
            digest: None,
            restored: None,
            actor: "token:ops (tok_1)".to_owned(),
            reason: Some(reason.to_owned()),
            request_id: Some("req_1".to_owned()),
            origin: None,
        };
        let entries = vec![draft.seal(&Head::genesis("log-1"), Timestamp::UNIX_EPOCH)];
        let environment = "production".to_owned();
        Told { environment, entries, body: None, changes: Vec::new() }
    }

    #[test]
    fn a_webhook_has_everything_as_fields() {
        let text = body(ChannelKind::Webhook, &told("errors rise"), Some("https://hoist.test/"));
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(body["type"], "features.killed");
        let data = &body["data"];
        assert_eq!((&data["seq"], &data["reason"]), (&json!(1), &json!("errors rise")));
        assert_eq!(data["url"], "https://hoist.test/flags/checkout?env=production");
        assert!(data["text"].as_str().unwrap().starts_with("Flag checkout was killed"));
    }

    #[test]
    fn nobody_is_mentioned_by_a_reason() {
        let text = body(ChannelKind::Slack, &told("<!channel> & \"more\""), None);
        let body: Value = serde_json::from_str(&text).unwrap();
        let shown = body["blocks"][0]["text"]["text"].as_str().unwrap();
        assert!(shown.contains("&lt;!channel&gt; &amp; \"more\""), "{shown}");
        assert_eq!(body["text"], shown);
        assert_eq!(body["blocks"].as_array().unwrap().len(), 1);
        let long = super::body(ChannelKind::Slack, &told(&"a".repeat(5_000)), None);
        let long: Value = serde_json::from_str(&long).unwrap();
        assert!(long["text"].as_str().unwrap().chars().count() <= 3_000);
    }
}
