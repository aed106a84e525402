//! `hoist promote`.

use std::io::Write;

use hoist_api::{PromoteRequest, Promotion, Standing};

use crate::arguments::PromoteArguments;
use crate::output::write_json;
use crate::server::Server;
use crate::{Outcome, differences};

pub(crate) fn run(arguments: &PromoteArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let asking = &arguments.changing.asking;
    let server = Server::of_address(&asking.address)?;
    let request = PromoteRequest {
        to: arguments.to.clone(),
        documents: arguments.documents.iter().map(|name| document(name)).collect(),
        all: arguments.all,
        with_references: arguments.with_references,
        prune: arguments.prune,
        allow_deletes: arguments.allow_deletes,
        dry_run: arguments.dry_run,
        reason: arguments.changing.reason.clone(),
    };
    let promotion = server.ask(server.client.promote(&arguments.from, &request))?;
    if asking.json {
        write_json(&promotion, out)?;
    } else {
        write!(out, "{}", told(&promotion))?;
    }
    Ok(Outcome::Done)
}

/// A key alone is a flag's.
fn document(name: &str) -> String {
    if name.contains('/') { name.to_owned() } else { format!("features/{name}") }
}

/// A line for each document that changes, its fields below it, and a line for the rest.
fn told(promotion: &Promotion) -> String {
    let Promotion { to, seq, dry_run, items, unchanged, .. } = promotion;
    let [created, updated, deleted] = differences::verbs(!dry_run);
    let mut text = String::new();
    for item in items {
        let verb = match item.standing {
            Standing::Created => created,
            Standing::Changed => updated,
            Standing::Missing => deleted,
        };
        text += &differences::document(verb, &item.collection, &item.key, &item.changes);
    }
    text + &differences::unchanged(*unchanged, &format!("{to} is at seq {seq}"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_promotion() {
        let promotion = json!({
            "from": "staging", "from_seq": 9, "to": "production", "seq": 4, "dry_run": true,
            "unchanged": 3,
            "items": [
                {"collection": "features", "key": "checkout", "standing": "changed",
                 "changes": [{"path": "percentage", "before": 25, "after": 50}]},
                {"collection": "features", "key": "search", "standing": "created"},
                {"collection": "segments", "key": "old", "standing": "missing"},
            ],
        });
        let promotion: Promotion = serde_json::from_value(promotion).unwrap();
        assert_snapshot!(told(&promotion), @"
        would update features/checkout
          ~ percentage: 25 → 50
        would create features/search
        would delete segments/old
        unchanged: 3 (production is at seq 4)
        ");
        assert_snapshot!(told(&Promotion { dry_run: false, ..promotion }), @"
        updated features/checkout
          ~ percentage: 25 → 50
        created features/search
        deleted segments/old
        unchanged: 3 (production is at seq 4)
        ");
        assert_eq!(document("checkout"), "features/checkout");
        assert_eq!(document("segments/staff"), "segments/staff");
    }
}
