//! One of those who change everything that can be changed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::clock::now;
use crate::generator::{Random, documents};
use crate::server::Server;

/// Documents that are there from the beginning, and come again where they are deleted.
pub(super) const FIXED: [&str; 6] = [
    "features/rising",
    "features/nightly",
    "features/members",
    "features/half",
    "experiments/first",
    "experiments/second",
];

/// The definition of one of them; what numbers say in it is random.
fn fixed(name: &str, random: &mut Random) -> Value {
    let at = |hours: i64| (now() + SignedDuration::from_hours(hours)).to_string();
    let share = 1 + random.below(99);
    match name {
        "features/rising" => json!({"type": "gradual", "enabled": true,
            "start_date": at(-1), "end_date": at(1 + i64::try_from(random.below(3)).unwrap())}),
        "features/nightly" => json!({"type": "targeted", "enabled": true, "rules": [
            {"type": "time", "conditions": {"hours": "22:00-06:00", "timezone": "Europe/Berlin"},
             "value": random.below(101)},
            {"type": "time", "conditions": {"days": ["mon", "sat"]}, "value": true}]}),
        "features/members" => json!({"type": "variant", "enabled": true,
            "variants": {"control": share, "new": 100 - share},
            "requires": [{"flag": "half", "is": true}],
            "rules": [{"type": "segment", "conditions": {"segment": "crowd"}, "value": "new"}]}),
        "features/half" => json!({"type": "percentage", "enabled": true,
            "percentage": random.below(101)}),
        _ => json!({"variants": {"control": share, "new": 100 - share}, "layer": "page",
            "metrics": ["sales"],
            "traffic": 5 + random.below(45), "start_date": at(-1)}),
    }
}

/// Makes what is there from the beginning.
pub(super) fn prepare(server: &Server) {
    let members: Vec<String> = (0..1_200).map(|number| format!("member-{number}")).collect();
    server.put("/api/segments/crowd", &json!({"include": members})).expect(201);
    // What others require comes first.
    let mut random = Random::new(0);
    for name in
        ["features/half"].into_iter().chain(FIXED.into_iter().filter(|it| !it.ends_with("half")))
    {
        server.put(&format!("/api/{name}"), &fixed(name, &mut random)).expect(201);
    }
}

pub(super) struct Writer<'s> {
    server: &'s Server,
    random: Random,
}

impl<'s> Writer<'s> {
    pub(super) fn new(server: &'s Server, random: Random) -> Self {
        Self { server, random }
    }

    /// Makes one change. What is refused, since others change the same documents, is no change.
    pub(super) fn change(&mut self) {
        while !(200..300).contains(&self.attempt()) {}
    }

    fn attempt(&mut self) -> u16 {
        let random = &mut self.random;
        let name = random.pick(&FIXED);
        let (collection, key) = name.split_once('/').unwrap();
        let path = format!("/api/{name}");
        match random.below(13) {
            0 | 1 => self.server.put(&path, &fixed(name, random)).status,
            2 => self.server.delete(&path).status,
            3 => self.server.post(&format!("/flags/{key}/kill"), &json!({})).status,
            4 => self.server.post(&format!("/flags/{key}/revive"), &json!({})).status,
            5 => {
                let back = format!("/api/{collection}/{key}/rollback");
                self.server.post(&back, &json!({})).status
            }
            6 => {
                let freeze = json!({"scope": random.pick(&["all", "experiments"])});
                self.server.post("/experiments/freeze", &freeze).expect(200);
                // The other one may have lifted it.
                self.server.post("/experiments/unfreeze", &json!({})).status
            }
            7 => {
                let member = |random: &mut Random| format!("member-{}", random.below(2_000));
                let edit =
                    json!({"list": "include", "add": [member(random)], "remove": [member(random)]});
                self.server.post("/api/segments/crowd/keys", &edit).status
            }
            8 => self.server.post("/api/segments/crowd/rollback", &json!({})).status,
            9 => {
                let ahead = 100 + i64::try_from(random.below(100)).unwrap();
                let schedule = json!({"collection": collection, "key": key,
                    "at": (now() + SignedDuration::from_millis(ahead)).to_string(),
                    "change": {"patch": fixed(name, random)}});
                self.server.post("/api/schedules", &schedule).status
            }
            _ => self.server.post("/api/import", &documents(random)).status,
        }
    }
}
