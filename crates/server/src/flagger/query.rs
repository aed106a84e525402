//! The instant queries that are answered, in a small part of Prometheus's language: how many users a
//! variant was shown to, how many of them converted, and quotients of these. Pure.
//!
//! ```text
//! quotient := term ('/' term)*
//! term     := '(' quotient ')' | 'sum' '(' quotient ')' | 'vector' '(' number ')' | selector
//! selector := name '{' label '=' '"' value '"' (',' …)* '}'
//! ```

/// Longest query, in bytes.
const QUERY_BYTES_MAX: usize = 4_096;
/// Deepest nesting.
const DEPTH_MAX: usize = 16;

/// Users to whom a variant was shown.
const SESSIONS: &str = "business_sessions_total";
/// Those of them who did what the goal measures.
const CONVERSIONS: &str = "business_conversions_total";
/// The conversion rate of `on` as a multiple of that of `off`, steps of a rollout told apart.
const RATIO: &str = "hoist_conversion_ratio";

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Query {
    Number(f64),
    Users { key: String, variant: Option<String>, only_converted: bool },
    Ratio { key: String },
    Quotient(Box<Query>, Box<Query>),
}

/// What one variant came to in a time in which nobody was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) variant: String,
    pub(crate) users: u64,
    pub(crate) converted: u64,
}

/// Variants side by side, step by step.
pub(crate) type Steps = Vec<Vec<Shown>>;

/// Reads a query, or says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Query, String> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(format!("the query has more than {QUERY_BYTES_MAX} bytes"));
    }
    let mut reader = Reader { rest: text, depth: 0 };
    let query = reader.quotient()?;
    reader.skip();
    if reader.rest.is_empty() { Ok(query) } else { Err(reader.unexpected()) }
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, token: char) -> bool {
        self.skip();
        let behind = self.rest.strip_prefix(token);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn expect(&mut self, token: char) -> Result<(), String> {
        if self.takes(token) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> String {
        let shown: String = self.rest.chars().take(32).collect();
        format!(
            "what is answered here is `vector(N)`, `{RATIO}{{experiment=\"KEY\"}}`, sums of \
             `{SESSIONS}` and `{CONVERSIONS}` by the labels experiment and variant, and quotients \
             of these; not {shown:?}"
        )
    }

    /// The part of the text of which all characters are such ones.
    fn word(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        self.skip();
        let end = self.rest.find(|character| !is_part(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn quotient(&mut self) -> Result<Query, String> {
        let mut query = self.term()?;
        while self.takes('/') {
            query = Query::Quotient(Box::new(query), Box::new(self.term()?));
        }
        Ok(query)
    }

    fn nested(&mut self) -> Result<Query, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("the query is nested more than {DEPTH_MAX} deep"));
        }
        let query = self.quotient()?;
        self.expect(')')?;
        self.depth -= 1;
        Ok(query)
    }

    fn term(&mut self) -> Result<Query, String> {
        if self.takes('(') {
            return self.nested();
        }
        let before = self.rest;
        match self.word(|character| character.is_ascii_alphanumeric() || character == '_') {
            // Whatever is selected is one number already.
            "sum" if self.takes('(') => self.nested(),
            "vector" if self.takes('(') => {
                let number = self.word(|character| character.is_ascii_digit() || character == '.');
                let number = number.parse().map_err(|_error| self.unexpected())?;
                self.expect(')')?;
                Ok(Query::Number(number))
            }
            name @ (SESSIONS | CONVERSIONS | RATIO) => self.selector(name),
            _ => {
                self.rest = before;
                Err(self.unexpected())
            }
        }
    }

    fn selector(&mut self, name: &str) -> Result<Query, String> {
        let (mut key, mut variant) = (None, None);
        self.expect('{')?;
        while !self.takes('}') {
            let label =
                self.word(|character| character.is_ascii_alphanumeric() || character == '_');
            self.expect('=')?;
            self.expect('"')?;
            let end = self.rest.find(['"', '\\']).ok_or_else(|| self.unexpected())?;
            let (value, rest) = self.rest.split_at(end);
            self.rest = rest;
            self.expect('"')?;
            match label {
                "experiment" if key.is_none() => key = Some(value.to_owned()),
                "variant" if variant.is_none() && name != RATIO => variant = Some(value.to_owned()),
                _ => return Err(format!("`{name}` has no label {label:?} that is free")),
            }
            if !self.takes(',') {
                self.expect('}')?;
                break;
            }
        }
        let key = key.ok_or_else(|| {
            format!("`{name}` needs the label experiment: the key of a flag or experiment")
        })?;
        Ok(match name {
            RATIO => Query::Ratio { key },
            _ => Query::Users { key, variant, only_converted: name == CONVERSIONS },
        })
    }
}

impl Query {
    /// The keys that it is about.
    pub(crate) fn keys(&self) -> Vec<&str> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Users { key, .. } | Self::Ratio { key } => vec![key],
            Self::Quotient(above, below) => [above.keys(), below.keys()].concat(),
        }
    }

    /// Its value, where there are data for it; `steps` has those of each key.
    pub(crate) fn value(&self, steps: &impl Fn(&str) -> Steps) -> Option<f64> {
        let value = match self {
            Self::Number(number) => *number,
            Self::Users { key, variant, only_converted } => {
                let all = steps(key).concat();
                let is_meant =
                    |shown: &&Shown| variant.as_ref().is_none_or(|own| *own == shown.variant);
                let count =
                    |shown: &Shown| if *only_converted { shown.converted } else { shown.users };
                // Of what is not measured, there is nothing rather than 0.
                let meant: Vec<u64> = all.iter().filter(is_meant).map(count).collect();
                (!meant.is_empty()).then(|| as_float(meant.iter().sum()))?
            }
            Self::Ratio { key } => ratio(&steps(key))?,
            Self::Quotient(above, below) => above.value(steps)? / below.value(steps)?,
        };
        value.is_finite().then_some(value)
    }
}

