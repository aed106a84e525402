//! Results as comma-separated values (RFC 4180), with all digits.

use hoist_api::{Breakdown, GuardrailState, Results, ResultsSeries};

/// A line for each metric and variant.
pub(super) fn results(results: &Results) -> String {
    let mut lines = line(&[
        "metric",
        "role",
        "kind",
        "variant",
        "users",
        "conversions",
        "sum",
        "mean",
        "std_dev",
        "split_ok",
        "relative",
        "estimate",
        "low",
        "high",
        "p_value",
        "significant",
        "confidence",
        "adjusted",
        "chance_to_win",
        "expected_loss",
        "outcome",
        "guardrail",
        "refusal",
    ]);
    for metric in &results.metrics {
        for variant in &metric.variants {
            let effect = variant.effect.as_ref();
            lines.push_str(&line(&[
                &metric.metric,
                &metric.role,
                &metric.kind,
                &variant.variant,
                &variant.users.to_string(),
                &optional(variant.conversions),
                &optional(variant.sum),
                &optional(variant.mean),
                &optional(variant.std_dev),
                &results.health.srm.ok.to_string(),
                &optional(effect.map(|effect| effect.relative)),
                &optional(effect.map(|effect| effect.estimate)),
                &optional(effect.map(|effect| effect.low)),
                &optional(effect.map(|effect| effect.high)),
                &optional(effect.map(|effect| effect.p_value)),
                &optional(effect.map(|effect| effect.significant)),
                &optional(effect.map(|effect| effect.confidence)),
                &optional(effect.map(|effect| effect.adjusted)),
                &optional(effect.and_then(|effect| effect.chance_to_win)),
                &optional(effect.and_then(|effect| effect.expected_loss)),
                effect.map(|effect| effect.outcome.name()).unwrap_or_default(),
                variant.guardrail.map(GuardrailState::name).unwrap_or_default(),
                variant.refusal.as_deref().unwrap_or_default(),
            ]));
        }
    }
    lines
}

/// A line for each effect at each time.
pub(super) fn series(series: &ResultsSeries) -> String {
    let mut lines = line(&[
        "as_of",
        "verdict",
        "users",
        "metric",
        "variant",
        "relative",
        "estimate",
        "low",
        "high",
        "p_value",
        "significant",
    ]);
    for point in &series.points {
        for effect in &point.effects {
            lines.push_str(&line(&[
                &point.as_of.to_string(),
                point.verdict.name(),
                &point.users.to_string(),
                &effect.metric,
                &effect.variant,
                &effect.relative.to_string(),
                &effect.estimate.to_string(),
                &effect.low.to_string(),
                &effect.high.to_string(),
                &effect.p_value.to_string(),
                &effect.significant.to_string(),
            ]));
        }
    }
    lines
}

/// A line for each part, metric and variant.
pub(super) fn breakdown(breakdown: &Breakdown) -> String {
    let mut lines = line(&[
        "attribute",
        "part",
        "value",
        "metric",
        "variant",
        "users",
        "mean",
        "estimate",
        "low",
        "high",
        "p_value",
        "significant",
        "refusal",
    ]);
    for part in &breakdown.parts {
        for metric in &part.metrics {
            for variant in &metric.variants {
                lines.push_str(&line(&[
                    &breakdown.attribute,
                    &part.kind,
                    part.value.as_deref().unwrap_or_default(),
                    &metric.metric,
                    &variant.variant,
                    &variant.users.to_string(),
                    &optional(variant.mean),
                    &optional(variant.estimate),
                    &optional(variant.low),
                    &optional(variant.high),
                    &optional(variant.p_value),
                    &variant.significant.to_string(),
                    variant.refusal.as_deref().unwrap_or_default(),
                ]));
            }
        }
    }
    lines
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn line(cells: &[&str]) -> String {
    let mut line = cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}

/// A cell. What a spreadsheet would take for a formula is a text: values of attributes come from
/// anybody.
fn cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    let is_formula = !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quote = if is_formula { "'" } else { "" };
    if is_formula || text.contains([',', '"', '\n', '\r']) {
        format!("\"{quote}{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn cells_are_texts_and_numbers() {
        for (text, expected) in [
            ("plain", "plain"),
            ("-0.25", "-0.25"),
            ("a,b", "\"a,b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("-cmd", "\"'-cmd\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn each_metric_and_variant_has_a_line() {
        assert_snapshot!(results(&sample::withheld()), @"
        metric,role,kind,variant,users,conversions,sum,mean,std_dev,split_ok,relative,estimate,low,high,p_value,significant,confidence,adjusted,chance_to_win,expected_loss,outcome,guardrail,refusal
        conversion_rate,goal,conversion,control,10000,2500,2500,0.25,0.4330127018922193,false,,,,,,,,,,,,,
        conversion_rate,goal,conversion,short,9200,2750,2750,0.29891304347826086,0.4577816465486839,false,true,0.1956521739130435,0.09920795751500326,0.30062642167813436,0.00000000005591856587267854,false,0.95,false,,,undecided,,
        revenue,secondary,mean,control,10000,,124970,12.497,23.367083537731148,false,,,,,,,,,,,,,
        revenue,secondary,mean,short,9200,,137360,14.930434782608696,24.81595583736967,false,true,0.19472151577248095,0.0796689901557646,0.3097740413891973,0.0000002514468776078178,false,0.975,false,,,undecided,,
        wait,secondary,quantile,control,10000,,,,,false,,,,,,,,,,,,,
        wait,secondary,quantile,short,9200,,,,,false,,,,,,,,,,,,,user_totals
        bounce_rate,guardrail,conversion,control,10000,4000,4000,0.4,0.4898979485566356,false,,,,,,,,,,,,,
        bounce_rate,guardrail,conversion,short,9200,3990,3990,0.43369565217391304,0.4955842344741782,false,true,0.08423913043478261,0.023846584996086155,0.148175030778345,0.5,false,0.9,false,,,undecided,inconclusive,
        ");
        assert_snapshot!(series(&sample::series()), @"
        as_of,verdict,users,metric,variant,relative,estimate,low,high,p_value,significant
        2026-03-01T10:59:59Z,keep_running,2400,conversion_rate,short,true,0.1,-0.05,0.25,0.3,false
        2026-03-01T10:59:59Z,keep_running,2400,revenue,short,false,-0.01,-0.2,0.18,1,false
        2026-03-01T10:59:59Z,keep_running,2400,error_rate,short,false,-0.012,-0.021,-0.003,0.01,true
        ");
        assert_snapshot!(breakdown(&sample::breakdown()), @"
        attribute,part,value,metric,variant,users,mean,estimate,low,high,p_value,significant,refusal
        country,value,DE,conversion_rate,control,5000,0.25,,,,,false,
        country,value,DE,conversion_rate,short,5000,0.25,0.1,0.03,0.17,0.004,false,
        country,missing,,conversion_rate,control,5000,0.25,,,,,false,
        country,missing,,conversion_rate,short,5000,0.25,,,,,false,insufficient_units
        country,other,,conversion_rate,control,5000,0.25,,,,,false,
        country,other,,conversion_rate,short,5000,0.25,,,,,false,zero_variance
        ");
    }
}
