//! What can be typed behind `hoist login`.

use clap::Args;

use super::AddressArguments;

/// Make a link that opens the dashboard
///
/// It can be used once, within 10 minutes, and signs in with the rights of the token that asks: one
/// of kind viewer, editor or admin. The session holds for 7 days, at most as long as the token.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    HOIST_TOKEN=$(cat hoist-data/admin.token) hoist login\n  \
    xdg-open \"$(hoist login --url https://flags.example.com)\"")]
pub(crate) struct LoginArguments {
    #[command(flatten)]
    pub(crate) address: AddressArguments,
}