/// The ratio of two conversion rates over steps with different shares (Mantel and Haenszel 1959): each
/// step compares users of the same time, so a good hour with many users in it is no success.
fn ratio(steps: &Steps) -> Option<f64> {
    let (mut above, mut below) = (0.0, 0.0);
    for step in steps {
        let of = |name: &str| step.iter().find(|shown| shown.variant == name);
        let (Some(on), Some(off)) = (of("on"), of("off")) else { continue };
        let all = as_float(on.users + off.users);
        if on.users > 0 && off.users > 0 {
            above += as_float(on.converted) * as_float(off.users) / all;
            below += as_float(off.converted) * as_float(on.users) / all;
        }
    }
    let ratio = above / below;
    ratio.is_finite().then_some(ratio)
}

#[expect(clippy::cast_precision_loss, reason = "users of one key are far below 2^53")]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(variant: &str, users: u64, converted: u64) -> Shown {
        Shown { variant: variant.to_owned(), users, converted }
    }

    fn steps(key: &str) -> Steps {
        match key {
            "checkout" => vec![
                vec![shown("on", 100, 10), shown("off", 900, 100)],
                vec![shown("on", 500, 100), shown("off", 500, 80)],
            ],
            "new" => vec![vec![shown("on", 0, 0), shown("off", 10, 1)]],
            _ => Vec::new(),
        }
    }

    #[test]
    fn values() {
        for (query, expected) in [
            ("vector(1)", Some(1.0)),
            (" sum ( vector( 2.5 ) ) ", Some(2.5)),
            ("business_sessions_total{experiment=\"checkout\"}", Some(2000.0)),
            ("business_sessions_total{experiment=\"checkout\",variant=\"on\"}", Some(600.0)),
            (
                "sum(business_conversions_total{variant=\"on\", experiment=\"checkout\",})",
                Some(110.0),
            ),
            (
                "(sum(business_conversions_total{experiment=\"checkout\",variant=\"on\"})
                  / sum(business_sessions_total{experiment=\"checkout\",variant=\"on\"}))
                 / (sum(business_conversions_total{experiment=\"checkout\",variant=\"off\"})
                  / sum(business_sessions_total{experiment=\"checkout\",variant=\"off\"}))",
                Some((110.0 / 600.0) / (180.0 / 1400.0)),
            ),
            // (9 + 50) / (10 + 40): told apart by step, it is less than what all together say.
            ("hoist_conversion_ratio{experiment=\"checkout\"}", Some(59.0 / 50.0)),
            ("hoist_conversion_ratio{experiment=\"new\"}", None),
            ("hoist_conversion_ratio{experiment=\"unknown\"}", None),
            ("business_sessions_total{experiment=\"new\",variant=\"on\"}", Some(0.0)),
            ("business_sessions_total{experiment=\"new\",variant=\"red\"}", None),
            ("vector(1) / vector(0)", None),
        ] {
            let found = read(query).unwrap().value(&steps);
            let is_close = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                (found, expected) => found == expected,
            };
            assert!(is_close, "{query}: {found:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for query in [
            "",
            "up",
            "1",
            "vector(1",
            "vector(1) vector(2)",
            "vector(1.2.3)",
            "vector(-1)",
            "rate(business_sessions_total{experiment=\"a\"}[1m])",
            "business_sessions_total",
            "business_sessions_total{}",
            "business_sessions_total{experiment=\"a\",experiment=\"b\"}",
            "business_sessions_total{experiment=~\".*\"}",
            "business_sessions_total{experiment=\"a\\\"b\"}",
            "business_sessions_total{flag=\"a\"}",
            "hoist_conversion_ratio{experiment=\"a\",variant=\"on\"}",
            "vector(1) * vector(2)",
            "vector(1) /",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
        let deep = format!("{}vector(1){}", "(".repeat(17), ")".repeat(17));
        assert!(read(&deep).unwrap_err().contains("16 deep"));
        assert!(read(&" ".repeat(5_000)).unwrap_err().contains("4096 bytes"));
    }

    proptest! {
        /// Whatever is asked, there is an answer, and a value is a number.
        #[test]
        fn it_is_total(query in "[a-z_{}()/=\",\\\\ 0-9.é]{0,60}") {
            if let Ok(query) = read(&query) {
                prop_assert!(query.value(&steps).is_none_or(f64::is_finite));
            }
        }
    }
}
