//! flagd's provider for OpenFeature, evaluating in the process, with flags from a file.

use std::hint::black_box;

use futures_util::FutureExt;
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use open_feature::EvaluationContext;
use open_feature::provider::FeatureProvider;
use open_feature_flagd::{FlagdOptions, FlagdProvider, ResolverType};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// A provider, and the keys of its flags: there is no call for all of them.
pub struct Flagd {
    provider: FlagdProvider,
    booleans: Vec<String>,
    splits: Vec<String>,
    /// On which the provider watches its file.
    _runtime: Runtime,
}

impl Flagd {
    fn on(&self, flag: &str, user: &EvaluationContext) -> Option<bool> {
        let resolution = ready(|| self.provider.resolve_bool_value(flag, user));
        resolution.ok().map(|details| details.value)
    }

    fn name(&self, flag: &str, user: &EvaluationContext) -> Option<String> {
        let resolution = ready(|| self.provider.resolve_string_value(flag, user));
        resolution.ok().map(|details| details.value)
    }
}

/// What a future gives. It waits for nothing but a lock, which who watches the file may have.
fn ready<F: Future>(make: impl Fn() -> F) -> F::Output {
    loop {
        if let Some(output) = make().now_or_never() {
            return output;
        }
        std::thread::yield_now();
    }
}

impl Evaluator for Flagd {
    type User = EvaluationContext;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "open-feature-flagd";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let definitions = flags.iter().map(|flag| (flag.key.clone(), definition(flag)));
        let document = json!({"flags": definitions.collect::<Map<_, _>>()});
        let name = format!("hoist-bench-{}-{}.flagd.json", std::process::id(), flags.len());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, document.to_string()).map_err(|error| error.to_string())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let options = FlagdOptions {
            resolver_type: ResolverType::File,
            source_configuration: Some(path.to_string_lossy().into_owned()),
            cache_settings: None,
            ..FlagdOptions::default()
        };
        let provider = runtime.block_on(FlagdProvider::new(options));
        let provider = provider.map_err(|error| error.to_string())?;
        let (splits, booleans): (Vec<&Flag>, Vec<&Flag>) =
            flags.iter().partition(|flag| matches!(flag.kind, Kind::Split));
        let keys = |flags: Vec<&Flag>| flags.into_iter().map(|flag| flag.key.clone()).collect();
        Ok(Self { provider, booleans: keys(booleans), splits: keys(splits), _runtime: runtime })
    }

    fn user(&self, person: &Person) -> EvaluationContext {
        EvaluationContext::default()
            .with_targeting_key(person.id.as_str())
            .with_custom_field("country", person.country)
            .with_custom_field("plan", person.plan)
            .with_custom_field("logins", i64::from(person.logins))
            .with_custom_field("version", person.version)
    }

    fn is_on(&mut self, flag: &str, user: &EvaluationContext) -> bool {
        self.on(flag, user).unwrap_or_default()
    }

    fn variant(&mut self, flag: &str, user: &EvaluationContext) -> String {
        self.name(flag, user).unwrap_or_default()
    }

    fn all(&mut self, user: &EvaluationContext) -> usize {
        let booleans: Vec<_> = self.booleans.iter().map(|flag| self.on(flag, user)).collect();
        let names: Vec<_> = self.splits.iter().map(|flag| self.name(flag, user)).collect();
        black_box(&booleans).len() + black_box(&names).len()
    }
}

fn definition(flag: &Flag) -> Value {
    let on = |condition: Value| json!({"if": [condition, "on", "off"]});
    let targeting = match &flag.kind {
        Kind::Boolean => json!({}),
        Kind::Share => json!({"fractional": [["on", SHARE], ["off", 100 - SHARE]]}),
        Kind::Split => json!({"fractional": SPLIT.map(|(name, weight)| json!([name, weight]))}),
        Kind::Rules(rules) => {
            let mut chain: Vec<Value> = Vec::new();
            for rule in rules {
                let conditions: Vec<Value> = rule.iter().map(condition).collect();
                chain.push(match conditions.as_slice() {
                    [only] => only.clone(),
                    all => json!({"and": all}),
                });
                chain.push(json!("on"));
            }
            chain.push(json!("off"));
            json!({"if": chain})
        }
        Kind::List(ids) => on(json!({"in": [{"var": "targetingKey"}, ids]})),
    };
    let (variants, default) = match flag.kind {
        Kind::Split => {
            let variants = SPLIT.map(|(name, _)| (name.to_owned(), json!(name)));
            (variants.into_iter().collect::<Map<_, _>>(), SPLIT[0].0)
        }
        Kind::Boolean => (booleans(), "on"),
        _ => (booleans(), "off"),
    };
    json!({
        "state": "ENABLED",
        "variants": variants,
        "defaultVariant": default,
        "targeting": targeting,
    })
}

fn booleans() -> Map<String, Value> {
    [("on", true), ("off", false)]
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .into_iter()
        .collect()
}

fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => json!({"in": [{"var": "country"}, values]}),
        Condition::Plan(values) => json!({"in": [{"var": "plan"}, values]}),
        Condition::LoginsOver(than) => json!({">": [{"var": "logins"}, than]}),
        Condition::VersionFrom(version) => {
            json!({"sem_ver": [{"var": "version"}, ">=", version]})
        }
    }
}
