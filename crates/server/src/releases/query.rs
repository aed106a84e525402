//! What Prometheus is asked: a check's query with something in place of each `{{…}}`. Pure.
//!
//! What is put in holds nothing but letters, digits, `.`, `_` and `-`, which end no string of
//! `PromQL`. So the name of a deployment cannot turn a query into another one.

use std::fmt;

/// Whose numbers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// The candidate's.
    Canary,
    /// The baseline's.
    Stable,
}

impl fmt::Display for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Canary => "canary",
            Self::Stable => "stable",
        })
    }
}

/// What queries are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'n> {
    /// The flag.
    pub(super) flag: &'n str,
    /// The namespace of the target, where there is one.
    pub(super) namespace: Option<&'n str>,
    /// The deployment of the target, where there is one.
    pub(super) deployment: Option<&'n str>,
}

/// The query for one side, looking back so far.
///
/// # Errors
///
/// Why there is none, as a sentence.
pub(super) fn fill(
    template: &str,
    track: Track,
    names: Names<'_>,
    interval_ms: u64,
) -> Result<String, String> {
    let mut parts = template.split("{{");
    let mut query = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").ok_or("a `{{` in it is not closed")?;
        let name = name.trim();
        let value = match name {
            "track" => Some(track.to_string()),
            "interval" => Some(duration(interval_ms)),
            "flag" => Some(names.flag.to_owned()),
            "namespace" => names.namespace.map(str::to_owned),
            "deployment" => names.deployment.map(str::to_owned),
            _ => None,
        };
        let value = value.ok_or_else(|| format!("nothing is known to put in place of {name:?}"))?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !value.bytes().all(is_plain) {
            return Err(format!(
                "the {name} {value:?} is not put into a query: only letters, digits, `.`, `_` and \
                 `-` are"
            ));
        }
        query.push_str(&value);
        query.push_str(rest);
    }
    Ok(query)
}

/// A length of time as `PromQL` has it, which knows none of nothing.
fn duration(ms: u64) -> String {
    match ms % 1_000 {
        0 if ms > 0 => format!("{}s", ms / 1_000),
        _ => format!("{}ms", ms.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> =
        Names { flag: "deployment_v2", namespace: Some("production"), deployment: Some("shop") };

    #[test]
    fn each_side_has_its_query() {
        let template = r#"sum(rate(errors{t="{{track}}",n='{{ namespace }}'}[{{interval}}]))"#;
        for (track, expected) in [
            (Track::Canary, r#"sum(rate(errors{t="canary",n='production'}[30s]))"#),
            (Track::Stable, r#"sum(rate(errors{t="stable",n='production'}[30s]))"#),
        ] {
            assert_eq!(fill(template, track, NAMES, 30_000).unwrap(), expected);
        }
        let all = "{{flag}}{{deployment}} {} }} {";
        assert_eq!(fill(all, Track::Canary, NAMES, 1).unwrap(), "deployment_v2shop {} }} {");
    }

    #[test]
    fn a_length_of_time_is_one_of_promql() {
        for (ms, expected) in
            [(0, "1ms"), (999, "999ms"), (1_000, "1s"), (1_500, "1500ms"), (3_600_000, "3600s")]
        {
            assert_eq!(fill("{{interval}}", Track::Stable, NAMES, ms).unwrap(), expected);
        }
    }

    #[test]
    fn no_name_gets_out_of_its_string() {
        for name in [
            "shop\"} or vector(0) or x{a=\"",
            "shop' or '",
            "shop`",
            "shop\\",
            "shop\n",
            "a,b",
            "a{b",
            "größer",
            "{{track}}",
            "a b",
        ] {
            let names = Names { deployment: Some(name), ..NAMES };
            let refused = fill(r#"up{d="{{deployment}}"}"#, Track::Canary, names, 1).unwrap_err();
            assert!(refused.starts_with("the deployment "), "{refused}");
        }
    }

    #[test]
    fn what_is_unknown_is_not_asked() {
        let names = Names { namespace: None, ..NAMES };
        for template in ["{{namespace}}", "{{pod}}", "{{track", "a {{"] {
            assert!(fill(template, Track::Canary, names, 1).is_err(), "{template}");
        }
    }
}
