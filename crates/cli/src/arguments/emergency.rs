//! What can be typed in an emergency.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use hoist_ruleset::DocumentKind;

use super::server::EmergencyServerArguments;
use super::values::{When, parse_key, parse_when};

/// Switch flags off at once, whatever their definitions say
///
/// Everybody gets the off result, or the control, until the flag is revived. Each flag is tried,
/// whatever became of the others; the exit status is 1 if one could not be killed.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("which").args(["flags", "tag", "all"]).required(true),
    after_help = "Examples:\n  \
    hoist kill checkout_flow --reason 'errors at checkout'\n  \
    hoist kill checkout_flow new_search\n  \
    hoist kill --tag payments"
)]
pub(crate) struct KillArguments {
    /// Keys of flags or experiments
    #[arg(value_name = "FLAG", value_parser = parse_key)]
    pub(crate) flags: Vec<String>,

    /// Kill all flags that have this tag
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,

    /// Kill all flags
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) act: ActArguments,
}

/// Lift the kill of flags: their definitions hold again
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  hoist revive checkout_flow --reason 'mended by 1.4.2'")]
pub(crate) struct ReviveArguments {
    /// Keys of flags or experiments
    #[arg(value_name = "FLAG", required = true, value_parser = parse_key)]
    pub(crate) flags: Vec<String>,

    #[command(flatten)]
    pub(crate) act: ActArguments,
}

/// Go back to an earlier definition of a flag, or of another document
///
/// Without --to it is the one before the last change; done again, the one before that. So one that
/// was deleted comes back. It is a new change itself, and revives nothing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist rollback checkout_flow\n  \
    hoist flags history checkout_flow\n  \
    hoist rollback checkout_flow --to 17\n  \
    hoist rollback beta_testers --kind segment")]
pub(crate) struct RollbackArguments {
    /// Key of a flag
    #[arg(value_parser = parse_key)]
    pub(crate) flag: String,

    /// What it is a key of; for others than flags a token for emergencies is not enough
    #[arg(long, value_name = "KIND", default_value = "flag", value_parser = document_kinds())]
    pub(crate) kind: DocumentKind,

    /// To the definition that held after this seq of the change log
    #[arg(long, value_name = "SEQ")]
    pub(crate) to: Option<u64>,

    #[command(flatten)]
    pub(crate) act: ActArguments,
}

fn document_kinds() -> impl TypedValueParser<Value = DocumentKind> {
    PossibleValuesParser::new(DocumentKind::ALL.map(DocumentKind::name)).try_map(|name| {
        DocumentKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or("there is no such kind")
    })
}

/// Refuse changes of definitions until it is lifted
///
/// Kill, revive and rollback go on.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist freeze --reason 'sale' --until 2026-12-01T00:00:00Z\n  \
    hoist freeze --from '2026-12-24T18:00[Europe/Berlin]' --until '2027-01-02T08:00[Europe/Berlin]'\n  \
    hoist freeze --experiments")]
pub(crate) struct FreezeArguments {
    /// Freeze experiments alone
    #[arg(long)]
    pub(crate) experiments: bool,

    /// From when, such as 2026-03-01T09:00:00Z or 2026-03-01T10:00[Europe/Berlin]
    ///
    /// The freeze is planned then: `hoist status` lists it, `hoist unfreeze ID` cancels it.
    /// Without it, it begins at once.
    #[arg(long, value_name = "TIME", value_parser = parse_when)]
    pub(crate) from: Option<When>,

    /// Until when; without it, until `hoist unfreeze`
    #[arg(long, value_name = "TIME", value_parser = parse_when)]
    pub(crate) until: Option<When>,

    #[command(flatten)]
    pub(crate) act: ActArguments,
}

/// Lift the freeze
///
/// Without an id everything that holds is lifted, and what is planned stays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist unfreeze --reason 'the sale is over'\n  \
    hoist unfreeze frz_6f2a81c07d5e4b3f9a1c2d3e")]
pub(crate) struct UnfreezeArguments {
    /// Lift or cancel this one alone; `hoist status` has the ids
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) act: ActArguments,
}

/// Tell how an environment is: what is killed, what is frozen, who has applied it
///
/// Instances of SDKs report what they have applied. Those that cannot tell, such as clients of
/// OFREP, are not tracked, and never counted as ones that have applied something.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist status --watch\n  \
    hoist kill checkout_flow --json | jq .seq\n  \
    hoist status --until-applied 42 --timeout 30")]
pub(crate) struct StatusArguments {
    /// Go on until Ctrl-C: redrawn on a terminal, else a line for each change
    #[arg(long)]
    pub(crate) watch: bool,

    /// Wait until everybody who is tracked has applied the change with this seq
    ///
    /// The exit status is 0 once all of them have told so, and where nobody is connected, which is
    /// said then. It is 1 after the time if somebody has not, or if only those are connected who
    /// cannot tell, such as pages in browsers.
    #[arg(long, value_name = "SEQ")]
    pub(crate) until_applied: Option<u64>,

    /// How long to wait, in seconds; after it the exit status is 1
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "until_applied")]
    pub(crate) timeout: u64,

    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: EmergencyServerArguments,
}

/// What all acts in an emergency have.
#[derive(Args, Debug)]
pub(crate) struct ActArguments {
    /// Why, for the history; protected environments want it, but for a kill or a freeze
    #[arg(long)]
    pub(crate) reason: Option<String>,

    /// Print the server's answers, one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: EmergencyServerArguments,
}
