//! An experiment of the shop, with what some thousand users did: the same users each time.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use super::http::Request;
use super::{Client, JSON};

const USERS: u64 = 2_400;
/// Events that are sent at a time.
const BATCH: usize = 1_000;
/// For how long it has been running, in seconds.
const RUNS_FOR: u64 = 4 * 86_400;

/// Makes the experiment, and tells what its users did.
pub(super) fn fill(client: &Client) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    let began = now.saturating_sub(Duration::from_secs(RUNS_FOR)).as_secs();
    send(client, "/api/import", &experiment(began))?;
    let events: Vec<String> = (0..USERS).flat_map(|user| of_user(user, began)).collect();
    for batch in events.chunks(BATCH) {
        send(client, "/api/events", &format!("{{\"events\": [{}]}}", batch.join(",")))?;
    }
    Ok(())
}

fn send(client: &Client, path: &str, body: &str) -> Result<()> {
    let path = &format!("{path}?environment=shop");
    client.send(Request { method: "POST", path, content_type: JSON, body }).map(drop)
}

fn experiment(began: u64) -> String {
    let (from, to) = (moment(began), moment(began + 14 * 86_400));
    format!(
        r#"{{"metrics": {{
            "purchases": {{"event": "purchase", "kind": "conversion", "window": "1d"}},
            "waiting": {{"event": "wait", "kind": "mean", "direction": "decrease", "window": "1d"}}
        }}, "experiments": {{"one-page-checkout": {{
            "name": "One page checkout", "owner": "payments",
            "hypothesis": "All of the checkout on one page, more users who buy",
            "start_date": "{from}", "end_date": "{to}",
            "variants": {{"control": 0.5, "one-page": 0.5}},
            "metrics": ["purchases", {{"metric": "waiting", "role": "guardrail", "margin": 0.05}}],
            "sample_size": 12000, "min_detectable_effect": 0.1
        }}}}}}"#
    )
}

/// What one user saw and did. Those with one page buy more often; it takes more of them to know.
fn of_user(user: u64, began: u64) -> Vec<String> {
    let is_new = user.is_multiple_of(2);
    let draw = |of: u64| mixed(user.wrapping_mul(3).wrapping_add(of)) % 100;
    let at = began + user * (RUNS_FOR - 3_600) / USERS;
    let variant = if is_new { "one-page" } else { "control" };
    let country = ["DE", "FR", "PL"][usize::try_from(user % 3).unwrap_or(0)];
    let exposed = format!(
        r#""type":"exposure","key":"one-page-checkout","variant":"{variant}",
        "attributes":{{"country":"{country}"}}"#
    );
    let wait = 150 + draw(0);
    let waited = format!(r#""type":"metric","event":"wait","value":{wait}"#);
    let bought = r#""type":"metric","event":"purchase""#.to_owned();
    let buys = draw(1) < if is_new { 37 } else { 30 };
    let happened = [Some(exposed), Some(waited), buys.then_some(bought)];
    let told = |(number, what): (u64, String)| {
        let id = user * 3 + number;
        let at = moment(at + 60 * number);
        let whose = format!(r#""id":"00000000-0000-4000-8000-{id:012x}","user":"shopper-{user}""#);
        format!(r#"{{{whose},"at":"{at}",{what}}}"#)
    };
    (0..).zip(happened.into_iter().flatten()).map(told).collect()
}

/// A number that looks like chance, and is the same each time (`SplitMix64`).
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Seconds since 1970 as RFC 3339 has them, by the calendar of days since 0000-03-01.
fn moment(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) =
        (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year + u64::from(month <= 2);
    let mut text = format!("{year:04}-{month:02}-{day:02}T");
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    // Writing into a string cannot fail.
    write!(text, "{hour:02}:{minute:02}:{second:02}Z").ok();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_772_323_200, "2026-03-01T00:00:00Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
        ] {
            assert_eq!(moment(seconds), expected);
        }
    }
}
