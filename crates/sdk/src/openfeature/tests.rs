//! The provider below the real SDK of OpenFeature, on real rules.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use open_feature::{Client, OpenFeature};

use super::*;
use crate::testing::TestHoist;

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

/// A client of Hoist's by some rules, at the beginning of time.
fn hoist(rules: &str) -> Hoist {
    let test = TestHoist::builder(rules).now(Timestamp::UNIX_EPOCH).build().unwrap();
    test.hoist().clone()
}

/// A client of OpenFeature's own, under a name of its own: its API is one for the whole process.
async fn client(name: &str, hoist: Hoist) -> Client {
    let mut api = OpenFeature::singleton_mut().await;
    api.set_named_provider(name, HoistProvider::new(hoist)).await;
    let metadata = api.named_provider_metadata(name).await.unwrap();
    assert_eq!(metadata.name, HoistProvider::NAME);
    api.create_named_client(name)
}

fn code<T>(result: EvaluationResult<T>) -> Option<EvaluationErrorCode> {
    result.err().map(|error| error.code)
}

#[tokio::test]
async fn each_kind_of_value() {
    let client = client("kinds", hoist(RULES)).await;
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
    let client = client("errors", hoist(RULES)).await;
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
    let unreachable = Hoist::connect("http://127.0.0.1:1", "token").start_wait(Duration::ZERO);
    let client = client("early", unreachable.build().await.unwrap()).await;
    let early = client.get_bool_value("dark_mode", None, None).await;
    assert_eq!(code(early), Some(EvaluationErrorCode::ProviderNotReady));
    let mut status = hoist(RULES).status();
    assert_eq!(super::status(&status), ProviderStatus::Ready);
    status.connection = Connection::Stale { age: Duration::ZERO };
    assert_eq!(super::status(&status), ProviderStatus::STALE);
}

#[tokio::test]
async fn details() {
    let client = client("details", hoist(RULES)).await;
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
        let expected = expected.with_value("contextId", "user_0");
        assert_eq!(details.flag_metadata, expected, "{key}");
    }
}

#[test]
fn facts_beside_the_value() {
    let resolution = Resolution {
        killed: true,
        assignment: Some(("checkout".to_owned(), 2)),
        ..hoist("").with_user("u").resolve("nothing")
    };
    let expected = FlagMetadata::default().with_value("killed", true).with_value("phase", 2);
    let expected = expected.with_value("experiment", "checkout").with_value("exposure", true);
    assert_eq!(metadata(&resolution, "", None), expected);
    let expected = expected.with_value("flagSetId", "production").with_value("version", 7);
    let resolution = Resolution { seq: 7, ..resolution };
    assert_eq!(metadata(&resolution, "production", None), expected);
}

/// What OpenFeature merges into the context reaches the rules: the client's and the call's.
#[tokio::test]
async fn contexts_are_carried() {
    let mut client = client("contexts", hoist(RULES)).await;
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
