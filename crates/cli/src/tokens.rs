//! `hoist tokens`.

use std::io::Write;

use hoist_api::{NewToken, Token};

use crate::Outcome;
use crate::arguments::{
    TokenCreateArguments, TokenListArguments, TokenRevokeArguments, TokensCommand,
};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};

pub(crate) fn run(command: &TokensCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        TokensCommand::Create(arguments) => create(arguments, out),
        TokensCommand::List(arguments) => list(arguments, out),
        TokensCommand::Revoke(arguments) => revoke(arguments, out),
    }?;
    Ok(Outcome::Done)
}

fn create(arguments: &TokenCreateArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let TokenCreateArguments { name, kind, environments, expires, no_events, flags, json, address } =
        arguments;
    let server = Server::of_address(address)?;
    let request = NewToken {
        name: name.clone(),
        kind: *kind,
        environments: environments.clone(),
        expires_at: *expires,
        events: no_events.then_some(false),
        flags: flags.clone(),
    };
    let issued = server.ask(server.client.issue(&request))?;
    if *json {
        return write_json(&issued, out);
    }
    complain(format_args!("{}", printable(&issued_line(&issued.about))));
    Ok(writeln!(out, "{}", printable(&issued.token))?)
}

fn issued_line(token: &Token) -> String {
    let Token { id, name, environments, expires_at, .. } = token;
    let until = expires_at.map(|until| format!(" until {}", time(until))).unwrap_or_default();
    let places = environments.join(", ");
    let kind = kind(token);
    format!("made token {name} ({id}), {kind} in {places}{until}; its secret is shown this once")
}

/// The kind, and what such tokens may do that this one may not.
fn kind(token: &Token) -> String {
    let without = if token.events == Some(false) { " without events" } else { "" };
    let only = match token.flags.as_slice() {
        [] => String::new(),
        flags => format!(" for {}", flags.join(", ")),
    };
    format!("{}{without}{only}", token.kind.as_ref())
}

fn list(arguments: &TokenListArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let server = Server::of_address(&arguments.address)?;
    let tokens = server.pages(None, async |page| server.client.tokens(page).await)?;
    if arguments.json {
        return write_json(&tokens, out);
    }
    Ok(write!(out, "{}", table(&tokens.items))?)
}

fn table(tokens: &[Token]) -> Table<7> {
    let heading = ["ID", "NAME", "KIND", "ENVIRONMENTS", "CREATED", "EXPIRES", "LAST USED"];
    let mut table = Table::new(heading);
    for token in tokens {
        table.push([
            token.id.clone(),
            token.name.clone(),
            kind(token),
            token.environments.join(", "),
            time(token.created_at),
            optional(token.expires_at.map(time)),
            optional(token.last_used_at.map(time)),
        ]);
    }
    table
}

fn revoke(arguments: &TokenRevokeArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let server = Server::of_address(&arguments.address)?;
    server.ask(server.client.revoke(&arguments.id))?;
    Ok(writeln!(out, "revoked token {}: it opens nothing from now on", arguments.id)?)
}

#[cfg(test)]
mod tests {
    use hoist_api::TokenKind;
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_without_its_secret() {
        let token: Token = serde_json::from_value(json!({
            "id": "t1",
            "name": "ci",
            "kind": "editor",
            "environments": ["staging", "test"],
            "created_at": "2026-01-01T00:00:00Z",
            "expires_at": "2026-03-01T09:00:00Z",
            "last_used_at": null,
        }))
        .unwrap();
        assert_snapshot!(issued_line(&token), @"made token ci (t1), editor in staging, test until 2026-03-01T09:00:00Z; its secret is shown this once");
        let public = Token { kind: TokenKind::Client, events: Some(false), ..token.clone() };
        assert_eq!(kind(&public), "client without events");
        assert_snapshot!(table(&[token]), @"
        ID  NAME  KIND    ENVIRONMENTS   CREATED               EXPIRES               LAST USED
        t1  ci    editor  staging, test  2026-01-01T00:00:00Z  2026-03-01T09:00:00Z  -
        ");
    }
}
