//! What is aimed at, and whether it was reached.

use crate::measure::Figures;
use crate::scenario::Scenario;
use crate::table::markdown;

/// What a scenario is to reach.
struct Target {
    scenario: Scenario,
    /// At most so many times the floor.
    floor: f64,
    /// At least so many times as fast as each peer.
    peers: f64,
    /// Allocations at most.
    allocations: f64,
}

const TARGETS: [Target; 6] = [
    Target { scenario: Scenario::Boolean, floor: 2.0, peers: 4.0, allocations: 0.0 },
    Target { scenario: Scenario::Share, floor: 2.0, peers: 4.0, allocations: 0.0 },
    Target { scenario: Scenario::Split, floor: 2.0, peers: 4.0, allocations: 0.0 },
    Target { scenario: Scenario::Rules, floor: 2.0, peers: 2.5, allocations: 0.0 },
    Target { scenario: Scenario::List, floor: 2.0, peers: 1.0, allocations: 0.0 },
    // The caller's own list of results.
    Target { scenario: Scenario::All, floor: 2.5, peers: 7.0, allocations: 1.0 },
];

/// The targets as a table; the first of the names is the floor, the second Hoist.
pub fn table(figures: &Figures, names: &[&'static str]) -> String {
    let header = ["target", "× floor", "at most", "", "allocations", "at most", ""];
    let header = header.into_iter().chain(["× nearest peer", "at least", ""]);
    let mut rows = vec![header.map(str::to_owned).collect::<Vec<_>>()];
    rows.extend(TARGETS.iter().filter_map(|target| row(target, figures, names)));
    let mut text = markdown(&rows);
    let ns = |scenario: Scenario| {
        names.get(1).and_then(|name| figures.get(&(*name, scenario.name()))).map(|it| it.ns)
    };
    if let (Some(key), Some(handle)) = (ns(Scenario::Boolean), ns(Scenario::Handle)) {
        let times = key / handle;
        text.push_str(&format!(
            "\nA handle saves {:.1} ns of the lookup's evaluation: it is {times:.1} times as fast.\n",
            key - handle
        ));
    }
    text
}

fn row(target: &Target, figures: &Figures, names: &[&'static str]) -> Option<Vec<String>> {
    let figure = |name: &'static str| figures.get(&(name, target.scenario.name()));
    let (floor, hoist) = (figure(names.first()?)?, figure(names.get(1)?)?);
    let times = hoist.ns / floor.ns;
    let mut row = vec![
        target.scenario.what().to_owned(),
        format!("{times:.2}"),
        target.floor.to_string(),
        verdict(times <= target.floor),
        format!("{}", hoist.allocations),
        target.allocations.to_string(),
        verdict(hoist.allocations <= target.allocations),
    ];
    let peers = names[2..].iter().filter_map(|name| Some((figure(name)?.ns / hoist.ns, name)));
    let nearest = peers.min_by(|(a, _), (b, _)| a.total_cmp(b));
    row.extend(match nearest {
        None => vec!["not measured".to_owned(), target.peers.to_string(), String::new()],
        Some((times, name)) => vec![
            format!("{times:.1} {name}"),
            target.peers.to_string(),
            verdict(times >= target.peers),
        ],
    });
    Some(row)
}

/// In bold where it is not what was wanted, so that nobody overlooks it.
pub(crate) fn verdict(is_met: bool) -> String {
    if is_met { "met" } else { "**missed**" }.to_owned()
}
