//! Changes as people read them: a line for each, and below it what is different.

use hoist_api::Change;

use crate::differences;
use crate::table::{Table, optional, time};

/// A line for each change, and below it one for each field that is different, where that is told.
pub(crate) fn text(changes: &[Change]) -> String {
    let table = table(changes).to_string();
    let mut lines = table.lines();
    let mut text = String::new();
    let mut push = |indent: &str, line: &str| text.extend([indent, line, "\n"]);
    lines.next().into_iter().for_each(|heading| push("", heading));
    for (line, change) in lines.zip(changes) {
        push("", line);
        let fields = change.diff.as_deref().unwrap_or_default();
        differences::lines(fields).iter().for_each(|line| push("     ", line));
    }
    text
}

fn table(changes: &[Change]) -> Table<7> {
    let mut table = Table::new(["SEQ", "TIME", "CHANGE", "DOCUMENT", "BY", "FROM", "REASON"]);
    for change in changes {
        // What was deleted and comes back is made anew.
        let way = if change.kind == "created" { "from" } else { "to" };
        let restored = change.restored.map(|seq| format!(" {way} seq {seq}"));
        let restored = restored.unwrap_or_default();
        table.push([
            change.seq.to_string(),
            time(change.time),
            format!("{}{restored}", change.kind),
            format!("{}/{}", change.collection, change.key),
            change.actor.clone(),
            optional(change.address.as_ref()),
            optional(change.reason.as_ref()),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn changes() {
        let change = |seq: u64, kind: &str, restored: Option<u64>, reason: Option<&str>| {
            json!({
                "address": reason.map(|_| "203.0.113.9"),
                "log": "l1",
                "seq": seq,
                "time": "2026-03-01T09:00:00Z",
                "kind": kind,
                "collection": "features",
                "key": "checkout_flow",
                "actor": "token:ops",
                "reason": reason,
                "request_id": null,
                "restored": restored,
                "digest": null,
                "touches_ruleset": true,
                "previous": "",
                "hash": "",
            })
        };
        let with_diff = |mut change: Value| {
            change["diff"] = json!([
                {"path": "percentage", "before": 25, "after": 50},
                {"path": "description", "before": "old"},
            ]);
            change
        };
        let items = [
            with_diff(change(12, "rolled_back", Some(7), None)),
            change(9, "killed", None, Some("errors\nat checkout")),
        ];
        let changes = items.map(|item| serde_json::from_value(item).unwrap());
        assert_snapshot!(text(&changes), @r#"
        SEQ  TIME                  CHANGE                DOCUMENT                BY         FROM         REASON
        12   2026-03-01T09:00:00Z  rolled_back to seq 7  features/checkout_flow  token:ops  -            -
             ~ percentage: 25 → 50
             - description: "old"
        9    2026-03-01T09:00:00Z  killed                features/checkout_flow  token:ops  203.0.113.9  errors\nat checkout
        "#);
    }
}
