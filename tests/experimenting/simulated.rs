//! `hoist experiments simulate`: repetitions live through the real pipeline, and what is told of
//! them is the same for the same seed.

use serde_json::{Value, json};

use super::FILE;
use crate::program::{hoist, seen};

fn simulated(arguments: &[&str]) -> Value {
    let all = [&["experiments", "simulate", "--json", "--file", FILE], arguments].concat();
    let output = hoist(&all);
    assert!(output.status.success(), "{}", seen(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_is_there_is_found_and_what_is_not_is_not() {
    // So large an effect is found each time; a false alarm in four repetitions has to be one of
    // the seed.
    let few = ["better", "--users", "400", "--repetitions", "4", "--peeks", "3"];
    let run = |effect: &str| simulated(&[&few[..], &["--effect", effect]].concat());
    let found = run("1");
    let power = &found["power"];
    assert_eq!(
        (&power["count"], &power["of"], &power["share"]),
        (&4.into(), &4.into(), &1.0.into())
    );
    // Four of four are not always: Wilson's interval is 1/(1 + z^2/4) wide.
    assert!((power["low"].as_f64().unwrap() - 0.510_109).abs() < 1e-6, "{power}");
    assert!(power["high"].as_f64().unwrap() > 1.0 - 1e-12, "{power}");
    assert_eq!(
        (&found["false_alarms"]["count"], &found["false_alarms"]["of"]),
        (&json!(0), &json!(4))
    );
    assert_eq!(found["coverage"]["of"], 8, "both kinds have an interval");
    assert_eq!(found["withheld"]["count"], 0);
    assert_eq!((&found["method"], &found["alpha"]), (&json!("hybrid"), &json!(0.05)));
    assert_eq!(run("1"), found, "the same seed");
    // What harms is rolled back.
    assert_eq!(run("-0.8")["power"]["count"], 4);
}

#[test]
fn what_cannot_be_simulated_is_told() {
    let tell =
        |arguments: &[&str]| seen(&hoist(&[&["experiments", "simulate"], arguments].concat()));
    let file = ["--file", FILE];
    for (arguments, expected) in [
        (&[][..], "there are several experiments: say which, as KEY"),
        (&["nothing"][..], "there is no experiment nothing"),
        (&["better", "--effect", "5"][..], "--baseline is between 0 and 1"),
        (&["better", "--effect", "0"][..], "--effect is not 0"),
        (&["better", "--users", "3"][..], "3 is not in 100..=1000000"),
    ] {
        let told = tell(&[&file[..], arguments].concat());
        assert!(told.contains(expected) && !told.contains("exit status 0"), "{told}");
    }
    let told = tell(&["--file", "tests/fixtures/features.yaml", "--users", "1"]);
    assert!(told.contains("exit status 2"), "{told}");
}
