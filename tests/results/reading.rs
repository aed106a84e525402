//! Results as they are read: by API and in a terminal, now, earlier, and by attribute.

use serde_json::{Value, json};

use super::{WITHIN, ago, close, fresh, id, metric, results, send, told};
use crate::clock::{now, until};
use crate::program::seen;

#[test]
fn what_is_told_is_what_users_did() {
    let server = fresh();
    send(&server, 0..2_000);
    let found = results(&server, 2_000);
    let (bought, wide) = metric(&found, "bought");
    assert_eq!(bought["variants"][0]["variant"], "control");
    assert_eq!(bought["variants"][0]["conversions"], 250);
    assert_eq!(bought["variants"][0]["effect"], Value::Null);
    assert_eq!((&wide["users"], &wide["conversions"]), (&json!(1_000), &json!(400)));
    close(&wide["mean"], 0.4);
    close(&wide["effect"]["estimate"], 0.6);
    assert_eq!(wide["effect"]["outcome"], "better");
    let (_, clicks) = metric(&found, "click_rate");
    close(&clicks["sum"], 500.0);
    close(&clicks["denominator"], 3_000.0);
    let (revenue, _) = metric(&found, "revenue");
    assert_eq!((&revenue["cap"], &revenue["role"]), (&json!(500.0), &json!("secondary")));
    assert_eq!(found["verdict"], "ship");
    assert_eq!(found["health"]["srm"]["ok"], true);
    assert_eq!(found["health"]["issues"], json!([]));
    assert_eq!((&found["phase"], &found["control"]), (&json!(1), &json!("control")));
    // Who comes late counts, and who sees another variant does not count any more.
    send(&server, 2_000..2_100);
    let again = json!({
        "id": id(9, 0), "type": "exposure", "key": "layout", "variant": "wide",
        "user": "user-0", "at": ago(2),
    });
    server.post("/api/events", &json!({"events": [again]})).expect(202);
    let found = results(&server, 2_099);
    let (bought, wide) = metric(&found, "bought");
    assert_eq!(bought["variants"][0]["conversions"], 250 + 25 - 1, "user-0 had converted");
    assert_eq!((&wide["users"], &wide["conversions"]), (&json!(1_050), &json!(440)));
    assert_eq!(found["health"]["multiple_exposure"]["users"], 1);
}

#[test]
fn what_is_kept_follows_by_itself_and_stays_as_it_was_known() {
    let server = fresh();
    send(&server, 0..400);
    let path = "/api/experiments/layout/results";
    let kept = until("results follow", WITHIN, || {
        let answer = server.get(path);
        let results = (answer.status == 200).then(|| answer.json())?;
        (results["sample"]["observed"] == 400).then_some(results)
    });
    let series = until("there is a point", WITHIN, || {
        let series = server.get(&format!("{path}/series")).expect(200);
        (!series["points"].as_array().unwrap().is_empty()).then_some(series)
    });
    assert_eq!((&series["key"], &series["step"]), (&json!("layout"), &json!("hour")));
    let quantile = until("quantiles are read from all users", WITHIN, || {
        let results = server.get(path).expect(200);
        results["metrics"][3]["variants"][1]["mean"].as_f64()
    });
    assert!((140.0..160.0).contains(&quantile), "{quantile}");
    let point = series["points"][0].clone();
    send(&server, 400..800);
    let later = until("results follow again", WITHIN, || {
        let results = server.get(path).expect(200);
        (results["sample"]["observed"] == 800).then_some(results)
    });
    assert!(later["as_of"].as_str() > kept["as_of"].as_str());
    let series = server.get(&format!("{path}/series?step=day")).expect(200);
    let of_then = |point: &Value| point["as_of"].as_str().unwrap().to_owned();
    let unchanged = series["points"]
        .as_array()
        .unwrap()
        .iter()
        .all(|later| of_then(later) != of_then(&point) || *later == point);
    assert!(unchanged, "{series}");
}

