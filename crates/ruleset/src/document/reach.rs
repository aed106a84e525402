//! Whose results a change of documents can change.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::Documents;
use crate::key::KeySpace;
use crate::read::DocumentKind;

impl Documents {
    /// The flags, experiments and segments of this set whose results some documents can change,
    /// whether or not they are in it themselves: those documents, whoever names them at any remove,
    /// and the experiments of their layers. Metrics and releases change nobody's results.
    ///
    /// What a change reaches is what it reaches in the documents before it and in those after it.
    pub fn reached<'d>(
        &'d self,
        documents: impl IntoIterator<Item = (DocumentKind, &'d str)>,
    ) -> HashSet<(DocumentKind, &'d str), FixedState> {
        let is_evaluated = |(kind, _): &(DocumentKind, &str)| {
            !matches!(kind, DocumentKind::Metric | DocumentKind::Release)
        };
        let mut open: Vec<_> = documents.into_iter().filter(is_evaluated).collect();
        let layers: HashSet<&str> = open.iter().filter_map(|(_, key)| self.layer(key)).collect();
        let is_beside = |key: &str| self.layer(key).is_some_and(|layer| layers.contains(layer));
        let beside = self.experiments.keys().map(|key| key.as_str()).filter(|key| is_beside(key));
        open.extend(beside.map(|key| (DocumentKind::Experiment, key)));
        let mut reached = HashSet::default();
        while let Some((kind, key)) = open.pop() {
            if reached.insert((kind, key)) {
                let namers = self.namers.of(KeySpace::from(kind), key);
                open.extend(namers.map(|(kind, key)| (*kind, &**key)).filter(is_evaluated));
            }
        }
        reached
    }

    fn layer(&self, experiment: &str) -> Option<&str> {
        self.experiments.get(experiment)?.layer.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use crate::read::DocumentKind::{Experiment, Flag, Metric, Segment};
    use crate::{Source, read};

    #[test]
    fn who_names_it_at_any_remove_and_who_shares_its_layer() {
        let yaml = "
segments:
  inner: {include: [u]}
  outer: {rules: [{type: segment, conditions: {segment: inner}}]}
features:
  base: {type: boolean, enabled: true}
  above: {type: boolean, enabled: true, requires: [{flag: base, is: true}]}
  top: {type: boolean, enabled: true, requires: [{flag: above, is: true}], metrics: [m]}
  member: {type: targeted, enabled: true, rules: [{type: segment, conditions: {segment: outer},
           value: true}]}
  ghost: {type: targeted, enabled: true, rules: [{type: segment, conditions: {segment: absent},
          value: true}]}
experiments:
  one: {layer: page, traffic: 40, variants: {a: 0.5, b: 0.5}, metrics: [m]}
  two: {layer: page, traffic: 40, variants: {a: 0.5, b: 0.5}, metrics: [m]}
  alone: {variants: {a: 0.5, b: 0.5}, metrics: [m]}
metrics: {m: {event: e, kind: mean}}
";
        let reading = read(&[Source::new("f.yaml", yaml)]);
        assert_eq!(reading.diagnostics, []);
        for (from, expected) in [
            ((Flag, "base"), &["above", "base", "top"][..]),
            ((Flag, "top"), &["top"]),
            ((Segment, "inner"), &["inner", "member", "outer"]),
            ((Segment, "absent"), &["absent", "ghost"]),
            ((Experiment, "one"), &["one", "two"]),
            ((Experiment, "alone"), &["alone"]),
            ((Metric, "m"), &[]),
        ] {
            let reached = reading.documents.reached([from]);
            let mut keys: Vec<_> = reached.into_iter().map(|(_, key)| key).collect();
            keys.sort_unstable();
            assert_eq!(keys, expected, "{from:?}");
        }
    }
}
