//! The OpenAPI 3.1 description, made from the table of operations.

mod definition;
mod refusal;

use hoist_api::Problem;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::operation::{Content, Operation, Parameter, SchemaOf, Scope, Who};
pub(crate) use definition::Form;

/// Groups of operations: the start of their paths, a name, and what they are about. The first
/// that fits counts.
const GROUPS: &[(&str, &str, &str)] = &[
    ("/api/features", "flags", "Flags: who sees what"),
    ("/api/segments", "segments", "Segments: people whom several flags name"),
    ("/api/metrics", "metrics", "What experiments measure"),
    ("/api/experiments", "experiments", "Experiments: who sees what, to find out which is better"),
    ("/api/evaluate", "evaluation", "Evaluating for people and tools; nothing here is counted"),
    ("/api/changes", "changes", "The change log, and whether it is sound"),
    ("/api/export", "files", "All documents as one file, out and in"),
    ("/api/import", "files", ""),
    ("/api/snapshot", "replicas", "What evaluates in its own process reads"),
    ("/api/lists", "replicas", ""),
    ("/api/stream", "replicas", ""),
    ("/api/events", "events", "What users saw and did"),
    ("/api/telemetry", "telemetry", "Evaluations, and who has applied what"),
    ("/api/instances", "telemetry", ""),
    ("/api/schedules", "schedules", "Changes at a time to come"),
    ("/api/freezes", "emergency", ""),
    ("/api/tokens", "tokens", "Tokens: who may do what"),
    ("/api/notifications", "notifications", "Notifications: who is told what happens"),
    ("/api/environments", "environments", "Environments: make, protect, compare, promote, archive"),
    ("/ofrep", "OFREP", "The OpenFeature Remote Evaluation Protocol"),
    ("/flags", "emergency", "Kill, revive, roll back, freeze"),
    ("/experiments", "emergency", ""),
    ("/status", "emergency", ""),
    ("", "instance", "The server itself"),
];

/// Keys of the examples, by the start of the path.
const KEYS: &[(&str, &str)] = &[
    ("/api/features", "checkout"),
    ("/api/segments", "staff"),
    ("/api/metrics", "revenue"),
    ("/api/experiments", "homepage"),
    ("/api/environments", "staging"),
    ("", "checkout"),
];

/// The description of some operations, as indented JSON.
pub(crate) fn describe(operations: &[Operation]) -> String {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let problem = json!(generator.subschema_for::<Problem>());
    generator.subschema_for::<hoist_api::Document>();
    let examples = serde_json::from_str(include_str!("openapi/examples.json"));
    let examples: Map<String, Value> = examples.unwrap_or_default();
    let mut paths = Map::new();
    for operation in operations {
        let described = described(operation, examples.get(&operation.id), &mut generator);
        let methods = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        methods[operation.method.name()] = described;
    }
    let mut schemas = generator.take_definitions(true);
    schemas.extend(definition::schemas());
    let named = GROUPS.iter().filter(|(_, _, about)| !about.is_empty());
    let tags: Vec<Value> =
        named.map(|(_, name, about)| json!({"name": name, "description": about})).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hoist",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Feature flags, experiments and progressive delivery.\n\nEvery refusal \
                is a problem (RFC 9457) with a stable `code`, a sentence and the id of the \
                request. Tokens are sent as `Authorization: Bearer TOKEN` or `X-API-Key: TOKEN`; \
                `x-token-kinds` says whose kind may ask, `x-cors` that pages of other origins may.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusal::responses(&problem),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn described(
    operation: &Operation,
    example: Option<&Value>,
    generator: &mut SchemaGenerator,
) -> Value {
    let mut answers = Map::new();
    for (status, content) in &operation.answers {
        let mut answer =
            json!({"description": reason(*status), "headers": headers(operation, *status)});
        if let Some(content) = content {
            answer["content"] = media(*content, None, generator);
        }
        answers.insert(status.to_string(), answer);
    }
    refusal::add(operation, &mut answers);
    let group = GROUPS.iter().find(|(start, _, _)| operation.path.starts_with(start));
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.about,
        "tags": group.map(|(_, name, _)| name).into_iter().collect::<Vec<_>>(),
        "parameters": parameters(operation),
        "responses": answers,
    });
    if let Some(body) = operation.body {
        let required = body.required;
        let content = media(body, example, generator);
        described["requestBody"] = json!({"required": required, "content": content});
    }
    if operation.is_for_browsers {
        described["x-cors"] = json!(true);
    }
    described["security"] = match operation.who {
        Who::Everyone => json!([]),
        Who::Tokens(kinds) => {
            let kinds: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
            described["x-token-kinds"] = json!(kinds);
            json!([{"bearer": []}, {"key": []}])
        }
    };
    described
}

