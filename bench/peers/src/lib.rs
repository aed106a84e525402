//! The peers: each translates the flags into documents of its own, and is asked through the
//! functions that its users call.
//!
//! Where there is a choice, it is what costs a peer less: a flag borrowed instead of copied, events
//! off, a source in memory.

mod configcat;
mod eppo;
mod feature_probe;
#[cfg(feature = "flagd")]
mod flagd;
mod flagsmith;
mod growthbook;
mod launchdarkly;
mod statsig;
mod yggdrasil;

use hoist_bench::contender::prepare;
use hoist_bench::evaluator::Evaluator;
use hoist_bench::report::Field;

/// The floor, Hoist, and every peer that takes the flags.
///
/// # Errors
///
/// Where Hoist does not take them.
pub fn field() -> Result<Field, String> {
    let mut field = Field { ready: hoist_bench::ours()?, missing: Vec::new() };
    add::<yggdrasil::Yggdrasil>(&mut field);
    add::<eppo::Eppo>(&mut field);
    add::<launchdarkly::LaunchDarkly>(&mut field);
    add::<feature_probe::FeatureProbe>(&mut field);
    add::<configcat::ConfigCat>(&mut field);
    add::<growthbook::GrowthBook>(&mut field);
    add::<flagsmith::Flagsmith>(&mut field);
    add::<statsig::Statsig>(&mut field);
    #[cfg(feature = "flagd")]
    add::<flagd::Flagd>(&mut field);
    #[cfg(not(feature = "flagd"))]
    field.missing.push((
        "open-feature-flagd",
        "its build needs protoc (on Debian: `apt-get install protobuf-compiler libprotobuf-dev`)"
            .to_owned(),
    ));
    Ok(field)
}

fn add<E: Evaluator + 'static>(field: &mut Field) {
    match prepare::<E>() {
        Ok(contender) => field.ready.push(contender),
        Err(why) => field.missing.push((E::NAME, why)),
    }
}
