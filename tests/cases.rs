//! Documents that are refused, one at least for every diagnostic code.
//!
//! Small ones are files of `conformance/invalid`, named after the code they show; those that are
//! large by nature are made here.

use std::fmt::Write;
use std::path::Path;

use hoist_ruleset::{Reading, Source, limits, read};

/// An input and the code that it shows.
pub(crate) struct Case {
    pub(crate) code: String,
    pub(crate) source: Source,
    /// What the input is, where it is too large to be shown.
    pub(crate) about: Option<&'static str>,
}

impl Case {
    pub(crate) fn reading(&self) -> Reading {
        read(std::slice::from_ref(&self.source))
    }
}

/// All cases, by code.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = files();
    cases.extend(made());
    cases.sort_by(|a, b| (&a.code, &a.source.name).cmp(&(&b.code, &b.source.name)));
    cases
}

fn files() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/invalid");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let code = name.split(['.', '-']).next().unwrap().to_owned();
        let source = Source::new(&name, std::fs::read(&path).unwrap());
        Case { code, source, about: None }
    };
    folder.read_dir().unwrap().map(file).collect()
}

fn made() -> Vec<Case> {
    let case = |code: &str, about, text: Vec<u8>| Case {
        code: code.to_owned(),
        source: Source::new(&format!("{code}.yaml"), text),
        about: Some(about),
    };
    let rule = "{type: user, conditions: {}, value: true}, ";
    vec![
        case("file_too_large", "A file of 128 MiB and one byte.", vec![b'#'; (128 << 20) + 1]),
        case("not_utf8", "A file with the byte 0xFF.", b"features:\n  a: \xff\n".to_vec()),
        case("too_many_problems", "A file with 2,000 problems.", problems().into()),
        case("too_deep", "A payload of 100 nested lists.", deep().into()),
        case("alias_bomb", "A payload of 60 kB, aliased by 1,000 flags.", bomb().into()),
        case("too_deep", "Aliases that nest 50 levels within 50 levels.", deep_alias().into()),
        case("too_deep", "A flag behind 1,000 open brackets.", "[".repeat(1_000).into()),
        case("regex_total", "140 different patterns of a megabyte each.", regexes().into()),
        case(
            "too_many",
            "A flag with 101 rules.",
            format!("features:\n  a: {{type: boolean, rules: [{}]}}\n", rule.repeat(101)).into(),
        ),
        case(
            "payload_too_large",
            "A payload of 64 KiB and two quotes.",
            format!("features:\n  a: {{type: boolean, when_on: {}}}\n", "x".repeat(64 << 10))
                .into(),
        ),
        case("reference_depth", "A chain of 252 flags.", chain().into()),
        case("evaluation_steps", "20 levels of flags that each require two.", lattice().into()),
    ]
}

fn problems() -> String {
    let mut text = "features:\n".to_owned();
    for index in 0..2_000 {
        writeln!(text, "  flag_{index}: {{type: boolen}}").unwrap();
    }
    text
}

fn deep() -> String {
    let (open, close) = ("[".repeat(100), "]".repeat(100));
    format!(
        "features:\n  a: {{type: boolean, when_on: {open}{close}}}\n  good: {{type: boolean}}\n"
    )
}

fn bomb() -> String {
    let mut text = "features:\n  good: {type: boolean}\n".to_owned();
    writeln!(text, "  f: {{type: boolean, when_on: &x {}}}", "x".repeat(60_000)).unwrap();
    for index in 0..1_000 {
        writeln!(text, "  f{index}: {{type: boolean, when_on: *x}}").unwrap();
    }
    text
}

fn deep_alias() -> String {
    let (open, close) = ("[".repeat(50), "]".repeat(50));
    let mut text = "features:\n  a:\n    type: boolean\n    when_on:\n".to_owned();
    writeln!(text, "      x: &x {open}1{close}\n      y: {open}*x{close}").unwrap();
    text + "  good: {type: boolean}\n"
}

fn regexes() -> String {
    let mut text = "features:\n  good: {type: boolean}\n".to_owned();
    for index in 0..140 {
        let test = format!("{{email: {{matches: 'x{index}\\w{{1,20}}'}}}}");
        let rule = format!("{{type: property, conditions: {test}, value: true}}");
        writeln!(text, "  f{index}: {{type: targeted, rules: [{rule}]}}").unwrap();
    }
    text
}

fn chain() -> String {
    let mut text = "features:\n  f0: {type: boolean}\n".to_owned();
    for index in 1..=limits::REFERENCE_DEPTH_MAX + 1 {
        let below = index - 1;
        writeln!(text, "  f{index}: {{type: boolean, requires: [{{flag: f{below}, is: true}}]}}")
            .unwrap();
    }
    text
}

fn lattice() -> String {
    let mut text = "features:\n  a0: {type: boolean}\n  b0: {type: boolean}\n".to_owned();
    for level in 1..20 {
        let below = level - 1;
        for name in ["a", "b"] {
            let two = format!("{{flag: a{below}, is: true}}, {{flag: b{below}, is: true}}");
            writeln!(text, "  {name}{level}: {{type: boolean, requires: [{two}]}}").unwrap();
        }
    }
    text
}
