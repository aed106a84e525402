//! Flags of a server, as people read them.

use std::collections::BTreeMap;

use hoist_api::{Document, ShareInForce};
use serde_json::{Map, Value};

use crate::output::printable;
use crate::table::{Table, time};

/// What a flag is at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Killed,
    Archived,
    On,
    Off,
}

impl State {
    /// A kill wins over the definition, and archived flags are off.
    pub(crate) fn of(flag: &Document) -> Self {
        let is = |field: &str| flag.definition.get(field) == Some(&Value::Bool(true));
        if flag.killed.is_some() {
            Self::Killed
        } else if is("archived") {
            Self::Archived
        } else if is("enabled") {
            Self::On
        } else {
            Self::Off
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Archived => "archived",
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// One line for each flag.
pub(crate) fn flags_table(flags: &[Document]) -> Table<6> {
    let mut table = Table::new(["KEY", "TYPE", "STATE", "SHARE", "VERSION", "UPDATED"]);
    for flag in flags {
        table.push([
            flag.key.clone(),
            text(&flag.definition, "type").to_owned(),
            State::of(flag).name().to_owned(),
            share(flag),
            flag.version.to_string(),
            time(flag.updated_at),
        ]);
    }
    table
}

fn text<'d>(definition: &'d Map<String, Value>, field: &str) -> &'d str {
    definition.get(field).and_then(Value::as_str).unwrap_or("-")
}

/// Who is in, or which variants there are: `25 %`, `control 50, short 50`, `until 2026-03-01`. A share
/// that is in force in place of the definition's says why.
fn share(flag: &Document) -> String {
    if let Some(ShareInForce { percentage, reason }) = &flag.in_force {
        return format!("{percentage} %: {reason}");
    }
    let definition = &flag.definition;
    let curve_end = || definition.get("curve")?.as_array()?.last()?.get("at")?.as_str();
    match text(definition, "type") {
        "percentage" => match definition.get("percentage") {
            Some(percentage) => format!("{percentage} %"),
            None => "-".to_owned(),
        },
        "variant" => {
            let variants = definition.get("variants").and_then(Value::as_array);
            let names = variants.into_iter().flatten().map(|variant| {
                let name = variant.get("name").and_then(Value::as_str).unwrap_or("?");
                let weight = variant.get("weight").map(|weight| format!(" {weight}"));
                format!("{name}{}", weight.unwrap_or_default())
            });
            names.collect::<Vec<_>>().join(", ")
        }
        "gradual" => {
            let end = definition.get("end_date").and_then(Value::as_str);
            match end.or_else(curve_end) {
                Some(end) => format!("rising until {end}"),
                None => "rising".to_owned(),
            }
        }
        _ => "-".to_owned(),
    }
}

/// A flag as YAML, with what is no part of its definition as comments.
pub(crate) fn flag_page(flag: &Document) -> anyhow::Result<String> {
    let mut page = format!("# version {}, {}", flag.version, State::of(flag).name());
    page.push_str(&format!(", updated {}\n", time(flag.updated_at)));
    if let Some(killed) = &flag.killed {
        let reason = killed.reason.as_ref().map(|reason| format!(": {reason}"));
        let reason = reason.unwrap_or_default();
        let line = format!("killed by {} at {}{reason}", killed.by, time(killed.at));
        page.push_str(&format!("# {}\n", printable(&line)));
    }
    if let Some(ShareInForce { percentage, reason }) = &flag.in_force {
        let line = format!("in force: {percentage} %, not its `percentage`: {reason}");
        page.push_str(&format!("# {}\n", printable(&line)));
    }
    if let Some(who) = &flag.managed_by {
        let place =
            flag.managed_at.as_ref().map(|place| format!(" at {}:{}", place.file, place.line));
        page.push_str(&printable(&format!("# managed by {who}{}", place.unwrap_or_default())));
        page.push('\n');
    }
    let definition = BTreeMap::from([(&flag.key, &flag.definition)]);
    let file = BTreeMap::from([("features", definition)]);
    page.push_str(&serde_saphyr::to_string(&file)?);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn flag(key: &str, killed: bool, definition: Value) -> Document {
        let killed = json!({"reason": "errors", "by": "token:ops", "at": "2026-03-01T09:00:00Z"})
            .as_object()
            .filter(|_| killed)
            .cloned();
        let mut document = json!({
            "key": key,
            "version": 42,
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-02-01T00:00:00.123Z",
            "killed": killed,
            "managed_by": null,
        });
        document.as_object_mut().unwrap().extend(definition.as_object().unwrap().clone());
        serde_json::from_value(document).unwrap()
    }

    fn variants() -> Value {
        let variants = [("control", 50), ("short", 50)]
            .map(|(name, weight)| json!({"name": name, "weight": weight, "config": {"steps": 1}}));
        json!({"type": "variant", "enabled": true, "variants": variants})
    }

    #[test]
    fn a_list() {
        let point = json!({"at": "2026-04-01T00:00:00Z", "percentage": 100});
        let flags = [
            flag(
                "search",
                false,
                json!({"type": "percentage", "enabled": true, "percentage": 0.5}),
            ),
            flag("checkout_flow", true, variants()),
            flag("old", false, json!({"type": "boolean", "enabled": true, "archived": true})),
            flag("slow", false, json!({"type": "gradual", "enabled": false, "curve": [point]})),
        ];
        assert_snapshot!(flags_table(&flags), @"
        KEY            TYPE        STATE     SHARE                              VERSION  UPDATED
        search         percentage  on        0.5 %                              42       2026-02-01T00:00:00Z
        checkout_flow  variant     killed    control 50, short 50               42       2026-02-01T00:00:00Z
        old            boolean     archived  -                                  42       2026-02-01T00:00:00Z
        slow           gradual     off       rising until 2026-04-01T00:00:00Z  42       2026-02-01T00:00:00Z
        ");
    }

    #[test]
    fn a_share_that_is_in_force_says_why() {
        let moved = json!({"percentage": 10.0, "reason": "the release checkout_v2 moves it"});
        let definition = json!({"type": "percentage", "enabled": true, "percentage": 100,
            "in_force": moved});
        let flag = flag("checkout", false, definition);
        assert_snapshot!(flags_table(std::slice::from_ref(&flag)), @"
        KEY       TYPE        STATE  SHARE                                   VERSION  UPDATED
        checkout  percentage  on     10 %: the release checkout_v2 moves it  42       2026-02-01T00:00:00Z
        ");
        assert_snapshot!(flag_page(&flag).unwrap(), @"
        # version 42, on, updated 2026-02-01T00:00:00Z
        # in force: 10 %, not its `percentage`: the release checkout_v2 moves it
        features:
          checkout:
            type: percentage
            enabled: true
            percentage: 100
        ");
    }

    #[test]
    fn a_flag() {
        assert_snapshot!(flag_page(&flag("checkout_flow", true, variants())).unwrap(), @"
        # version 42, killed, updated 2026-02-01T00:00:00Z
        # killed by token:ops at 2026-03-01T09:00:00Z: errors
        features:
          checkout_flow:
            type: variant
            enabled: true
            variants:
            - name: control
              weight: 50
              config:
                steps: 1
            - name: short
              weight: 50
              config:
                steps: 1
        ");
    }
}
