//! `hoist flags list --stale`.

use std::io::Write;

use hoist_api::{Page, StaleFlag, StalePage};
use jiff::SignedDuration;

use crate::arguments::ListArguments;
use crate::input;
use crate::output::{complain, printable, write_json};
use crate::server::Server;

pub(crate) fn list(
    arguments: &ListArguments,
    server: &Server,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut about = None;
    let all = server.pages(None, async |page| {
        let found = server.client.list_stale(arguments.days, page).await?;
        let StalePage { items, next, days, counted_since } = found;
        about = Some((days, counted_since));
        Ok(Page::new(items, next))
    })?;
    let Some((days, counted_since)) = about else { return Ok(()) };
    let Page { items, next, .. } = all;
    let page = StalePage { items, next, days, counted_since };
    if arguments.asking.json {
        return write_json(&page, out);
    }
    if page.items.is_empty() {
        writeln!(out, "no flag is stale")?;
    }
    write!(out, "{}", lines(&page.items))?;
    out.flush()?;
    let needed = SignedDuration::from_hours(24 * i64::from(days));
    if input::now().duration_since(counted_since) < needed {
        let since = counted_since.strftime("%Y-%m-%d");
        complain(format_args!(
            "note: evaluations are counted here since {since}, which is less than {days} days: \
             whether a flag is used is not known yet"
        ));
    }
    if !page.items.is_empty() {
        complain(format_args!("`hoist references DIR` tells where code names them"));
    }
    Ok(())
}

/// A line for each reason.
fn lines(flags: &[StaleFlag]) -> String {
    let mut text = String::new();
    for StaleFlag { stale, flag } in flags {
        let owner = flag.definition.get("owner").and_then(|owner| owner.as_str());
        let owner = owner.map(|owner| format!(" ({owner})")).unwrap_or_default();
        for each in stale {
            text.push_str(&printable(&format!("{}{owner}: {}", flag.key, each.detail)));
            text.push('\n');
        }
    }
    text
}
