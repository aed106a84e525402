//! The OpenAPI 3.1 description, made from the table of operations.

use hoist_api::Problem;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::operation::{Content, Operation, Parameter, Scope, Who};

/// The description of some operations, as indented JSON.
pub(crate) fn describe(operations: &[Operation]) -> String {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths = Map::new();
    for operation in operations {
        let described = described(operation, &mut generator);
        let methods = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        methods[operation.method.name()] = described;
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hoist",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Feature flags, experiments and progressive delivery.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": {
                "Problem": {
                    "description": "It was refused, or failed; `code` and `detail` say why.",
                    "content": {"application/problem+json": {"schema": problem}},
                },
            },
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

fn described(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut answers = Map::new();
    for (status, content) in &operation.answers {
        let answer = match content {
            Some(content) => {
                json!({"description": reason(*status), "content": media(*content, generator)})
            }
            None => json!({"description": reason(*status)}),
        };
        answers.insert(status.to_string(), answer);
    }
    answers.insert("default".into(), json!({"$ref": "#/components/responses/Problem"}));
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.about,
        "parameters": parameters(operation),
        "responses": answers,
    });
    if let Some(body) = operation.body {
        let required = body.required;
        described["requestBody"] = json!({"required": required, "content": media(body, generator)});
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

fn media(content: Content, generator: &mut SchemaGenerator) -> Value {
    let schema = (content.schema)(generator);
    let media = |name: &&str| ((*name).to_owned(), json!({"schema": schema}));
    Value::Object(content.media_types.iter().map(media).collect())
}

fn parameters(operation: &Operation) -> Value {
    let in_path = operation.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 128});
        Some(json!({"name": name, "in": "path", "required": true, "schema": schema}))
    });
    let environment = (operation.scope == Scope::Environment).then(|| {
        let about = "The environment; without it, the token's only one, else `default`.";
        let schema = json!({"type": "string", "maxLength": 128});
        json!({"name": "environment", "in": "query", "description": about, "schema": schema})
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
