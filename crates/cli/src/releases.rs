//! `hoist release`.

mod asking;
mod definitions;
mod lines;
mod page;
mod run;
mod watch;

use std::io::Write;

use hoist_api::client::ReleaseVerb;
use hoist_ruleset::DocumentKind::Release;

use self::definitions::RELEASE;
use crate::arguments::ReleaseCommand;
use crate::{Outcome, documents};

pub(crate) fn run(command: &ReleaseCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        ReleaseCommand::List(arguments) => definitions::list(arguments, out),
        ReleaseCommand::Get(arguments) => documents::get(&RELEASE, arguments, out),
        ReleaseCommand::Create(arguments) => definitions::create(arguments, out),
        ReleaseCommand::Set(arguments) => documents::set(&RELEASE, arguments, out),
        ReleaseCommand::Delete(arguments) => documents::delete(Release, arguments, out),
        ReleaseCommand::Start(arguments) => asking::start(arguments, out),
        ReleaseCommand::Run(arguments) => return run::run(arguments, out),
        ReleaseCommand::Status(arguments) => asking::status(arguments, out),
        ReleaseCommand::Watch(arguments) => return watch::run(arguments, out),
        ReleaseCommand::Checks(arguments) => asking::checks(arguments, out),
        ReleaseCommand::Pause(arguments) => asking::ask(ReleaseVerb::Pause, arguments, out),
        ReleaseCommand::Resume(arguments) => asking::ask(ReleaseVerb::Resume, arguments, out),
        ReleaseCommand::Promote(arguments) => asking::ask(ReleaseVerb::Promote, arguments, out),
        ReleaseCommand::Approve(arguments) => asking::approve(arguments, out),
        ReleaseCommand::Abort(arguments) => asking::abort(arguments, out),
    }?;
    Ok(Outcome::Done)
}
