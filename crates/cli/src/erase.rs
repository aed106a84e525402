//! `hoist erase`.

use std::io::Write;

use hoist_api::{EraseRequest, Erased, PastOf, Remaining};

use crate::Outcome;
use crate::arguments::EraseArguments;
use crate::output::{complain, printable, write_json};
use crate::server::Server;

/// Refused where something still names them.
pub(crate) fn run(arguments: &EraseArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let EraseArguments { user, address, dry_run, reason, json, to } = arguments;
    let server = Server::of_address(to)?;
    let request = EraseRequest { user: user.clone(), address: *address, dry_run: *dry_run };
    let erased = server.ask(server.client.erase(&request, reason.as_deref()))?;
    let outcome = if erased.remaining.is_empty() { Outcome::Done } else { Outcome::Refused };
    if *json {
        write_json(&erased, out)?;
        return Ok(outcome);
    }
    write!(out, "{}", told(&erased))?;
    out.flush()?;
    for Remaining { environment, detail, .. } in &erased.remaining {
        let place = environment.as_deref().unwrap_or("the instance");
        complain(format_args!("error: {}: {}", printable(place), printable(detail)));
    }
    Ok(outcome)
}

fn told(erased: &Erased) -> String {
    let Erased { events, documents, addresses, complete, past, dry_run, .. } = erased;
    let verb = if *dry_run { "would erase" } else { "erased" };
    let mut text = format!(
        "{verb} {}, {} of the past, {}\n",
        counted(*events, "event", "events"),
        counted(*documents, "document", "documents"),
        counted(*addresses, "address", "addresses"),
    );
    for PastOf { environment, collection, key } in past {
        let place = environment.as_deref().unwrap_or("the instance");
        text.push_str(&format!(
            "  {}: {}/{}, as it was\n",
            printable(place),
            printable(collection),
            printable(key)
        ));
    }
    if !complete {
        text.push_str("the files still hold some of it; within minutes they do not any more\n");
    }
    text
}

fn counted(count: u64, one: &str, several: &str) -> String {
    let what = if count == 1 { one } else { several };
    format!("{count} {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told() {
        let erased = Erased { events: 30, documents: 2, complete: true, ..Erased::default() };
        assert_eq!(told(&erased), "erased 30 events, 2 documents of the past, 0 addresses\n");
        let erased = Erased { events: 1, documents: 1, addresses: 1, ..erased };
        assert_eq!(told(&erased), "erased 1 event, 1 document of the past, 1 address\n");
        let (environment, collection) = (Some("default".to_owned()), "segments".to_owned());
        let past = vec![PastOf { environment, collection, key: "vips".to_owned() }];
        let would = Erased {
            events: 30,
            documents: 1,
            past,
            complete: true,
            dry_run: true,
            ..Erased::default()
        };
        let expected = "would erase 30 events, 1 document of the past, 0 addresses\n  \
            default: segments/vips, as it was\n";
        assert_eq!(told(&would), expected);
        assert!(told(&Erased::default()).contains("within minutes"));
    }
}