fn media(content: Content, example: Option<&Value>, generator: &mut SchemaGenerator) -> Value {
    let schema = match content.schema {
        SchemaOf::Type(schema) => json!(schema(generator)),
        SchemaOf::Document(kind, form) => definition::of(kind, form),
        SchemaOf::File => definition::of_file(),
    };
    let media = |name: &&str| {
        let mut media = json!({"schema": schema});
        if let Some(example) = example {
            media["example"] = example.clone();
        }
        ((*name).to_owned(), media)
    };
    Value::Object(content.media_types.iter().map(media).collect())
}

/// The headers of an answer.
fn headers(operation: &Operation, status: u16) -> Value {
    let text = json!({"type": "string"});
    let id = json!({
        "description": "The id of the request: the caller's own, or a new one.",
        "schema": text,
        "required": true,
    });
    let mut headers = json!({"X-Request-Id": id});
    if operation.is_tagged && status < 400 {
        let about = "The version of what is answered, for `If-Match` or `If-None-Match`.";
        headers["ETag"] = json!({"description": about, "schema": text, "required": true});
    }
    if operation.is_of_any_time && status < 400 {
        let seq = "Of an answer of the past: the seq of the last entry that counts in it.";
        headers["X-Hoist-At-Seq"] = json!({"description": seq, "schema": {"type": "integer"}});
        let time = json!({"type": "string", "format": "date-time"});
        let about = "Of an answer of the past: the time that counts in it.";
        headers["X-Hoist-At-Time"] = json!({"description": about, "schema": time});
    }
    headers
}

fn parameters(operation: &Operation) -> Value {
    let in_path = operation.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let known = KEYS.iter().find(|(start, _)| operation.path.starts_with(start));
        let (schema, example) = match name {
            "key" => (json!({"$ref": "#/components/schemas/Key"}), known.map(|(_, key)| *key)),
            "hash" => (json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}), None),
            _ => (json!({"type": "string", "minLength": 1, "maxLength": 128}), None),
        };
        let mut parameter = json!({"name": name, "in": "path", "required": true, "schema": schema});
        if let Some(example) = example {
            parameter["example"] = example.into();
        }
        Some(parameter)
    });
    let environment = (operation.scope == Scope::Environment).then(|| {
        let about = "The environment; without it, the token's only one, else `default`.";
        let schema = json!({"type": "string", "maxLength": 128});
        json!({"name": "environment", "in": "query", "description": about, "schema": schema,
               "example": "default"})
    });
    let own = operation.parameters.iter().map(|parameter| {
        let Parameter { name, place, about, schema } = parameter;
        json!({"name": name, "in": place, "description": about, "schema": schema()})
    });
    in_path.chain(environment).chain(own).collect()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "Done.",
        201 => "Made.",
        204 => "Done; there is nothing to tell.",
        304 => "It is what the caller has.",
        400 => "The request cannot be evaluated.",
        404 => "There is no such flag.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::operations;

    fn description() -> Value {
        serde_json::from_str(&describe(&operations())).unwrap()
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                _ => {}
            }
        }
        let description = description();
        let mut found = Vec::new();
        references(&description, &mut found);
        assert!(found.len() > 300, "{}", found.len());
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(description.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn examples_are_of_operations_and_every_body_has_one() {
        let examples: Map<String, Value> =
            serde_json::from_str(include_str!("openapi/examples.json")).unwrap();
        let with_body = operations().into_iter().filter(|operation| operation.body.is_some());
        let mut ids: Vec<String> = with_body.map(|operation| operation.id).collect();
        let mut named: Vec<String> = examples.keys().cloned().collect();
        ids.sort();
        named.sort();
        assert_eq!(named, ids);
    }

    #[test]
    fn every_type_of_flag_has_its_own_fields() {
        let description = description();
        let types = description["components"]["schemas"]["NewFlag"]["anyOf"].as_array().unwrap();
        let fields = |index: usize| types[index]["properties"].as_object().unwrap();
        assert_eq!(types.len(), 5);
        assert!(!fields(0).contains_key("percentage") && fields(1).contains_key("percentage"));
        assert_eq!(types[2]["required"], json!(["type", "key", "variants"]));
    }
}
