//! Erasing one user of many leaves nothing of them, and all of the others, also those of the same
//! name in other logs.

use super::events::{accept, all_of, erase, events, exposure, of_log};
use super::*;
use crate::{Content, Event, Written};

/// SQLite moves rows between pages while others come, and must leave no copy of them behind.
#[test]
fn whoever_is_erased_among_many_is_nowhere_any_more() {
    let (folder, _store, events) = events();
    // In no order, so that rows are put between others.
    let name = |number: u64| format!("user-{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let names: Vec<String> = (0..8_000).map(name).collect();
    for chunk in names.chunks(500) {
        let some: Vec<Event> = chunk.iter().map(|name| exposure(1, name, 10)).collect();
        accept(&events, &some);
    }
    let gone: Vec<&String> = names.iter().step_by(100).collect();
    for name in &gone {
        assert_eq!(erase(&events, LOG, name), 1);
    }
    assert!(events.empty_journal().unwrap());
    let file = std::fs::read(folder.path().join("events.db")).unwrap();
    let is_there = |text: &str| file.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(is_there(&names[1]));
    assert_eq!(gone.into_iter().find(|name| is_there(name)), None);
}

#[test]
fn logs_have_users_of_their_own() {
    let (_folder, _store, events) = events();
    let batch = |log| of_log(log, Content::Events(vec![exposure(1, "ana", 10)]));
    let written = events.write(&[batch("a"), batch("b"), batch("a")]).unwrap();
    let [new, known] =
        [(1, 0), (0, 1)].map(|(accepted, duplicates)| Written { accepted, duplicates });
    assert_eq!(written, [new, new, known]);
    assert_eq!(erase(&events, "a", "ana"), 1);
    assert_eq!(all_of(&events, "a", "ana"), []);
    assert_eq!(all_of(&events, "b", "ana").len(), 1);
}
