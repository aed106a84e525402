//! A process with a client of others in it that goes on asking, and the flags that it asks for.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Map, Value, json};

/// A process that answers each line of its input, a question in JSON, with a line.
pub(super) struct Client {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Client {
    pub(super) fn start(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let questions = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    pub(super) fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions.as_ref().unwrap(), "{question}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {question}: {line:?}"))
    }

    /// Asks, and compares those fields of the answer that are expected.
    #[track_caller]
    pub(super) fn check(&mut self, question: &Value, expected: &Value) {
        let answer = self.ask(question);
        let shown: Map<String, Value> = expected
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.clone(), answer[name].clone()))
            .collect();
        assert_eq!(Value::Object(shown), *expected, "{question} gave {answer}");
    }

    pub(super) fn finish(mut self) {
        drop(self.questions.take());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Flags of all types whose results are of all types.
pub(super) fn flags() -> Value {
    let payload = |on: Value, off: Value| json!({"type": "boolean", "enabled": true, "when_on": on, "when_off": off});
    json!({
        "features": {
            "boolean": {"type": "boolean", "enabled": true},
            "disabled": payload(json!("on"), json!("off")).as_object().map(|flag| {
                let mut flag = flag.clone();
                flag.insert("enabled".into(), false.into());
                flag
            }),
            "string": payload(json!("größer"), json!("")),
            "integer": payload(json!(9_007_199_254_740_993_u64), json!(0)),
            "float": payload(json!(1.0), json!(0.5)),
            "object": payload(json!({"ttl": 60, "tags": ["a", "b"]}), json!({})),
            "half": {"type": "percentage", "enabled": true, "percentage": 50},
            "targeted": {"type": "targeted", "enabled": true, "rules": [
                {"type": "property", "conditions": {"plan": "premium"}, "value": true},
            ]},
            "gradual": {"type": "gradual", "enabled": true,
                "start_date": "2020-01-01T00:00:00Z", "end_date": "2020-02-01T00:00:00Z"},
            "layout": {"type": "variant", "enabled": true, "variants": [
                {"name": "control", "weight": 0, "config": {"columns": 1, "gap": 1.5}},
                {"name": "wide", "weight": 1, "config": {"columns": 2, "gap": 2.0}},
            ]},
            "names": {"type": "variant", "enabled": true, "variants": {"control": 0, "b": 1}},
            "secret": {"type": "boolean", "enabled": true, "visibility": "server"},
        },
        "experiments": {
            "experiment": {"start_date": "2020-01-01T00:00:00Z", "variants": [
                {"name": "control", "weight": 0.5}, {"name": "treatment", "weight": 0.5},
            ], "metrics": ["sales"]},
        },
    })
}
