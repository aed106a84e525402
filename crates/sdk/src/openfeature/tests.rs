//! The provider below the real SDK of OpenFeature, on real rules.

use hoist_ruleset::{Ruleset, Source, State, read};
use jiff::Timestamp;
use open_feature::{Client, OpenFeature};

use super::*;

const RULES: &str = r#"
features:
  dark_mode: {type: boolean, enabled: true}
  off: {type: boolean, enabled: false}
  needs_off: {type: boolean, enabled: true, requires: [{flag: "off", is: true}]}
  retries: {type: boolean, enabled: true, when_on: 3}
  ratio: {type: boolean, enabled: true, when_on: 0.5}
  settings: {type: boolean, enabled: true, when_on: {ttl: 60, hosts: [a, b], note: null}}
  rollout: {type: percentage, enabled: true, percentage: 50}
  flow:
    type: variant
    enabled: true
    variants:
      - {name: control, weight: 1}
      - {name: short, weight: 0}
  premium:
    type: targeted
    enabled: true
    rules:
      - {type: property, conditions: {plan: premium}, value: true}
  since:
    type: targeted
    enabled: true
    rules:
      - {type: property, conditions: {address.city: Bonn, groups: {contains: staff}}, value: true}
"#;

fn resolver(yaml: &'static str, status: fn() -> ProviderStatus) -> Resolver {
    let reading = read(&[Source::new("rules.yaml", yaml)]);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    let ruleset = Ruleset::compile(&reading.documents, &State::default());
    let resolve = move |key: &str, context: hoist_eval::EvaluationContext| {
        let seen = hoist_eval::evaluate(&ruleset, key, &context, Timestamp::UNIX_EPOCH);
        let assignment = seen.metadata.assignment;
        Detail {
            value: seen.value.map(|payload| payload.value.clone()),
            variant: seen.variant.map(str::to_owned),
            reason: seen.reason,
            error: seen.error,
            killed: seen.metadata.killed,
            prerequisite: seen.metadata.prerequisite.map(str::to_owned),
            assignment: assignment.map(|it| (it.experiment.to_owned(), it.phase)),
        }
    };
    Resolver { resolve: Arc::new(resolve), status: Arc::new(status) }
}

/// A client of OpenFeature's own, under a name of its own: its API is one for the whole process.
async fn client(name: &str, resolver: Resolver) -> Client {
    let mut api = OpenFeature::singleton_mut().await;
    api.set_named_provider(name, HoistProvider::of(resolver)).await;
    let metadata = api.named_provider_metadata(name).await.unwrap();
    assert_eq!(metadata.name, HoistProvider::NAME);
    api.create_named_client(name)
}

fn code<T>(result: EvaluationResult<T>) -> Option<EvaluationErrorCode> {
    result.err().map(|error| error.code)
}

#[tokio::test]
async fn each_kind_of_value() {
    let client = client("kinds", resolver(RULES, || ProviderStatus::Ready)).await;
    assert_eq!(client.get_bool_value("dark_mode", None, None).await, Ok(true));
    assert_eq!(client.get_int_value("retries", None, None).await, Ok(3));
    assert_eq!(client.get_float_value("ratio", None, None).await, Ok(0.5));
    assert_eq!(client.get_float_value("retries", None, None).await, Ok(3.0));
    assert_eq!(client.get_string_value("flow", None, None).await, Ok("control".to_owned()));
    let settings = client.get_struct_value::<StructValue>("settings", None, None).await.unwrap();
    let expected = StructValue::default().with_field("ttl", 60);
    assert_eq!(settings, expected.with_field("hosts", vec!["a", "b"]));
}

