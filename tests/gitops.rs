//! The guide to flags in Git: its commands run, its pipelines are YAML, and what they do is what
//! the guide says.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use hoist_ruleset::{DocumentKind, Source, read};
use serde_json::{Value, json};

use crate::folders::{done, text};
use crate::program::{BRIEF, root, seen};
use crate::server::Server;

/// The blocks of the guide in some language that come right after a text.
fn blocks(after: &str, language: &str) -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs/gitops.md")).unwrap();
    let start = format!("{after}```{language}\n");
    let block = |rest: &str| rest.split("```").next().unwrap().to_owned();
    guide.split(&start).skip(1).map(block).collect()
}

/// A pipeline of the guide, read as YAML: the payload of a flag may be anything.
fn pipeline(yaml: &str) -> Value {
    let payload: String = yaml.lines().map(|line| format!("      {line}\n")).collect();
    let file = format!("features:\n  f:\n    type: boolean\n    when_on:\n{payload}");
    let reading = read(&[Source::new("pipeline.yaml", file)]);
    assert_eq!(reading.diagnostics, []);
    reading.documents.to_value(DocumentKind::Flag, "f").unwrap().unwrap()["when_on"].clone()
}

/// Runs commands in a folder, as a job does: the first that fails ends it.
fn job(server: &Server, token: &str, folder: &Path, commands: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let path = format!("{}:{}", program.display(), option_env!("PATH").unwrap_or("/usr/bin:/bin"));
    Command::new("sh")
        .args(["-ec", &commands.join("\n")])
        .envs([
            ("PATH", path),
            ("HOIST_URL", server.url.clone()),
            ("HOIST_TOKEN", token.to_owned()),
        ])
        .envs([("GITHUB_SHA", "0123abc"), ("CI_COMMIT_SHA", "0123abc")])
        .env_remove("HOIST_ENVIRONMENT")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|each| each.as_str().unwrap()).collect()
}

#[test]
fn the_commands_of_the_guide() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    done(&server, &["import", BRIEF]);
    let commands = blocks("<!-- runs -->\n", "sh");
    assert_eq!(commands.len(), 3);
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let output = job(&server, &server.admin(), folder.path(), &commands);
    assert!(output.status.success(), "{}", seen(&output));
    let comment = fs::read_to_string(folder.path().join("comment.md")).unwrap();
    assert!(comment.contains("\nNothing would change.\n"), "{comment}");
}

#[test]
fn the_pipelines_of_the_guide() {
    let pipelines = blocks("", "yaml");
    let [github, gitlab] = &pipelines[..] else { panic!("{pipelines:?}") };
    let (github, gitlab) = (pipeline(github), pipeline(gitlab));
    assert_eq!(github["on"]["push"]["branches"], json!(["main"]));
    let steps = |job: &str| -> Vec<&str> {
        let steps = github["jobs"][job]["steps"].as_array().unwrap();
        let commands = steps.iter().filter_map(|step| step["run"].as_str());
        commands.filter(|command| command.starts_with("hoist ")).collect()
    };
    let scripts = |job: &str| strings(&gitlab[job]["script"]);
    // Only what applies has the token that may write.
    for (job, gitlab_job, kind) in
        [("check", "check flags", "VIEWER"), ("apply", "apply flags", "EDITOR")]
    {
        let token = json!(format!("${{{{ secrets.HOIST_{kind}_TOKEN }}}}"));
        assert_eq!(github["jobs"][job]["env"]["HOIST_TOKEN"], token);
        let token = json!(format!("$HOIST_{kind}_TOKEN"));
        assert_eq!(gitlab[gitlab_job]["variables"]["HOIST_TOKEN"], token);
    }
    for (check, apply) in
        [(steps("check"), steps("apply")), (scripts("check flags"), scripts("apply flags"))]
    {
        assert_eq!((check.len(), apply.len()), (1, 1));
        journey(&check, &apply);
    }
}

/// A pull request that is right, one that is wrong, and what was changed in between.
fn journey(check: &[&str], apply: &[&str]) {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    done(&server, &["import", BRIEF]);
    let flags = folder.path().join("flags");
    done(&server, &["export", "--folder", text(&flags)]);
    let file = flags.join("features/new_search_algorithm.yaml");
    let before = fs::read_to_string(&file).unwrap();
    let comment = || fs::read_to_string(folder.path().join("comment.md")).unwrap();
    let [viewer, editor] = ["viewer", "editor"].map(|kind| server.token(kind, &["default"]));
    let job = |token: &str, commands: &[&str]| job(&server, token, folder.path(), commands);
    let state = || server.get("/api/features/new_search_algorithm").expect(200);
    fs::write(&file, before.replace("percentage: 25", "percentage: 30")).unwrap();
    let checked = job(&viewer, check);
    assert!(checked.status.success(), "{}", seen(&checked));
    for told in [
        "### Plan for <code>default</code>\n",
        "\n1 document would change: 1 updated.\n",
        "<code>features&#47;new&#95;search&#95;algorithm</code>",
        "<code>&#126; percentage&#58; 25 → 30</code>",
    ] {
        assert!(comment().contains(told), "{told} in {}", comment());
    }
    assert_eq!(state()["percentage"], 25);
    let applied = job(&editor, apply);
    assert!(applied.status.success(), "{}", seen(&applied));
    assert_eq!(state()["percentage"], 30);
    let change = server.get("/api/changes?limit=1").expect(200)["items"][0].clone();
    assert_eq!(
        (&change["key"], &change["reason"]),
        (&json!("new_search_algorithm"), &json!("0123abc"))
    );
    // What the check would not let through, the merge does not either.
    fs::write(&file, before.replace("percentage: 25", "percentage: 250")).unwrap();
    for (token, commands) in [(&viewer, check), (&editor, apply)] {
        let refused = job(token, commands);
        assert_eq!(refused.status.code(), Some(1), "{}", seen(&refused));
        let told = seen(&refused);
        assert!(told.contains("flags/features/new_search_algorithm.yaml:4:17"), "{told}");
    }
    assert!(comment().contains("### Hoist: refused") && comment().contains("250"), "{}", comment());
    assert_eq!(state()["percentage"], 30);
    // Somebody changes it over the API: the nightly run fails, and the export takes it over.
    fs::write(&file, before.replace("percentage: 25", "percentage: 30")).unwrap();
    server.patch("/api/features/new_search_algorithm", &json!({"percentage": 40})).expect(200);
    let nightly = ["hoist import flags/ --prune --dry-run --exit-code"];
    assert_eq!(job(&editor, &nightly).status.code(), Some(1));
    done(&server, &["export", "--folder", text(&flags), "--prune"]);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        before.replace("percentage: 25", "percentage: 40")
    );
    assert_eq!(job(&editor, &nightly).status.code(), Some(0));
}
