//! The long lists that messages name.

use hoist_ruleset::Lists;

use super::failure::Failure;
use super::fetch;
use crate::apply::Message;
use crate::endpoint::Endpoint;
use crate::instance::Instance;

/// How often long lists are asked for, and none comes, before its segments are left as they were.
const ATTEMPTS_MAX: u32 = 3;

/// How fetching long lists goes.
#[derive(Default)]
pub(super) struct LongLists {
    failures: u32,
    /// Those that were fetched for a message that lacked others.
    fetched: Lists,
    /// Whether one was given up: the next snapshot is fetched whatever its tag.
    pub(super) are_missed: bool,
}

impl LongLists {
    /// The long lists that a message names: those that are known, and those that must be fetched.
    ///
    /// Each may take as long as any answer: kills are obeyed meanwhile. Where one cannot be had
    /// again and again, the others go on without it.
    pub(super) async fn of(
        &mut self,
        message: &Message,
        instance: &Instance,
        endpoint: &Endpoint,
    ) -> Result<Lists, Failure> {
        let named = message.lists();
        if named.is_empty() {
            return Ok(Lists::default());
        }
        self.are_missed = false;
        let mut lists = instance.current().known.documents.lists();
        for digest in named {
            if lists.contains_key(&digest) || self.fetched.contains_key(&digest) {
                continue;
            }
            match fetch::list(endpoint, digest).await {
                Ok(list) => {
                    self.fetched.insert(digest, list);
                    self.failures = 0;
                }
                Err(failure) if self.failures < ATTEMPTS_MAX => {
                    self.failures += 1;
                    return Err(failure);
                }
                Err(failure) => {
                    self.are_missed = true;
                    let detail = format!("a segment stays as it was: {failure}");
                    instance.health.report(failure.cause(), &digest.to_string(), detail);
                }
            }
        }
        self.failures = 0;
        lists.extend(std::mem::take(&mut self.fetched));
        Ok(lists)
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::KeyList;
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, answer};
    use crate::testing::TestHoist;

    #[tokio::test]
    async fn only_failures_with_no_list_between_them_give_one_up() {
        let lists = ["u", "v"].map(|key| KeyList::from_iter([key]));
        let [there, missing] = lists.map(|list| list.digest().to_string());
        let body = json!({"hash": there, "keys": ["u"]}).to_string();
        let path = format!("/api/lists/{there}");
        let server = Scripted::start(move |line, _| match line.contains(&path) {
            true => vec![answer("200 OK", "application/json", &body)],
            false => vec![answer("503 Unavailable", "application/json", "{}")],
        })
        .await;
        let endpoint = Endpoint::new(&server.url, "t", "i").unwrap();
        let segments =
            json!({"a": {"include": {"list": there}}, "b": {"include": {"list": missing}}});
        let change = json!({"log": "l", "from": 5, "seq": 6, "segments": segments});
        let message = Message::read("change", &change.to_string()).unwrap().unwrap();
        let test = TestHoist::new("").unwrap();
        let instance = test.hoist().instance();
        let mut lists = LongLists { failures: ATTEMPTS_MAX, ..LongLists::default() };
        for attempt in 1..=ATTEMPTS_MAX {
            lists.of(&message, instance, &endpoint).await.unwrap_err();
            assert_eq!(lists.failures, attempt);
        }
        let had = lists.of(&message, instance, &endpoint).await.unwrap();
        assert!(lists.are_missed && had.len() == 1);
        assert_eq!(server.asked(&there), 1, "what has come is not fetched again");
    }
}
