//! Tickets: a browser's event source sends no header, so what it may read stands in its URL.
//!
//! A ticket names an environment, whose right it is and the hour of its issue, and is authenticated
//! with a key that this process alone knows. It opens streams of events in that hour and the next,
//! and nothing else. Within an hour it is the same text, so that a bulk answer that names it stays
//! the same answer.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use hoist_api::Code;
use hoist_ruleset::Digest;
use jiff::Timestamp;
use sha2::Sha256;

use crate::answer::ApiError;
use crate::app::App;
use crate::caller::Identity;
use crate::plan::Refusal;
use crate::request::query_parameter;
use crate::secret;

/// Seconds within which a ticket stays the same.
const WINDOW_SECONDS: i64 = 3_600;
/// Whose right it is, where it is no token's; ids of tokens have another form.
const ANONYMOUS: &str = "anonymous";
const CONFIGURED_ADMIN: &str = "admin";
/// Neither names of environments nor ids hold it, and URLs take it as it is.
const SEPARATOR: char = '~';

/// Writes tickets and reads them.
pub(crate) struct Tickets {
    /// The authentication code, with the key and nothing else in it.
    code: Hmac<Sha256>,
}

/// What a ticket says.
#[derive(Debug, PartialEq, Eq)]
struct Claim<'t> {
    environment: &'t str,
    holder: &'t str,
}

impl Tickets {
    pub(crate) fn new() -> Result<Self, Refusal> {
        Ok(Self { code: Hmac::new(&secret::bytes::<64>()?.into()) })
    }

    fn write(&self, claim: &Claim<'_>, now: Timestamp) -> String {
        let Claim { environment, holder } = claim;
        // Every bulk answer has one: it is written without other texts on the way.
        let mut ticket = String::with_capacity(environment.len() + holder.len() + 96);
        // Writing to a string cannot fail, here and below.
        write!(ticket, "{environment}{SEPARATOR}{holder}{SEPARATOR}{}", window(now)).ok();
        let code = self.code(&ticket).finalize().into_bytes();
        // Both have 32 bytes.
        let code = Digest::try_from(&*code).unwrap_or_default();
        write!(ticket, "{SEPARATOR}{code}").ok();
        ticket
    }

    /// What a ticket says, if it was written here and holds now.
    fn read<'t>(&self, ticket: &'t str, now: Timestamp) -> Option<Claim<'t>> {
        let (said, code) = ticket.rsplit_once(SEPARATOR)?;
        let code: Digest = code.parse().ok()?;
        // Compared in constant time.
        self.code(said).verify_slice(code.as_bytes()).ok()?;
        let mut parts = said.split(SEPARATOR);
        let (environment, holder, issued) = (parts.next()?, parts.next()?, parts.next()?);
        let age = window(now) - issued.parse::<i64>().ok()?;
        (0..=1).contains(&age).then_some(Claim { environment, holder })
    }

    fn code(&self, said: &str) -> Hmac<Sha256> {
        self.code.clone().chain_update(said)
    }
}

fn window(now: Timestamp) -> i64 {
    now.as_second().div_euclid(WINDOW_SECONDS)
}

/// The ticket of somebody in an environment. Whoever needs no right has none.
pub(crate) fn issue(app: &App, identity: &Identity, environment: &str) -> Option<String> {
    let holder = match identity {
        Identity::Everyone => return None,
        Identity::Anonymous(_) => ANONYMOUS,
        Identity::ConfiguredAdmin => CONFIGURED_ADMIN,
        Identity::Token(token) => &token.id,
    };
    Some(app.tickets.write(&Claim { environment, holder }, app.now()))
}

/// By what right somebody asks who shows a ticket in the query string, and in which environment.
pub(crate) fn shown(
    app: &App,
    query: Option<&str>,
) -> Result<Option<(Identity, String)>, ApiError> {
    let Some(ticket) = query_parameter(query, "ticket")? else {
        return Ok(None);
    };
    let refused = || {
        let detail = "This ticket is expired, or is none. The answer with all flags has a new one.";
        ApiError::new(Code::Unauthorized, detail)
    };
    redeem(app, &ticket).map(Some).ok_or_else(refused)
}

fn redeem(app: &App, ticket: &str) -> Option<(Identity, String)> {
    let Claim { environment, holder } = app.tickets.read(ticket, app.now())?;
    let identity = match holder {
        ANONYMOUS => Identity::Anonymous(app.anonymous.as_ref()?.kind),
        CONFIGURED_ADMIN => Identity::ConfiguredAdmin,
        id => Identity::Token(app.tokens.find_by_id(id, app.now())?),
    };
    Some((identity, environment.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: Claim<'_> = Claim { environment: "default", holder: "tok_1" };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_ticket_holds_in_its_hour_and_the_next() {
        let tickets = Tickets::new().unwrap();
        let ticket = tickets.write(&CLAIM, at("2026-03-01T09:00:00Z"));
        assert_eq!(tickets.write(&CLAIM, at("2026-03-01T09:59:59Z")), ticket);
        assert_ne!(tickets.write(&CLAIM, at("2026-03-01T10:00:00Z")), ticket);
        for (now, holds) in [
            ("2026-03-01T08:59:59Z", false),
            ("2026-03-01T09:00:00Z", true),
            ("2026-03-01T10:59:59Z", true),
            ("2026-03-01T11:00:00Z", false),
        ] {
            assert_eq!(tickets.read(&ticket, at(now)), holds.then_some(CLAIM), "{now}");
        }
    }

    #[test]
    fn what_was_not_written_here_is_no_ticket() {
        let (tickets, now) = (Tickets::new().unwrap(), at("2026-03-01T09:30:00Z"));
        let ticket = tickets.write(&CLAIM, now);
        assert_eq!(tickets.read(&ticket, now), Some(CLAIM));
        let foreign = Tickets::new().unwrap().write(&CLAIM, now);
        let (said, code) = ticket.rsplit_once('~').unwrap();
        for forged in [
            foreign,
            ticket.replace("default", "defaulu"),
            ticket.replace("tok_1", "admin"),
            format!("{said}~"),
            format!("{said}~{}", &code[..62]),
            format!("{said}~{code}00"),
            format!("{said}~{}é", &code[..62]),
            format!("x{ticket}"),
            said.to_owned(),
            code.to_owned(),
            "~~~".to_owned(),
            String::new(),
        ] {
            assert_eq!(tickets.read(&forged, now), None, "{forged}");
        }
    }
}
