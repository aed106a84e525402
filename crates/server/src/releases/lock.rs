//! What a release that runs keeps from being changed: the share that it moves, by what users get
//! it, and that it is written down who does. Pure.

use hoist_api::Code;
use hoist_ruleset::document::{Flag, Strategy};
use hoist_ruleset::{DocumentKind, Documents};

use crate::author::Author;
use crate::moment::Moment;
use crate::moment::progress::Progress;
use crate::plan::{Refusal, refusal};

/// Whether a change of a flag leaves alone what a release that runs on it depends on.
pub(crate) fn check_unlocked(
    moment: &Moment,
    after: &Documents,
    key: &str,
    author: &Author,
) -> Result<(), Refusal> {
    let Some((release, progress)) = moment.progress.of_flag(key) else { return Ok(()) };
    let flags = moment.documents.flags().get(key).zip(after.flags().get(key));
    let field = flags.and_then(|(before, after)| locked(before, after));
    let Some(field) = field.filter(|_| author.actor != format!("release:{release}")) else {
        return Ok(());
    };
    let detail = format!(
        "The release {release} moves the share of the flag {key}, so its `{field}` stays as it is \
         meanwhile. {}",
        way_out(progress, "Abort the release, wait for its end, or kill the flag.")
    );
    Err(refusal(Code::NotNow, detail))
}

/// How a release ends of which nothing but traffic is left.
pub(super) const LEFT: &str = " Where its router is gone for good, an admin gives traffic up \
                               (`hoist release abort --leave-traffic`).";

/// What ends a lock: what may be done, but of what is being taken back.
fn way_out(progress: &Progress, otherwise: &str) -> String {
    match progress.is_ending {
        true => format!("It is being taken back: wait for its end.{LEFT}"),
        false => otherwise.to_owned(),
    }
}

/// The field that differs and must not.
pub(crate) fn locked(before: &Flag, after: &Flag) -> Option<&'static str> {
    let is_percentage = |flag: &Flag| matches!(flag.strategy, Strategy::Percentage { .. });
    if is_percentage(before) != is_percentage(after) {
        Some("type")
    } else if before.strategy != after.strategy {
        Some("percentage")
    } else if before.salt != after.salt {
        Some("salt")
    } else if before.bucket_by != after.bucket_by {
        Some("bucket_by")
    } else if before.metrics.iter().any(|it| !after.metrics.iter().any(|is| is.metric == it.metric))
    {
        // Who is given the flag would be written down no more for a check that counts them.
        Some("metrics")
    } else {
        None
    }
}

/// Whether a document may be deleted: it is no release that runs, and no flag that one moves.
pub(crate) fn check_deleted(moment: &Moment, kind: DocumentKind, key: &str) -> Result<(), Refusal> {
    let progress = &moment.progress;
    let detail = match (kind, progress.of_flag(key)) {
        (DocumentKind::Flag, Some((release, progress))) => format!(
            "The release {release} moves the share of the flag {key}. {}",
            way_out(progress, "Abort it, or wait for its end, before the flag is deleted.")
        ),
        (DocumentKind::Release, _) => match progress.get(key).filter(|it| !it.is_over) {
            Some(progress) => format!(
                "The release {key} runs. {}",
                way_out(progress, "Abort it, or wait for its end, before it is deleted.")
            ),
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    Err(refusal(Code::NotNow, detail))
}

/// Whether a share stands in place of the definition's that a change ends: the flag is gone, or
/// somebody has given it another percentage.
pub(crate) fn is_moved(moment: &Moment, after: &Documents, key: &str) -> bool {
    let has_share = moment.shares.get(key).is_some_and(|body| body.share.is_some());
    let before = moment.documents.flags().get(key).map(|flag| &flag.strategy);
    has_share && before != after.flags().get(key).map(|flag| &flag.strategy)
}

/// What keeps anybody from being in although the release says otherwise, in a sentence. Who killed
/// the flag before the release began meant what was before.
pub(super) fn off(moment: &Moment, flag: &str, launched: u64, actor: &str) -> Option<String> {
    if let Some(kill) = moment.kill_of(DocumentKind::Flag, flag)
        && kill.seq > launched
        && kill.killed.by != actor
    {
        let why = kill.killed.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        return Some(format!("{} has killed the flag{why}", kill.killed.by));
    }
    let document = moment.documents.flags().get(flag)?;
    match (document.archived, document.enabled) {
        (true, _) => Some("the flag is archived".to_owned()),
        (_, false) => Some("the flag is turned off (`enabled: false`)".to_owned()),
        _ => None,
    }
}
