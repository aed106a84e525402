//! `hoist login`.

use std::io::Write;

use crate::Outcome;
use crate::arguments::LoginArguments;
use crate::output::{complain, printable};
use crate::server::Server;
use crate::table::time;

pub(crate) fn run(arguments: &LoginArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let server = Server::of_address(&arguments.address)?;
    let link = server.ask(server.client.login_link())?;
    let url = arguments.address.url.trim_end_matches('/');
    writeln!(out, "{url}{}", printable(&link.path))?;
    complain(format_args!("it opens the dashboard once, until {}", time(link.expires_at)));
    Ok(Outcome::Done)
}
