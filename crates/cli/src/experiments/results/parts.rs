//! A breakdown for people.

use hoist_api::{Breakdown, BreakdownPart, BreakdownVariant};

use super::number::{change, count, plain, probability};
use crate::output::printable;
use crate::table::{Table, optional, time};

pub(super) fn text(breakdown: &Breakdown) -> String {
    let Breakdown { key, phase, attribute, about, as_of, users, parts, .. } = breakdown;
    let title = format!("{key}, phase {phase}, by {attribute}, as of {}", time(*as_of));
    let users = count(*users);
    let mut text = printable(&title);
    text.push_str(&format!("\nEXPLORATORY  {users} users. {}\n\n", printable(about)));
    let mut table = Table::new([
        &*attribute.to_uppercase(),
        "METRIC",
        "VARIANT",
        "USERS",
        "VALUE",
        "CHANGE",
        "P",
    ]);
    for part in parts {
        let mut is_first = true;
        for metric in &part.metrics {
            for (index, variant) in metric.variants.iter().enumerate() {
                let once = |text: String, is_shown| if is_shown { text } else { String::new() };
                let [change, p] = cells(variant, index == 0);
                table.push([
                    once(label(part), std::mem::take(&mut is_first)),
                    once(metric.metric.clone(), index == 0),
                    variant.variant.clone(),
                    count(variant.users),
                    optional(variant.mean.map(plain)),
                    change,
                    p,
                ]);
            }
        }
    }
    text.push_str(&table.to_string());
    for interaction in &breakdown.interactions {
        let Some(p) = interaction.p_value else { continue };
        let differs = if interaction.significant {
            "effects may differ"
        } else {
            "no sign that effects differ"
        };
        let line = format!(
            "{}, {}: {differs} between these parts (Cochran's Q, p {})",
            interaction.metric,
            interaction.variant,
            probability(p)
        );
        text.push_str(&format!("\n{}", printable(&line)));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn label(part: &BreakdownPart) -> String {
    match (&part.value, &*part.kind) {
        (Some(value), _) => value.clone(),
        (None, "missing") => "(missing)".to_owned(),
        (None, _) => "(all others)".to_owned(),
    }
}

fn cells(variant: &BreakdownVariant, is_control: bool) -> [String; 2] {
    match (variant.estimate, variant.low, variant.high, variant.p_value) {
        (Some(estimate), Some(low), Some(high), Some(p)) => {
            [change(true, [estimate, low, high]), probability(p)]
        }
        _ => match variant.refusal_detail.as_ref().or(variant.refusal.as_ref()) {
            Some(refusal) => [format!("none: {refusal}"), String::new()],
            None if is_control => ["control".to_owned(), String::new()],
            None => ["-".to_owned(), String::new()],
        },
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn a_part_is_named_once() {
        assert_snapshot!(text(&sample::breakdown()), @"
        checkout_flow, phase 1, by country, as of 2026-03-20T09:00:00Z
        EXPLORATORY  30,000 users. Nothing here is a verdict.

        COUNTRY       METRIC           VARIANT  USERS  VALUE    CHANGE                      P
        DE            conversion_rate  control  5,000  0.25000  control
                                       short    5,000  0.25000  +10.0 %  [+3.0 %, +17.0 %]  0.0040
        (missing)     conversion_rate  control  5,000  0.25000  control
                                       short    5,000  0.25000  none: insufficient_units
        (all others)  conversion_rate  control  5,000  0.25000  control
                                       short    5,000  0.25000  none: zero_variance

        conversion_rate, short: no sign that effects differ between these parts (Cochran's Q, p 0.5500)
        ");
    }
}
