//! The journal of releases, who may write it, and whom a step of one is about.

use jiff::SignedDuration;

use super::events::{accept, events, exposure, observation, whole};
use super::*;
use crate::{FindingsOf, Happening, Newcomers, NewcomersOf, RunChange};

fn change(run: u64, body: &str, is_over: bool) -> RunChange {
    RunChange {
        key: "r".to_owned(),
        run,
        flag: "f".to_owned(),
        is_over,
        body: body.to_owned(),
        decisions: vec![format!("decided {body}")],
        findings: vec![("errors".to_owned(), format!("found {body}"))],
    }
}

#[test]
fn a_run_is_what_was_written_last_and_all_that_was_found() {
    let (_folder, store) = store();
    let lease = store.lease("releases", "a", time(0), time(10)).unwrap().unwrap();
    let keep = |change: &RunChange| store.keep_run(LOG, &lease, change).unwrap().unwrap();
    keep(&change(1, "begun", false));
    keep(&change(1, "done", true));
    keep(&change(2, "begun", false));
    let runs = store.runs(LOG, false, None, 10).unwrap();
    assert_eq!(
        runs.iter().map(|run| (run.run, &*run.body)).collect::<Vec<_>>(),
        [(2, "begun"), (1, "done")]
    );
    assert_eq!(store.runs(LOG, false, Some(runs[0].number), 10).unwrap(), runs[1..]);
    assert_eq!(store.runs(LOG, true, None, 10).unwrap(), runs[..1]);
    assert_eq!(store.open_runs(LOG).unwrap(), runs[..1]);
    assert_eq!(store.run(LOG, "r", None).unwrap().as_ref(), Some(&runs[0]));
    assert_eq!(store.run(LOG, "r", Some(1)).unwrap().as_ref(), Some(&runs[1]));
    assert_eq!(store.run(LOG, "r", Some(3)).unwrap(), None);
    let number = runs[1].number;
    assert_eq!(store.run_decisions(number).unwrap(), ["decided begun", "decided done"]);
    let found = |of, limit| -> Vec<String> {
        let found = store.run_findings(number, of, limit).unwrap();
        found.into_iter().map(|(_, body)| body).collect()
    };
    assert_eq!(found(FindingsOf::default(), 9), ["found done", "found begun"]);
    let (last, _) = store.run_findings(number, FindingsOf::default(), 1).unwrap()[0].clone();
    let before = FindingsOf { before: Some(last), ..FindingsOf::default() };
    assert_eq!(found(before, 9), ["found begun"]);
    let other = FindingsOf { check: Some("p95"), ..FindingsOf::default() };
    assert_eq!(found(other, 9), [""; 0]);
    // Another release of the flag has to wait until this one is over.
    let rival = RunChange { key: "s".to_owned(), ..change(1, "begun", false) };
    store.keep_run(LOG, &lease, &rival).unwrap_err();
    keep(&change(2, "done", true));
    keep(&rival);
}

#[test]
fn who_was_replaced_writes_nothing() {
    let (folder, store) = store();
    let lease = |store: &Store, holder: &str, second: i64| {
        store.lease("releases", holder, time(second), time(second + 10)).unwrap()
    };
    let first = lease(&store, "a", 0).unwrap();
    assert_eq!(lease(&store, "b", 9), None);
    assert_eq!(lease(&store, "a", 9).as_ref(), Some(&first), "it is prolonged");
    let second = lease(&store, "b", 19).unwrap();
    assert!(second.epoch() > first.epoch());
    assert!(!store.holds(&first).unwrap());
    assert!(store.holds(&second).unwrap());
    assert_eq!(store.keep_run(LOG, &first, &change(1, "late", false)).unwrap(), None);
    let mut batch = batch(&head(&store), &STORY[..1]);
    batch.aside.lease = Some(first);
    batch.aside.run = Some(change(1, "late", false));
    assert!(matches!(store.append(&batch), Err(AppendError::Replaced)));
    assert_eq!((head(&store).seq, store.open_runs(LOG).unwrap()), (0, vec![]));
    // With the entries, or not at all.
    batch.aside.lease = Some(second);
    store.append(&batch).unwrap();
    assert_eq!((head(&store).seq, store.open_runs(LOG).unwrap().len()), (1, 1));
    drop(store);
    // Whoever opens the folder is the only one who has it.
    let store = Store::open(folder.path()).unwrap();
    assert!(lease(&store, "c", 20).is_some());
}

#[test]
fn a_step_is_about_those_who_meet_the_flag_in_it() {
    let (_folder, _store, events) = events();
    let narrow = |number: u8, user: &str, second: i64| {
        let (key, variant) = ("layout".to_owned(), "narrow".to_owned());
        let what = Happening::Exposure { key, variant, attributes: None };
        crate::Event { what, ..exposure(number, user, second) }
    };
    accept(
        &events,
        &[
            // She has met it before.
            exposure(1, "ana", 5),
            exposure(2, "ana", 12),
            observation(3, "ana", 13, 1.0),
            // What he did before he met it does not count, and what he did twice counts once.
            observation(4, "bo", 9, 5.0),
            exposure(5, "bo", 10),
            observation(6, "bo", 11, 2.0),
            observation(7, "bo", 12, 3.0),
            exposure(8, "cy", 14),
            // The first one that is given is the side.
            narrow(9, "di", 15),
            exposure(10, "di", 16),
            observation(11, "di", 19, 1.0),
            narrow(12, "ed", 15),
            // Too late.
            observation(13, "ed", 20, 1.0),
            exposure(14, "fo", 20),
        ],
    );
    let bought = ["bought".to_owned()];
    let of = |window_ms| NewcomersOf {
        key: "layout",
        from: whole(10),
        to: whole(20),
        events: &bought,
        window_ms,
    };
    let side = |variant: &str, users, hits, total| Newcomers {
        variant: variant.to_owned(),
        users,
        hits,
        total,
    };
    let found = events.newcomers(LOG, of(None)).unwrap();
    assert_eq!(found, [side("narrow", 2, 1, 1.0), side("wide", 2, 1, 5.0)]);
    let second = i64::try_from(SignedDuration::from_secs(2).as_millis()).unwrap();
    let found = events.newcomers(LOG, of(Some(second))).unwrap();
    assert_eq!(found, [side("narrow", 2, 0, 0.0), side("wide", 2, 1, 2.0)]);
    assert_eq!(events.newcomers("log-2", of(None)).unwrap(), []);
}
