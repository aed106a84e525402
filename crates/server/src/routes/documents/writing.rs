//! Writing one document, and the kill that may stand in it.

use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{DocumentKind, Source};
use jiff::Timestamp;

use crate::author::Author;
use crate::environment::Environment;
use crate::moment::Moment;
use crate::patch;
use crate::plan::{Definitions, Outcome, Planned, define};

/// Plans one document to be so. What only kills is a kill: it waits for no reason and no freeze.
pub(super) fn plan(
    environment: &Environment,
    moment: &Moment,
    (kind, key): (DocumentKind, &str),
    mut source: Source,
    author: &Author,
    now: Timestamp,
) -> Planned<Outcome> {
    let kills = kind == DocumentKind::Flag && patch::take_kill_switch(&mut source.bytes);
    if !kills {
        environment.check_reason(author)?;
    }
    let definitions = Definitions { sources: vec![source], ..Definitions::default() };
    let planned = define(moment, definitions, author, now).and_then(|planned| {
        if !planned.0.is_empty() {
            environment.check_reason(author)?;
        }
        Ok(planned)
    });
    let (mut plan, outcome) = planned.map_err(|mut refusal| {
        if kills && moment.documents.contains(kind, key) {
            let way = format!(" Killing it alone is possible: `POST /flags/{key}/kill`.");
            refusal.detail.push_str(&way);
        }
        refusal
    })?;
    if kills && !moment.kills.contains_key(key) {
        let kill = author.draft(Kind::Killed, Collection::Features, key, None);
        plan.drafts.push((kill, None));
    }
    Ok((plan, outcome))
}
