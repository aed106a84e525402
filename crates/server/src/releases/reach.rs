//! Releases that reach farther than to their flag: they deploy something or send traffic. Writing
//! them and steering them takes an admin token. Pure.

use hoist_api::Code;
use hoist_ruleset::Documents;
use hoist_ruleset::document::{Release, Router};

use crate::author::Author;
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};

/// Refuses who may not write a release as it was or as it is to be.
pub(crate) fn check_written(
    moment: &Moment,
    after: &Documents,
    key: &str,
    author: &Author,
) -> Result<(), Refusal> {
    let both = [&moment.documents, after].map(|documents| documents.releases().get(key));
    both.into_iter().flatten().try_for_each(|release| check_steered(key, release, author))
}

/// Refuses who may not have a release do what it says.
pub(super) fn check_steered(key: &str, release: &Release, author: &Author) -> Result<(), Refusal> {
    if author.may_deploy {
        return Ok(());
    }
    let what = match (&release.target, &release.router) {
        (Some(_), _) => "has a `target`, so it deploys something",
        (None, Router::Haproxy { .. } | Router::GatewayApi) => {
            "has a `router`, so it sends traffic"
        }
        (None, Router::None) => return Ok(()),
    };
    let detail = format!("The release {key} {what}: that takes an admin token.");
    Err(refusal(Code::Forbidden, detail))
}