#[tokio::test]
async fn errors() {
    let client = client("errors", resolver(RULES, || ProviderStatus::Ready)).await;
    let mismatch = Some(EvaluationErrorCode::TypeMismatch);
    assert_eq!(code(client.get_bool_value("flow", None, None).await), mismatch);
    assert_eq!(code(client.get_int_value("ratio", None, None).await), mismatch);
    assert_eq!(code(client.get_float_value("dark_mode", None, None).await), mismatch);
    assert_eq!(code(client.get_string_value("retries", None, None).await), mismatch);
    assert_eq!(code(client.get_struct_value::<StructValue>("flow", None, None).await), mismatch);
    let missing = client.get_bool_value("rollout", None, None).await.unwrap_err();
    assert_eq!(missing.code, EvaluationErrorCode::TargetingKeyMissing);
    let unknown = client.get_bool_value("nothing", None, None).await.unwrap_err();
    assert_eq!(unknown.code, EvaluationErrorCode::FlagNotFound);
    assert_eq!(unknown.message.unwrap(), "no flag or experiment is named `nothing`");
    let context = EvaluationContext::default().with_custom_field("targetingKey", 5);
    let invalid = client.get_bool_value("dark_mode", Some(&context), None).await;
    assert_eq!(code(invalid), Some(EvaluationErrorCode::InvalidContext));
}

/// Before there are rules, nothing is unknown: it is not known yet.
#[tokio::test]
async fn before_there_are_rules() {
    let client = client(
        "early",
        resolver("features: {other: {type: boolean, enabled: true}}", || ProviderStatus::NotReady),
    )
    .await;
    let early = client.get_bool_value("dark_mode", None, None).await;
    assert_eq!(code(early), Some(EvaluationErrorCode::ProviderNotReady));
    let provider = HoistProvider::of(resolver(RULES, || ProviderStatus::STALE));
    assert_eq!(provider.status(), ProviderStatus::STALE);
}

#[tokio::test]
async fn details() {
    let client = client("details", resolver(RULES, || ProviderStatus::Ready)).await;
    let user = EvaluationContext::default().with_targeting_key("user_0");
    let premium = user.clone().with_custom_field("plan", "premium");
    for (key, context, reason, variant) in [
        ("dark_mode", &user, EvaluationReason::Static, "on"),
        ("off", &user, EvaluationReason::Disabled, "off"),
        ("rollout", &user, EvaluationReason::Split, "on"),
        ("premium", &user, EvaluationReason::Default, "off"),
        ("premium", &premium, EvaluationReason::TargetingMatch, "on"),
        ("needs_off", &user, EvaluationReason::Disabled, "off"),
    ] {
        let details = client.get_bool_details(key, Some(context), None).await.unwrap();
        assert_eq!((details.reason, details.value), (Some(reason), variant == "on"), "{key}");
        assert_eq!(details.variant.as_deref(), Some(variant), "{key}");
        let expected = match key {
            "needs_off" => FlagMetadata::default().with_value("prerequisite", "off"),
            _ => FlagMetadata::default(),
        };
        assert_eq!(details.flag_metadata, expected, "{key}");
    }
}

#[test]
fn facts_beside_the_value() {
    let detail = Detail {
        value: None,
        variant: None,
        reason: Reason::Split,
        error: None,
        killed: true,
        prerequisite: None,
        assignment: Some(("checkout".to_owned(), 2)),
    };
    let expected = FlagMetadata::default().with_value("killed", true).with_value("phase", 2);
    let expected = expected.with_value("experiment", "checkout").with_value("exposure", true);
    assert_eq!(metadata(&detail), expected);
}

/// What OpenFeature merges into the context reaches the rules: the client's and the call's.
#[tokio::test]
async fn contexts_are_carried() {
    let mut client = client("contexts", resolver(RULES, || ProviderStatus::Ready)).await;
    let groups = open_feature::EvaluationContextFieldValue::new_struct(vec!["staff"]);
    client.set_evaluation_context(EvaluationContext::default().with_custom_field("groups", groups));
    let address = StructValue::default().with_field("city", "Bonn");
    let call = EvaluationContext::default()
        .with_targeting_key("user_0")
        .with_custom_field("address", Arc::new(address));
    assert_eq!(client.get_bool_value("since", Some(&call), None).await, Ok(true));
    assert_eq!(client.get_bool_value("since", None, None).await, Ok(false));
    assert_eq!(client.get_bool_value("rollout", Some(&call), None).await, Ok(true));
}
