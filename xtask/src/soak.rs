//! `cargo xtask soak`: the promises that random choices could break, tried for long, and what
//! came of it written to `docs/guarantees.md`.
//!
//! `cargo xtask test` tries the same in short, with a new seed each time.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};

use crate::cargo::{self, Lockfile};

const PAGE: &str = "docs/guarantees.md";
/// What starts the line of a figure in the output of a test.
const FIGURE: &str = "figure: ";

/// A promise that is soaked.
struct Soak {
    /// The test, and so the row of the page.
    test: &'static str,
    /// How often it is tried.
    rounds: u64,
}

const SOAKS: &[Soak] = &[
    Soak {
        test: "durability::what_was_answered_survives_a_kill_and_nothing_is_half_done",
        rounds: 200,
    },
    Soak {
        test: "schedules::killed::a_change_is_made_once_whenever_the_server_is_killed",
        rounds: 200,
    },
    Soak {
        test: "durability::backup::a_backup_under_load_is_whole_and_a_damaged_one_is_refused",
        rounds: 50,
    },
    // Its rounds are streams, all open at once.
    Soak { test: "idle_streams::an_idle_stream_costs_at_most_20_kib", rounds: 10_000 },
    Soak {
        test: "events::durable::what_was_accepted_survives_a_kill_and_is_there_once",
        rounds: 200,
    },
    Soak {
        test: "folding::killed::whenever_the_server_is_killed_sums_are_those_of_what_was_sent",
        rounds: 200,
    },
    Soak {
        test: "chaos::whatever_happens_to_connections_evaluation_goes_on_and_no_kill_is_undone",
        rounds: 200,
    },
    Soak { test: "stopping::a_stop_under_load_fails_no_request_that_was_read", rounds: 50 },
    Soak { test: "slow_readers::one_who_stops_reading_makes_no_other_wait", rounds: 10 },
    Soak { test: "fanout::a_flip_is_in_force_in_1_000_instances_at_once", rounds: 100 },
    Soak { test: "fanout::after_a_restart_of_the_server_1_000_instances_come_back", rounds: 1 },
    // Its rounds are moments of the past.
    Soak {
        test: "scale::past::ten_thousand_flags_with_a_hundred_thousand_changes_are_read_at_any_seq",
        rounds: 101,
    },
    // What these do once, they are held to.
    Soak { test: "scale::a_list_of_a_million_keys_is_edited_at_the_cost_of_the_edit", rounds: 1 },
    Soak { test: "scale::ten_thousand_flags_start_are_listed_and_change", rounds: 1 },
];

/// Soaks each promise whose test is called like one of these, or every one, and writes the last
/// column of its row.
pub(crate) fn run(seed: Option<u64>, names: &[String]) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = seed.unwrap_or(u64::try_from(now.as_nanos() % (1 << 53))?);
    let date = date(now.as_secs() / 86_400);
    let is_meant = |soak: &&Soak| names.iter().any(|name| soak.test.contains(name.as_str()));
    let soaks: Vec<&Soak> = SOAKS.iter().filter(|it| names.is_empty() || is_meant(it)).collect();
    ensure!(!soaks.is_empty(), "there is no soak called like {}", names.join(" or "));
    for Soak { test, rounds } in soaks {
        let command =
            format!("test --profile ci --package hoist --test integration {test} -- --nocapture");
        let settings = [("HOIST_SEED", seed), ("HOIST_SOAK_ROUNDS", *rounds)];
        println!("\n== {test}: {rounds} rounds, seed {seed}");
        let mut figures = Vec::new();
        let succeeded = cargo::stream_with(&settings, &command, Lockfile::MayChange, |line| {
            figures.extend(line.split_once(FIGURE).map(|(_, figure)| figure.to_owned()));
        })?;
        ensure!(succeeded, "{test} failed: repeat it with `cargo xtask soak --seed {seed}`");
        ensure!(!figures.is_empty(), "{test} ran and told no figure");
        let figures = figures.join("; ");
        let told = format!("{date}, `cargo xtask soak --seed {seed}`: {figures}");
        let page = fs::read_to_string(PAGE).with_context(|| format!("cannot read {PAGE}"))?;
        fs::write(PAGE, with_figure(&page, test, &told)?)?;
    }
    println!("\nwrote {PAGE}");
    Ok(())
}

/// The page with another last cell in the row of a test.
fn with_figure(page: &str, test: &str, told: &str) -> Result<String> {
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let name = format!("`{test}`");
    let Some(row) = lines.iter_mut().find(|line| line.starts_with('|') && line.contains(&name))
    else {
        bail!("{PAGE} has no row for {name}: add one");
    };
    let cells: Vec<&str> = row.trim_end().trim_end_matches('|').split('|').collect();
    let kept = cells[..cells.len().saturating_sub(1)].join("|");
    *row = format!("{kept}| {told} |");
    Ok(lines.join("\n") + "\n")
}

/// The date of a day after 1970-01-01, by the algorithm `civil_from_days` of Howard Hinnant.
pub(crate) fn date(day: u64) -> String {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_cell_of_a_row_is_replaced() {
        let page = "# Page\n\n| promise | test | last |\n|---|---|---|\n| Kept | `a::b` | — |\n";
        let written = with_figure(page, "a::b", "2026-01-02: 7").unwrap();
        assert_eq!(written, page.replace('—', "2026-01-02: 7"));
        assert!(with_figure(page, "a", "x").is_err());
    }

    #[test]
    fn dates() {
        for (day, expected) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_454, "2026-01-01"),
        ] {
            assert_eq!(date(day), expected);
        }
    }

    #[test]
    fn the_page_has_a_row_for_each() {
        let page = fs::read_to_string(cargo::repository_root().join(PAGE)).unwrap();
        for Soak { test, .. } in SOAKS {
            with_figure(&page, test, "").unwrap();
        }
    }
}
