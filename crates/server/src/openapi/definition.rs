//! Schemas of documents, made from the hand-written `documents.json`.
//!
//! `hoist-ruleset` reads documents and says what is wrong with them in its own words, so it has no
//! types to derive a schema from. A schema here never refuses what the reader takes.

use hoist_ruleset::{DocumentKind, READ_ONLY};
use serde_json::{Map, Value, json};

/// In which form a document stands in a request or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// To be made: the key is in it.
    New,
    /// To be written under a key of the path.
    Whole,
    /// A merge patch.
    Patch,
    /// As the server gives it.
    Answer,
    /// A page of a list, as the server gives it.
    Page,
}

const FORMS: [Form; 5] = [Form::New, Form::Whole, Form::Patch, Form::Answer, Form::Page];

/// The schema of a document in some form.
pub(super) fn of(kind: DocumentKind, form: Form) -> Value {
    reference(&name(kind, form))
}

/// The schema of a file of documents.
pub(super) fn of_file() -> Value {
    reference("File")
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn name(kind: DocumentKind, form: Form) -> String {
    let kind = title(kind);
    match form {
        Form::New => format!("New{kind}"),
        Form::Whole => format!("{kind}Definition"),
        Form::Patch => format!("{kind}Patch"),
        Form::Answer => kind.to_owned(),
        Form::Page => format!("{kind}Page"),
    }
}

fn title(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Flag => "Flag",
        DocumentKind::Segment => "Segment",
        DocumentKind::Metric => "Metric",
        DocumentKind::Experiment => "Experiment",
        DocumentKind::Release => "Release",
    }
}

/// All schemas of documents by name.
pub(super) fn schemas() -> Map<String, Value> {
    let source: Value = serde_json::from_str(include_str!("documents.json")).unwrap_or_default();
    let mut schemas = object(&source["parts"]);
    for kind in DocumentKind::ALL {
        for form in FORMS {
            schemas.insert(name(kind, form), schema(kind, form, &source));
        }
    }
    let section = |kind: DocumentKind| {
        let documents = reference(&name(kind, Form::Whole));
        let schema = json!({"type": ["object", "null"], "additionalProperties": documents});
        (kind.section().to_owned(), schema)
    };
    let sections: Map<String, Value> = DocumentKind::ALL.into_iter().map(section).collect();
    let file = json!({
        "type": "object",
        "description": "Documents by their keys.",
        "properties": sections,
        "additionalProperties": false,
        "minProperties": 1,
    });
    schemas.insert("File".to_owned(), file);
    schemas
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn schema(kind: DocumentKind, form: Form, source: &Value) -> Value {
    let own = &source[title(kind)];
    let mut properties = object(&own["properties"]);
    properties.extend(object(&source["about"]));
    match form {
        Form::Answer => {
            let definition = json!({"type": "object", "properties": properties});
            json!({"allOf": [reference("Document"), definition]})
        }
        Form::Page => json!({
            "type": "object",
            "description": "One page of a list.",
            "properties": {
                "items": {"type": "array", "items": reference(title(kind))},
                "next": {
                    "type": ["string", "null"],
                    "description": "The cursor of the next page; null where there is none.",
                },
            },
            "required": ["items", "next"],
        }),
        Form::Patch => patch(properties),
        Form::New | Form::Whole => {
            let keyed = json!({"key": reference("Key")});
            properties = object(&keyed).into_iter().chain(properties).collect();
            properties.extend(READ_ONLY.map(|name| (name.into(), reference("ServerField"))));
            whole(kind, form, properties, own)
        }
    }
}

/// A definition: one form for each type of flag, since each has fields of its own.
fn whole(kind: DocumentKind, form: Form, properties: Map<String, Value>, own: &Value) -> Value {
    let mut required = own["required"].as_array().cloned().unwrap_or_default();
    if form == Form::New && kind != DocumentKind::Experiment {
        required.push("key".into());
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if form == Form::New && kind == DocumentKind::Experiment {
        schema["anyOf"] = json!([{"required": ["key"]}, {"required": ["id"]}]);
    }
    let types = object(&own["types"]);
    if types.is_empty() {
        return schema;
    }
    let of_type = |(name, about): (&String, &Value)| {
        let mut schema = schema.clone();
        for lacking in about["lacks"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            schema["properties"].as_object_mut().map(|fields| fields.shift_remove(lacking));
        }
        schema["properties"]["type"] = json!({"type": "string", "const": name});
        let more = about["required"].as_array().into_iter().flatten();
        let required = required.iter().chain(more).cloned();
        schema["required"] = required.collect();
        schema["title"] = json!(format!("A {name} flag"));
        schema
    };
    json!({"anyOf": types.iter().map(of_type).collect::<Vec<_>>()})
}

/// A merge patch: any field, and null for each that is to go.
fn patch(properties: Map<String, Value>) -> Value {
    let nullable = |(name, schema)| (name, json!({"anyOf": [schema, {"type": "null"}]}));
    let properties: Map<String, Value> = properties.into_iter().map(nullable).collect();
    json!({
        "type": "object",
        "description": "JSON merge patch (RFC 7396): null removes a field.",
        "properties": properties,
        "additionalProperties": {"type": "null"},
    })
}
