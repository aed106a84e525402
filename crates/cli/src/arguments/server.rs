//! Which server, and with which token.

use clap::Args;

/// Which server to ask, and as whom.
#[derive(Args, Debug)]
#[command(next_help_heading = "Server")]
pub(crate) struct AddressArguments {
    /// The server's address
    #[arg(
        long,
        value_name = "URL",
        env = "HOIST_URL",
        hide_env_values = true,
        default_value = "http://127.0.0.1:8080"
    )]
    pub(crate) url: String,

    /// The token to ask with; best given by its variable, since others see what is typed
    #[arg(long, value_name = "TOKEN", env = "HOIST_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

/// Which environment of which server to ask, and as whom.
#[derive(Args, Debug)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerArguments {
    #[command(flatten)]
    pub(crate) address: AddressArguments,

    /// The environment; without it, the token's only one, or `default`
    #[arg(long, value_name = "NAME", env = "HOIST_ENVIRONMENT", hide_env_values = true)]
    pub(crate) environment: Option<String>,
}

/// The same for emergencies, which have a token of their own.
#[derive(Args, Debug)]
#[command(next_help_heading = "Server")]
pub(crate) struct EmergencyServerArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,

    /// The token for emergencies, which goes before the other one
    #[arg(long, value_name = "TOKEN", env = "EMERGENCY_TOKEN", hide_env_values = true)]
    pub(crate) emergency_token: Option<String>,
}
