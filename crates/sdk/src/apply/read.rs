//! Reading documents off the wire, each by itself: one that this version cannot use (a newer
//! server's field) is left out and told, and the version that was known before stays.

use std::collections::BTreeSet;

use hoist_api::{Difference, Snapshot};
use hoist_ruleset::{DocumentKind, Documents, Lists, Onto, Reading, Source, read_beside_state};
use serde_json::Value;

use crate::known::Known;

/// A document that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Which one.
    pub(crate) document: String,
    /// Why.
    pub(crate) why: String,
}

/// The documents of a snapshot; of those that cannot be used, the versions that are known.
pub(super) fn snapshot(
    known: &Known,
    snapshot: &Snapshot,
    same_log: bool,
    lists: &Lists,
) -> (Documents, Vec<Complaint>) {
    let mut sources = Vec::new();
    let mut push = |kind, key: &str, value: &Value| {
        sources.push(Source::document(kind, key, value.to_string()));
    };
    for (key, flag) in &snapshot.features {
        push(DocumentKind::Flag, key, flag);
    }
    for (key, segment) in &snapshot.segments {
        push(DocumentKind::Segment, key, segment);
    }
    // Those whose place is told, then the others.
    let placed = snapshot.order.iter().filter_map(|key| snapshot.experiments.get_key_value(key));
    let told: BTreeSet<&String> = snapshot.order.iter().collect();
    let others = snapshot.experiments.iter().filter(|(key, _)| !told.contains(key));
    for (key, experiment) in placed.chain(others) {
        push(DocumentKind::Experiment, key, experiment);
    }
    let nothing = Documents::default();
    let onto = Onto { documents: &nothing, lists, remove: &[] };
    let earlier = |kind, key: &str| {
        let value = known.documents.to_value(kind, key).ok().flatten();
        value.filter(|_| same_log).map(|value| Source::document(kind, key, value.to_string()))
    };
    read_all(&onto, sources, earlier)
}

/// The documents that are known, with a difference.
pub(super) fn difference(
    known: &Known,
    difference: &Difference,
    lists: &Lists,
) -> (Documents, Vec<Complaint>) {
    let sections = [
        (DocumentKind::Flag, &difference.features),
        (DocumentKind::Segment, &difference.segments),
        (DocumentKind::Experiment, &difference.experiments),
    ];
    let (mut sources, mut remove) = (Vec::new(), Vec::new());
    for (kind, section) in sections {
        for (key, value) in section {
            match value {
                Some(value) => sources.push(Source::document(kind, key, value.to_string())),
                None => remove.push((kind, key.clone())),
            }
        }
    }
    let onto = Onto { documents: &known.documents, lists, remove: &remove };
    // What is not among the sources stays as it is known.
    read_all(&onto, sources, |_, _| None)
}

/// Reads what can be read. A refused document is tried again as it was before, or left out, until
/// nothing is refused: what names it is then read beside that. So nothing is left out while another
/// document is yet to be tried as it was: it may be refused for no more than naming that one.
fn read_all(
    onto: &Onto<'_>,
    mut sources: Vec<Source>,
    earlier: impl Fn(DocumentKind, &str) -> Option<Source>,
) -> (Documents, Vec<Complaint>) {
    let mut complaints: Vec<Complaint> = Vec::new();
    loop {
        let reading = read_beside_state(onto, &sources);
        let accepted = reading.entries.iter().map(|entry| entry.accepted);
        let refused: Vec<usize> =
            accepted.enumerate().filter(|(_, accepted)| !accepted).map(|(i, _)| i).collect();
        complain(&reading, &mut complaints);
        // Every source is one document, so entries stand where their sources do.
        if refused.is_empty() || reading.entries.len() != sources.len() {
            return (reading.documents, complaints);
        }
        let mut was_replaced = false;
        for &index in &refused {
            let entry = &reading.entries[index];
            if let Some(source) = earlier(entry.kind, &entry.key)
                && source.bytes != sources[index].bytes
            {
                sources[index] = source;
                was_replaced = true;
            }
        }
        if !was_replaced {
            refused.into_iter().rev().for_each(|index| drop(sources.remove(index)));
        }
    }
}

/// Notes each document that is refused once.
fn complain(reading: &Reading, complaints: &mut Vec<Complaint>) {
    for diagnostic in &reading.diagnostics {
        let document = diagnostic.path.split(['.', '[']).take(2).collect::<Vec<_>>().join(".");
        let document = if diagnostic.file.as_ref() == "environment" {
            document
        } else {
            diagnostic.file.to_string()
        };
        if complaints.iter().all(|known| known.document != document) {
            complaints.push(Complaint { document, why: diagnostic.to_string() });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::apply::{Applied, Message, apply};

    /// A snapshot; the document of a section and key has a field of a newer server.
    fn whole(seq: u64, newer: Option<(&str, &str)>) -> Message {
        let rule = json!({"type": "segment", "conditions": {"segment": "s"}, "value": true});
        let requires = json!([{"flag": "p", "is": true}]);
        let killed = json!({"by": "t", "at": "2025-01-01T00:00:00Z"});
        let mut snapshot = json!({"environment": "e", "log": "l", "seq": seq,
            "features": {
                "f": {"type": "targeted", "enabled": true, "rules": [rule]},
                "p": {"type": "boolean", "enabled": true},
                "q": {"type": "boolean", "enabled": true, "requires": requires}},
            "segments": {"s": {"include": ["u"]}},
            "experiments": {}, "state": {"killed": {"f": killed, "q": killed}}});
        if let Some((section, key)) = newer {
            snapshot[section][key]["newer"] = json!({});
        }
        Message::read("snapshot", &snapshot.to_string()).unwrap().unwrap()
    }

    fn taken(known: &Known, message: Message) -> (Known, Vec<Complaint>) {
        match apply(known, message, &Lists::default()) {
            Applied::Known(next, complaints) => (next, complaints),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_names_a_document_that_cannot_be_read_stays_and_so_does_its_kill() {
        let (known, complaints) = taken(&Known::default(), whole(5, None));
        assert_eq!(complaints, []);
        for newer in [("segments", "s"), ("features", "p")] {
            let (next, complaints) = taken(&known, whole(6, Some(newer)));
            let told = complaints.iter().any(|complaint| complaint.document.ends_with(newer.1));
            assert!(told, "{newer:?}: {complaints:?}");
            for (key, is_killed) in [("f", true), ("p", false), ("q", true)] {
                let found = next.ruleset.get(key).map(|subject| subject.killed);
                assert_eq!(found, Some(is_killed), "{key} with a newer {newer:?}");
            }
            assert!(next.is_incomplete);
        }
    }
}
