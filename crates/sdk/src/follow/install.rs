//! Putting in force what a message makes of what is known, and telling who is to hear of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_api::KillNotice;
use hoist_ruleset::Lists;

use super::failure::Failure;
use super::off_thread;
use crate::apply::{Applied, Message, apply};
use crate::instance::Instance;
use crate::known::Known;
use crate::reporter::Reporter;
use crate::status::Cause;

/// What a document that is there counts beside a message.
const DOCUMENT_BYTES: usize = 64;

/// The last kill or revival of each key among several.
#[derive(Debug, Default)]
pub(super) struct Kills(BTreeMap<String, KillNotice>);

impl Kills {
    /// Notes one, unless what is noted of its key happened later.
    pub(super) fn note(&mut self, notice: KillNotice) {
        let is_older = |other: &KillNotice| other.log == notice.log && other.seq >= notice.seq;
        if !self.0.get(&notice.key).is_some_and(is_older) {
            self.0.insert(notice.key.clone(), notice);
        }
    }
}

/// Where rules are put in force.
#[derive(Clone)]
pub(super) struct Installer {
    pub(super) instance: Arc<Instance>,
    /// Hears of what was applied, where the server is told.
    pub(super) reporter: Option<Arc<Reporter>>,
}

impl Installer {
    /// What a message makes of what is known now, without putting it in force. `None` if that
    /// panicked.
    pub(super) fn apply(
        &self,
        message: Message,
        size: usize,
        lists: Lists,
    ) -> impl Future<Output = Option<Applied>> + use<> {
        let known = self.instance.current().known.clone();
        let size = size.saturating_add(work_of(&known));
        off_thread(size, move || apply(&known, message, &lists))
    }

    /// Obeys kills and revivals, which need nothing but themselves. Tells whether they were news.
    pub(super) async fn kill(&self, notices: Vec<KillNotice>) -> Result<bool, Failure> {
        let applied = self.apply(Message::Kills(notices), 0, Lists::default()).await;
        self.settle(applied, Kills::default()).await
    }

    /// Puts in force what a message made of what was known, and the kills that were obeyed while
    /// it was made: they are not in it. Tells whether the rules got on.
    pub(super) async fn settle(
        &self,
        applied: Option<Applied>,
        kills: Kills,
    ) -> Result<bool, Failure> {
        let applied = match applied {
            Some(Applied::Known(next, complaints)) => {
                let next = with_kills(next, kills).await;
                next.map(|next| Applied::Known(next, complaints))
            }
            other => other,
        };
        match applied {
            Some(Applied::Known(next, complaints)) => {
                let before = &self.instance.current().known;
                let got_on = next.kill_seq() > before.kill_seq()
                    || next.log != before.log
                    || !before.has_rules;
                self.install(before, next);
                for complaint in complaints {
                    let about = format!("{} {}", complaint.document, complaint.why);
                    self.instance.health.report(Cause::Document, &about, complaint.why);
                }
                Ok(got_on)
            }
            Some(Applied::Same) => Ok(false),
            Some(Applied::Behind) => {
                self.is_behind();
                Ok(false)
            }
            Some(Applied::NeedsSnapshot) => Err(Failure::NeedsSnapshot),
            None => Err(Failure::Garbage("what the server sent could not be compiled".into())),
        }
    }

    fn is_behind(&self) {
        let known = self.instance.current().known.clone();
        let detail = format!(
            "the server is behind the rules that are in force here, of seq {}; they stay until it \
             has got there",
            known.seq()
        );
        self.instance.health.report(Cause::Behind, "", detail);
        self.instance.health.lost(false);
        self.instance.install(Known { is_behind: true, ..known });
    }

    fn install(&self, before: &Known, next: Known) {
        if !Arc::ptr_eq(&before.documents, &next.documents) {
            self.instance.health.over(Cause::Behind);
            if !next.is_incomplete {
                self.instance.health.over(Cause::Document);
            }
        }
        let (kill_seq, seq) = (next.kill_seq(), next.seq());
        self.instance.install(next);
        if let Some(reporter) = &self.reporter {
            // A kill is ahead of the rules, or came with them.
            if kill_seq > seq && kill_seq > before.kill_seq() {
                reporter.kill_applied();
            } else if seq != before.seq() {
                reporter.rules_applied();
            }
        }
    }
}

/// A small message to many documents is much work where something is wrong with it.
fn work_of(known: &Known) -> usize {
    let documents = known.documents.flags().len() + known.documents.experiments().len();
    documents.saturating_mul(DOCUMENT_BYTES)
}

/// `None` if that panicked.
async fn with_kills(known: Known, Kills(kills): Kills) -> Option<Known> {
    if kills.is_empty() {
        return Some(known);
    }
    let size = work_of(&known);
    let kills = Message::Kills(kills.into_values().collect());
    let work = move || match apply(&known, kills, &Lists::default()) {
        Applied::Known(killed, _) => killed,
        // They are known, or are of rules that are not in force any more.
        _ => known,
    };
    off_thread(size, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_notice_does_not_stand_for_a_later_one_of_its_key() {
        let notice = |log: &str, seq| KillNotice {
            log: log.to_owned(),
            seq,
            key: "a".to_owned(),
            killed: None,
        };
        let mut kills = Kills::default();
        for (log, seq, noted) in [("l", 5, 5), ("l", 4, 5), ("l", 6, 6), ("other", 1, 1)] {
            kills.note(notice(log, seq));
            assert_eq!(kills.0["a"].seq, noted, "{log} {seq}");
        }
    }
}