#[test]
fn any_flag_with_metrics_is_measured_the_same_way() {
    let server = fresh();
    let flag = json!({"type": "percentage", "enabled": true, "percentage": 50,
        "metrics": ["bought"]});
    server.put("/api/features/measured", &flag).expect(201);
    let at = now();
    let exposures: Vec<Value> = (0..40)
        .map(|user| {
            let variant = if user % 4 == 0 { "on" } else { "off" };
            json!({"id": id(0, user), "type": "exposure", "key": "measured", "variant": variant,
                "user": format!("user-{user}"), "at": at})
        })
        .collect();
    let bought = json!({"id": id(1, 0), "type": "metric", "event": "bought", "user": "user-0",
        "at": at + jiff::SignedDuration::from_millis(1)});
    let events = [exposures, vec![bought]].concat();
    let answer = server.post("/api/events", &json!({"events": events})).expect(202);
    assert_eq!(answer["accepted"], 41, "{answer}");
    let found = until("the flag is measured", WITHIN, || {
        let answer = server.get("/api/features/measured/results?refresh=true");
        let results = (answer.status == 200).then(|| answer.json())?;
        (results["sample"]["observed"] == 40).then_some(results)
    });
    assert_eq!(found["control"], "off");
    let (_, on) = metric(&found, "bought");
    assert_eq!((&on["users"], &on["conversions"]), (&json!(10), &json!(1)));
    assert_eq!(on["refusal"], "few_conversions");
    assert_eq!(found["verdict"], "keep_running");
    let text = seen(&told(&server, &["measured"]));
    assert!(text.contains("measured, phase"), "{text}");
}

