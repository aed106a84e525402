//! Which results depend on the time: whoever evaluates the others need not read a clock.

use super::{Condition, Ruleset, Serving, Strategy, Subject, SubjectKind};

/// How a subject's own definition depends on the time; its prerequisites are not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockUse {
    /// It does: a curve, a window, a `time` condition.
    pub own: bool,
    /// It asks for membership in segments, which may.
    pub segments: bool,
}

impl ClockUse {
    /// That of a flag or an experiment.
    pub(super) fn of(kind: &SubjectKind) -> Self {
        let mut uses = Self::default();
        match kind {
            SubjectKind::Flag(flag) => {
                uses.own = matches!(flag.strategy, Strategy::Gradual(_));
                flag.rules.iter().for_each(|rule| uses.note(&rule.condition));
            }
            SubjectKind::Experiment(experiment) => {
                let has_window = experiment.start.is_some() || experiment.end.is_some();
                uses.own = has_window && experiment.serving == Serving::Assigning;
                experiment.audience.iter().flatten().for_each(|rule| uses.note(rule));
            }
        }
        uses
    }

    pub(super) fn note(&mut self, condition: &Condition) {
        match condition {
            Condition::All(members) | Condition::Any(members) => {
                members.iter().for_each(|member| self.note(member));
            }
            Condition::Not(member) => self.note(member),
            Condition::Time(_) => self.own = true,
            Condition::Segment(_) => self.segments = true,
            Condition::Attribute(_) | Condition::Share(_) => {}
        }
    }
}

impl Ruleset {
    /// Whether what a flag or experiment of this ruleset gives may depend on the time.
    ///
    /// Where it does not, any time may be given to the evaluation. Chains of prerequisites have a
    /// limit, which bounds the recursion.
    pub fn reads_clock(&self, subject: &Subject) -> bool {
        let ClockUse { own, segments } = subject.clock;
        own || (segments && self.segments_read_clock)
            || match &subject.kind {
                SubjectKind::Flag(flag) => flag.prerequisites.iter().any(|each| {
                    each.target.is_some_and(|(slot, _)| self.reads_clock(self.subject(slot)))
                }),
                SubjectKind::Experiment(_) => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Ruleset, Source, State, read};

    #[test]
    fn who_reads_the_clock() {
        let yaml = "
features:
  plain: {type: percentage, enabled: true, percentage: 5}
  rising: {type: gradual, enabled: true, start_date: 2025-01-01T00:00:00Z,
           end_date: 2025-02-01T00:00:00Z}
  timed: {type: boolean, enabled: true, rules: [{value: false, type: property, conditions:
          {not: {type: time, conditions: {after: 2025-01-01T00:00:00Z}}}}]}
  behind: {type: boolean, enabled: true, requires: [{flag: middle, is: true}]}
  middle: {type: boolean, enabled: true, requires: [{flag: rising, is: true}]}
  before: {type: boolean, enabled: true, requires: [{flag: plain, is: true}]}
  member: {type: targeted, enabled: true, rules: [{type: segment, conditions: {segment: s},
           value: true}]}
experiments:
  windowed: {start_date: 2025-01-01T00:00:00Z, variants: {a: 0.5, b: 0.5}, metrics: [x]}
  draft: {variants: {a: 0.5, b: 0.5}, metrics: [x]}
";
        let timed = "segments: {s: {rules: [{type: time, conditions: {hours: '08:00-17:00'}}]}}";
        let plain = "segments: {s: {include: [u]}}";
        let named = |segments: &str| {
            let sources = [Source::new("f.yaml", yaml), Source::new("s.yaml", segments)];
            let reading = read(&sources);
            assert_eq!(reading.diagnostics, []);
            let ruleset = Ruleset::compile(&reading.documents, &State::default());
            let reads = |subject: &&super::Subject| ruleset.reads_clock(subject);
            ruleset.subjects().filter(reads).map(|s| s.key.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(named(plain), ["rising", "timed", "behind", "middle", "windowed"]);
        assert_eq!(named(timed), ["rising", "timed", "behind", "middle", "member", "windowed"]);
    }
}
