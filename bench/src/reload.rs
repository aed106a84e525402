//! What it costs to reload after one change among many flags: the changed document is read onto the
//! others and checked with them, and what depends on it is compiled.

use std::hint::black_box;
use std::time::Instant;

use hoist_ruleset::compiled::Before;
use hoist_ruleset::{
    DocumentKind, Documents, Lists, Onto, Ruleset, Source, State, read, read_onto,
};

/// Numbers of flags: if the cost is that of the change, it hardly grows with them.
const FLAGS: [usize; 3] = [100, 1_000, 10_000];
/// Flags per segment that they name.
const FLAGS_PER_SEGMENT: usize = 50;

/// What is in force, and what it was made from.
struct Known {
    documents: Documents,
    state: State,
    ruleset: Ruleset,
}

/// Prints the median times of changes of one kind each.
pub(crate) fn measure(once: bool) -> Result<(), String> {
    println!(
        "\n{:<24} {:>10} {:>10} {:>10} {:>10} {:>12}",
        "Reload: µs, median", "edit", "add", "remove", "kill", "everything"
    );
    for flags in FLAGS {
        let text = file(flags);
        let rounds = if once { 3 } else { 200 };
        let everything = median(if once { 1 } else { 5 }, |_| drop(load(&text)));
        let mut known = load(&text)?;
        let middle = format!("flag_{}", flags / 2);
        let edit = median(rounds, |round| known.put(&middle, &definition(flags / 2, round)));
        let kill = median(rounds, |round| known.kill(&middle, round % 2 == 0));
        // From the middle, so that others move up; then as many are added behind them.
        let count = rounds.min(flags / 4);
        let name = |round| format!("flag_{}", flags / 4 + round);
        let remove = median(count, |round| known.remove(&name(round)));
        let add = median(count, |round| known.put(&name(round), &definition(round, round)));
        if known.documents.flags().len() != flags || known.ruleset.subjects().len() != flags {
            return Err(format!("{flags} flags were to be left"));
        }
        println!(
            "{:<24} {edit:>10.1} {add:>10.1} {remove:>10.1} {kill:>10.1} {everything:>12.1}",
            format!("among {flags} flags")
        );
    }
    Ok(())
}

/// Flags of four sorts, none of which names another flag; some name segments.
fn definition(number: usize, round: usize) -> String {
    let segment = number / FLAGS_PER_SEGMENT;
    match number % 4 {
        0 => format!(r#"{{"type": "percentage", "enabled": true, "percentage": {}}}"#, round % 100),
        1 => format!(r#"{{"type": "boolean", "enabled": {}}}"#, round % 2 == 0),
        2 => {
            let own = round % 100;
            let others = 100 - own;
            format!(
                r#"{{"type": "variant", "enabled": true,
                    "variants": {{"a": {own}, "b": {others}}}}}"#
            )
        }
        _ => format!(
            r#"{{"type": "targeted", "enabled": {}, "rules": [
                {{"type": "segment", "conditions": {{"segment": "segment_{segment}"}},
                  "value": true}},
                {{"type": "property", "value": true,
                  "conditions": {{"plan": {{"in": ["premium", "enterprise"]}}}}}}]}}"#,
            round % 2 == 0
        ),
    }
}

fn file(flags: usize) -> String {
    let joined = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(",");
    let features = joined(
        &mut (0..flags).map(|number| format!(r#""flag_{number}": {}"#, definition(number, 0))),
    );
    let segment = |number| format!(r#""segment_{number}": {{"include": ["user_{number}"]}}"#);
    let segments = joined(&mut (0..=flags / FLAGS_PER_SEGMENT).map(segment));
    format!(r#"{{"features": {{{features}}}, "segments": {{{segments}}}}}"#)
}

fn load(text: &str) -> Result<Known, String> {
    let reading = read(&[Source::new("flags.json", text)]);
    if let Some(diagnostic) = reading.diagnostics.first() {
        return Err(diagnostic.to_string());
    }
    let (documents, state) = (reading.documents, State::default());
    let ruleset = Ruleset::compile(&documents, &state);
    Ok(Known { documents, state, ruleset })
}

impl Known {
    fn put(&mut self, key: &str, text: &str) {
        self.change(&[Source::document(DocumentKind::Flag, key, text)], &[]);
    }

    fn remove(&mut self, key: &str) {
        self.change(&[], &[(DocumentKind::Flag, key.to_owned())]);
    }

    fn kill(&mut self, key: &str, is_killed: bool) {
        let mut state = self.state.clone();
        if is_killed {
            state.killed.insert(key.to_owned());
        } else {
            state.killed.remove(key);
        }
        self.install(self.documents.clone(), state);
    }

    fn change(&mut self, sources: &[Source], remove: &[(DocumentKind, String)]) {
        let onto = Onto { documents: &self.documents, lists: &Lists::default(), remove };
        let documents = read_onto(&onto, sources).documents;
        self.install(documents, self.state.clone());
    }

    /// Whoever replaces rules also frees those before.
    fn install(&mut self, documents: Documents, state: State) {
        let before =
            Before { ruleset: &self.ruleset, documents: &self.documents, state: &self.state };
        let ruleset = Ruleset::recompile(&before, &documents, &state);
        *self = black_box(Self { documents, state, ruleset });
    }
}

/// The median of some rounds, in microseconds.
fn median(rounds: usize, mut one: impl FnMut(usize)) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|round| {
            let start = Instant::now();
            one(round);
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