#[test]
fn parts_are_told_as_exploratory() {
    let server = fresh();
    send(&server, 0..3_000);
    results(&server, 3_000);
    let path = "/api/experiments/layout/results/breakdown";
    let parts = server.get(&format!("{path}?attribute=country")).expect(200);
    let wait = &parts["parts"][0]["metrics"][3]["variants"][1];
    assert_eq!(wait["refusal_detail"], "quantiles are not told by attribute");
    assert_eq!((&parts["exploratory"], &parts["users"]), (&json!(true), &json!(3_000)));
    let named: Vec<(&str, u64)> = parts["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["value"].as_str().unwrap(), part["users"].as_u64().unwrap()))
        .collect();
    assert_eq!(named, [("DE", 1_000), ("FR", 1_000), ("US", 1_000)]);
    let wide = &parts["parts"][0]["metrics"][0]["variants"][1];
    assert_eq!((&wide["variant"], &wide["users"]), (&json!("wide"), &json!(500)));
    assert_eq!(wide["significant"], true);
    let interaction = &parts["interactions"][0];
    assert!(interaction["p_value"].as_f64().unwrap() > 0.05, "all countries are alike");
    let beta = server.get(&format!("{path}?attribute=beta")).expect(200);
    let only = &beta["parts"][0];
    assert_eq!((&only["value"], &only["users"]), (&json!("true"), &json!(3_000)));
    let missing = server.get(&format!("{path}?attribute=plan")).expect(200);
    assert_eq!(missing["parts"][0]["kind"], "missing");
}

#[test]
fn a_terminal_shows_health_first_and_commands_that_give_each_number_again() {
    let server = fresh();
    send(&server, 0..2_000);
    results(&server, 2_000);
    let output = told(&server, &["layout", "--refresh"]);
    let text = seen(&output);
    assert!(output.status.success(), "{text}");
    let first = text.lines().nth(3).unwrap();
    assert!(first.starts_with("health    split as planned"), "{text}");
    assert!(text.contains("2,000 of 100,000 users"), "{text}");
    assert!(text.contains("+60.0 %"), "{text}");
    assert!(text.contains("verdict   ship: wide"), "{text}");
    let csv = seen(&told(&server, &["layout", "--csv"]));
    assert!(csv.starts_with("metric,role,kind,variant,users,conversions"), "{csv}");
    assert!(csv.contains("bought,goal,conversion,wide,1000,400,400,0.4,"), "{csv}");
    let why = seen(&told(&server, &["layout", "--why"]));
    let commands = why.lines().filter(|line| line.contains("| hoist stats")).count();
    assert!(commands >= 6, "{why}");
    until("there is a point", WITHIN, || {
        let series = server.get("/api/experiments/layout/results/series").expect(200);
        (series["points"] != json!([])).then_some(())
    });
    for (arguments, expected) in [
        (&["layout", "--breakdown", "country"][..], "EXPLORATORY"),
        (&["layout", "--series"][..], "AS OF"),
        (&["nothing"][..], "There is no experiment nothing."),
        (&["plain"][..], "The flag plain is not measured: give it `metrics`."),
        (&["draft"][..], "was not started"),
    ] {
        let text = seen(&told(&server, arguments));
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn a_cap_that_is_a_percentile_is_taken_from_all_users() {
    let server = fresh();
    // One who buys pays what decides everything.
    let paid = json!({
        "id": id(8, 1), "type": "metric", "event": "paid", "user": "user-1", "value": 1e6,
        "at": ago(3) + jiff::SignedDuration::from_mins(2),
    });
    server.post("/api/events", &json!({"events": [paid]})).expect(202);
    send(&server, 0..2_000);
    results(&server, 2_000);
    // Of 650 who pay 10 to 16, four of five pay 15 at most.
    let found = until("all users are read", WITHIN, || {
        let results = server.get("/api/experiments/layout/results").expect(200);
        let is_there = metric(&results, "spent").0["capped_share"] == json!(81.0 / 2_000.0);
        is_there.then_some(results)
    });
    let (spent, wide) = metric(&found, "spent");
    assert_eq!((&spent["cap"], &spent["cap_percentile"]), (&json!(15.0), &json!("p80")));
    assert_eq!(wide["users"], 1_000);
    close(&wide["sum"], 5_105.0);
    close(&wide["mean"], 5.105);
    assert_eq!(wide["guardrail"], "non_inferior");
    let (revenue, _) = metric(&found, "revenue");
    assert_eq!((&revenue["cap"], &revenue["cap_percentile"]), (&json!(500.0), &Value::Null));
    let text = seen(&told(&server, &["layout"]));
    assert!(text.contains("spent, capped at 15.00 (p80, 4.0 % of users)"), "{text}");
    let parts = server.get("/api/experiments/layout/results/breakdown?attribute=beta").expect(200);
    close(&parts["parts"][0]["metrics"][4]["variants"][1]["mean"], 5.105);
}

#[test]
fn who_asks_for_what_is_not_there_is_told_why() {
    let server = fresh();
    send(&server, 0..10);
    results(&server, 10);
    let check = |path: &str, status: u16, code: &str| {
        let answer = server.get(&format!("/api/{path}"));
        assert_eq!((answer.status, &*answer.code()), (status, code), "{path}: {}", answer.text);
    };
    check("experiments/nothing/results", 404, "not_found");
    check("features/layout/results", 404, "not_found");
    check("features/plain/results", 409, "not_now");
    check("experiments/draft/results", 409, "not_now");
    check("experiments/layout/results?phase=7", 409, "not_now");
    check("experiments/layout/results?phase=first", 400, "bad_request");
    check("experiments/layout/results?attribute=country", 400, "bad_request");
    check("experiments/layout/results/series?step=week", 400, "bad_request");
    check("experiments/layout/results/series?from=yesterday", 400, "bad_request");
    check("experiments/layout/results/breakdown", 400, "bad_request");
    check("experiments/layout/results/breakdown?attribute=", 422, "invalid");
    let long = format!("experiments/layout/results/breakdown?attribute={}", "a".repeat(257));
    check(&long, 422, "invalid");
    check("experiments/draft/results/export", 409, "not_now");
}

#[test]
fn quantiles_are_there_when_they_are_asked_for() {
    let server = fresh();
    send(&server, 0..400);
    let found = results(&server, 400);
    let (wait, wide) = metric(&found, "wait");
    assert!(wait["variants"][0]["mean"].is_number(), "{wait}");
    assert!((140.0..160.0).contains(&wide["mean"].as_f64().unwrap()), "{wide}");
}

#[test]
fn results_of_what_is_over_say_so() {
    let server = fresh();
    send(&server, 0..2_000);
    let found = results(&server, 2_000);
    assert_eq!((&found["status"], &found["conclusion"]), (&json!("running"), &Value::Null));
    let ship = json!({"ship": "control", "reason": "too wide"});
    server.post("/api/experiments/layout/conclude", &ship).expect(200);
    let found = until("the results say so", WITHIN, || {
        let found = server.get("/api/experiments/layout/results");
        (found.status == 200).then(|| found.json())
    });
    assert_eq!(found["status"], "concluded");
    assert_eq!(found["conclusion"]["everybody_gets"], "control");
    assert_eq!(found["conclusion"]["because"], "manual");
    let recommended = found["recommendation"].as_str().unwrap();
    assert!(recommended.contains("everybody gets `control`"), "{recommended}");
    let text = until("the table says so", WITHIN, || {
        let output = told(&server, &["layout"]);
        output.status.success().then(|| seen(&output))
    });
    let status = text.lines().nth(2).unwrap();
    assert!(status.starts_with("status    CONCLUDED since "), "{text}");
}

/// What an experiment was concluded with says nothing of the phases before.
#[test]
fn a_phase_that_is_over_has_no_conclusion_of_another() {
    let server = fresh();
    send(&server, 0..400);
    results(&server, 400);
    server.patch("/api/experiments/layout", &json!({"sample_size": 3_000})).expect(200);
    server.post("/api/experiments/layout/conclude", &json!({"ship": "control"})).expect(200);
    let first = until("the first phase is told", WITHIN, || {
        let found = server.get("/api/experiments/layout/results?phase=1");
        (found.status == 200).then(|| found.json())
    });
    assert_eq!((&first["phase"], &first["conclusion"]), (&json!(1), &Value::Null), "{first}");
    let expected = "This phase is over: look at phase 2, which was concluded.";
    assert_eq!(first["recommendation"], expected);
}
