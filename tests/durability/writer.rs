//! One of those who write: it knows what each of its requests has to do.

use std::sync::mpsc::Sender;

use serde_json::{Value, json};

use crate::generator::Random;
use crate::server::{Answer, Server};

/// A request that was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// Its id, which its entries have.
    pub(super) id: String,
    /// The entries that it makes in the environment's log, as kind, collection and key.
    pub(super) effect: Vec<String>,
    /// Keys that it puts into a list.
    pub(super) added: Vec<String>,
    /// Keys that it takes out of a list.
    pub(super) removed: Vec<String>,
    /// Whether it asks for a token.
    pub(super) is_token: bool,
    /// The token that it revokes.
    pub(super) revokes: Option<String>,
    /// None where the server was killed before it answered.
    pub(super) answer: Option<Answer>,
}

/// A request to be sent.
struct Request {
    method: &'static str,
    path: String,
    body: Value,
    sent: Sent,
}

/// What a writer knows of one of its flags.
struct Flag {
    key: String,
    is_killed: bool,
    /// How many definitions it has had that it can be rolled back from.
    changes: usize,
}

/// Writes one request after the other, to keys that nobody else writes to.
pub(super) struct Writer<'s> {
    server: &'s Server,
    admin: String,
    name: String,
    random: Random,
    flags: Vec<Flag>,
    tokens: Vec<String>,
    requests: usize,
    /// Keys of its segment, of which each request adds new ones and removes the oldest.
    keys: std::ops::Range<usize>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(server: &'s Server, name: String, random: Random) -> Self {
        let admin = server.admin();
        let (flags, tokens) = (Vec::new(), Vec::new());
        Self { server, admin, name, random, flags, tokens, requests: 0, keys: 0..0 }
    }

    /// Writes until no answer comes. Each answer is told.
    pub(super) fn run(mut self, segment_keys: usize, tell: &Sender<()>) -> Vec<Sent> {
        let mut all = Vec::new();
        loop {
            let request = if all.is_empty() { self.segment(segment_keys) } else { self.next() };
            let sent = self.send(request);
            let is_answered = sent.answer.is_some();
            all.push(sent);
            if !is_answered {
                return all;
            }
            // The test may have seen enough and listen no more.
            tell.send(()).ok();
        }
    }

    fn send(&mut self, request: Request) -> Sent {
        let Request { method, path, body, mut sent } = request;
        let body = (!body.is_null()).then(|| body.to_string());
        let headers = [("x-request-id", sent.id.as_str())];
        let (token, body) = (Some(self.admin.as_str()), body.as_deref());
        sent.answer = self.server.try_send(method, &path, token, body, &headers).ok();
        if let Some(answer) = sent.answer.as_ref().filter(|_| sent.is_token) {
            self.tokens.push(answer.json()["id"].as_str().unwrap().to_owned());
        }
        sent
    }

    fn request(&mut self, method: &'static str, path: String, effect: Vec<String>) -> Request {
        self.requests += 1;
        let id = format!("{}-{}", self.name, self.requests);
        Request { method, path, body: Value::Null, sent: Sent { id, effect, ..Sent::default() } }
    }

    fn segment(&mut self, count: usize) -> Request {
        let name = self.name.clone();
        let effect = vec![format!("created segments {name}")];
        let mut request = self.request("PUT", format!("/api/segments/{name}"), effect);
        self.keys = 0..count;
        request.sent.added = self.keys.clone().map(|number| format!("{name}-{number}")).collect();
        request.body = json!({"include": request.sent.added});
        request
    }

    fn next(&mut self) -> Request {
        let flag = self.random.below(self.flags.len().max(1));
        match self.random.below(10) {
            1 if self.flags.len() > 2 => self.delete(flag),
            2 | 3 if !self.flags.is_empty() => self.patch(flag),
            4 if !self.flags.is_empty() => self.kill_or_revive(flag),
            5 if self.flags.get(flag).is_some_and(|flag| flag.changes > 0) => self.roll_back(flag),
            6 | 7 => self.edit_list(),
            8 => self.token(),
            9 => self.import(),
            _ => self.create(),
        }
    }

    fn new_flag(&mut self) -> String {
        let key = format!("{}-f{}", self.name, self.flags.len() + 100 * self.requests);
        self.flags.push(Flag { key: key.clone(), is_killed: false, changes: 0 });
        key
    }

    fn create(&mut self) -> Request {
        let key = self.new_flag();
        let effect = vec![format!("created features {key}")];
        let mut request = self.request("POST", "/api/features".into(), effect);
        request.body = json!({"key": key, "type": "boolean", "description": request.sent.id});
        request
    }

    fn import(&mut self) -> Request {
        let keys = [(); 3].map(|()| self.new_flag());
        let effect = keys.iter().map(|key| format!("created features {key}")).collect();
        let mut request = self.request("POST", "/api/import".into(), effect);
        for key in keys {
            let flag = json!({"type": "boolean", "description": request.sent.id});
            request.body["features"][key] = flag;
        }
        request
    }

    fn patch(&mut self, flag: usize) -> Request {
        let flag = &mut self.flags[flag];
        flag.changes += 1;
        let (path, effect) =
            (format!("/api/features/{}", flag.key), format!("updated features {}", flag.key));
        let mut request = self.request("PATCH", path, vec![effect]);
        request.body = json!({"description": request.sent.id});
        request
    }

    fn kill_or_revive(&mut self, flag: usize) -> Request {
        let flag = &mut self.flags[flag];
        flag.is_killed = !flag.is_killed;
        let (verb, done) = if flag.is_killed { ("kill", "killed") } else { ("revive", "revived") };
        let (path, effect) =
            (format!("/flags/{}/{verb}", flag.key), format!("{done} features {}", flag.key));
        self.request("POST", path, vec![effect])
    }

    fn roll_back(&mut self, flag: usize) -> Request {
        let flag = &mut self.flags[flag];
        // Changes that were rolled back cannot be again, and those before them may be.
        flag.changes = 0;
        let (path, effect) =
            (format!("/flags/{}/rollback", flag.key), format!("rolled_back features {}", flag.key));
        self.request("POST", path, vec![effect])
    }

    fn delete(&mut self, flag: usize) -> Request {
        let Flag { key, .. } = self.flags.remove(flag);
        let effect = vec![format!("deleted features {key}")];
        self.request("DELETE", format!("/api/features/{key}"), effect)
    }

    fn edit_list(&mut self) -> Request {
        let (name, end) = (self.name.clone(), self.keys.end);
        let effect = vec![format!("updated segments {name}")];
        let mut request = self.request("POST", format!("/api/segments/{name}/keys"), effect);
        request.sent.added = (end..end + 5).map(|number| format!("{name}-{number}")).collect();
        request.sent.removed = vec![format!("{name}-{}", self.keys.start)];
        self.keys = self.keys.start + 1..end + 5;
        let (add, remove) = (&request.sent.added, &request.sent.removed);
        request.body = json!({"list": "include", "add": add, "remove": remove});
        request
    }

    fn token(&mut self) -> Request {
        if let Some(id) = self.tokens.pop().filter(|_| self.random.chance(50)) {
            let mut request = self.request("DELETE", format!("/api/tokens/{id}"), Vec::new());
            request.sent.revokes = Some(id);
            return request;
        }
        let mut request = self.request("POST", "/api/tokens".into(), Vec::new());
        let name = &request.sent.id;
        request.body = json!({"name": name, "kind": "viewer", "environments": ["default"]});
        request.sent.is_token = true;
        request
    }
}
