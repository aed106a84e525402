//! OFREP for browsers: pages of other origins, tickets, and events that say when to ask again.

mod reader;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{now, timed, within_an_hour};
use crate::server::{Answer, Server};
use reader::{Event, Reader};

const ALL: &str = "/ofrep/v1/evaluate/flags";
const EVENTS: &str = "/ofrep/v1/events";
/// What pages of other origins may ask for.
const FOR_BROWSERS: [&str; 4] = [
    "POST /ofrep/v1/evaluate/flags/{key}",
    "POST /ofrep/v1/evaluate/flags",
    "GET /ofrep/v1/events",
    "POST /api/events",
];

fn server(arguments: &[&str]) -> Server {
    let server = Server::start_with(arguments);
    let flags = json!({"features": {
        "shown": {"type": "boolean", "enabled": true},
        "hidden": {"type": "boolean", "enabled": true, "visibility": "server"},
    }});
    server.post("/api/import", &flags).expect(200);
    server
}

fn bulk(server: &Server, token: Option<&str>, headers: &[(&str, &str)]) -> Answer {
    server.send("POST", ALL, token, Some(r#"{"context": {"targetingKey": "u"}}"#), headers)
}

/// Where the answer with all flags says that events are told.
fn address(server: &Server, token: Option<&str>) -> String {
    let streams = bulk(server, token, &[]).expect(200)["eventStreams"].clone();
    let address = streams[0]["endpoint"]["requestUri"].as_str().unwrap().to_owned();
    let endpoint = json!({"requestUri": address});
    let expected = json!([{"type": "sse", "endpoint": endpoint, "inactivityDelaySec": 120}]);
    assert_eq!(streams, expected);
    address
}

/// Changes a flag; gives the id that the event of the change has.
fn change(server: &Server, key: &str, enabled: bool) -> String {
    let path = format!("/api/features/{key}");
    let seq = server.patch(&path, &json!({"enabled": enabled})).expect(200)["version"].clone();
    format!("{}.{seq}", server.get("/api/snapshot").expect(200)["log"].as_str().unwrap())
}

/// Cross-origin headers of an answer.
fn cors(answer: &Answer) -> Vec<(String, String)> {
    let own = answer.headers.iter().filter(|(name, _)| name.as_str().starts_with("access-control"));
    let text = |value: &ureq::http::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> = own.map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort();
    headers
}

#[test]
fn pages_of_other_origins_may_ask_for_evaluations_and_for_nothing_else() {
    let server = server(&[]);
    let client = server.token("client", &["default"]);
    let page = [
        ("origin", "https://shop.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let readable = [
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "ETag, Retry-After, X-Request-Id"),
    ];
    for (operation, _) in hoist_server::access() {
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.replace("{key}", "nothing").replace("{id}", "nothing");
        let path = path.replace("{hash}", &"0".repeat(64));
        let preflight = server.send("OPTIONS", &path, None, None, &page);
        let answers = [None, Some("none"), Some(client.as_str())].map(|token| {
            let body = (method != "GET" && method != "DELETE").then_some("{}");
            server.send(method, &path, token, body, &page)
        });
        if !FOR_BROWSERS.contains(&&*operation) {
            assert_eq!(preflight.status, 405, "{operation}");
            for answer in [preflight].iter().chain(&answers) {
                assert_eq!(cors(answer), [], "{operation}");
            }
            continue;
        }
        assert_eq!((preflight.status, preflight.text.as_str()), (204, ""), "{operation}");
        let allowed = [
            (
                "access-control-allow-headers",
                "content-type, authorization, x-api-key, if-none-match, x-request-id",
            ),
            ("access-control-allow-methods", method),
            readable[0],
            readable[1],
            ("access-control-max-age", "7200"),
        ];
        let owned = |headers: &[(&str, &str)]| -> Vec<(String, String)> {
            headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
        };
        let mut allowed = owned(&allowed);
        allowed.sort();
        assert_eq!(cors(&preflight), allowed, "{operation}");
        // What is refused can be read as well: no token, a wrong one, no such flag, no such method.
        assert_eq!([answers[0].status, answers[1].status], [401, 401], "{operation}");
        let other = server.send("PUT", &path, Some(&client), Some("{}"), &page);
        assert_eq!(other.code(), "method_not_allowed");
        for answer in answers.iter().chain([&other]) {
            assert_eq!(cors(answer), owned(&readable), "{operation} {}", answer.status);
        }
    }
    for path in ["/nowhere", "/ofrep/v1/evaluate", "/ofrep/v2/evaluate/flags"] {
        assert_eq!(cors(&server.send("OPTIONS", path, None, None, &page)), [], "{path}");
    }
}

/// Who opens a server to their network does not open it to every page that is read there.
#[test]
fn a_page_without_a_token_is_a_client_at_most() {
    let server = server(&["--anonymous", "server"]);
    let page = [("origin", "https://shop.example")];
    let keys = |headers: &[(&str, &str)]| {
        let flags = bulk(&server, None, headers).expect(200)["flags"].clone();
        flags.as_array().unwrap().iter().map(|flag| flag["key"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&[]), ["shown", "hidden"]);
    assert_eq!(keys(&page), ["shown"]);
    server.send("GET", "/api/snapshot", None, None, &[]).expect(200);
    assert_eq!(server.send("GET", "/api/snapshot", None, None, &page).code(), "unauthorized");
    let token = server.token("server", &["default"]);
    server.send("GET", "/api/snapshot", Some(&token), None, &page).expect(200);
}

#[test]
fn changes_are_told_at_once_and_then_together() {
    let server = server(&[]);
    let client = server.token("client", &["default"]);
    let first = change(&server, "shown", false);
    let mut reader = Reader::open(&server, &address(&server, Some(&client)), &[]);
    assert_eq!(reader.status, 200);
    assert_eq!(reader.header("content-type"), Some("text/event-stream"));
    assert_eq!(reader.header("cache-control"), Some("no-store"));
    let retry: u32 = reader.next().unwrap().retry.unwrap().parse().unwrap();
    assert!((1_000..5_000).contains(&retry), "{retry}");
    // The rules have changed just now, perhaps after this reader asked for all flags.
    let event = reader.event();
    assert_eq!((event.id.as_deref(), event.name.as_deref()), (Some(&*first), Some("message")));
    let data: Value = serde_json::from_str(event.data.as_deref().unwrap()).unwrap();
    let modified = data["lastModified"].as_i64().unwrap();
    assert_eq!(data, json!({"type": "refetchEvaluation", "lastModified": modified}));
    assert!((0..60).contains(&(now().as_second() - modified)), "{modified}");

    // Many changes in a row are few events, and the last of them is of the last change.
    let changes = 20;
    let mut last = first;
    let mut told = 0;
    let (_, took) = timed(|| {
        for round in 0..changes {
            last = change(&server, "shown", round % 2 == 0);
        }
        loop {
            told += 1;
            if reader.event().id.as_deref() == Some(&*last) {
                break;
            }
        }
    });
    // The first of them at once, and one in each further second that has begun.
    assert!(told <= took.as_secs() + 2 && told < changes, "{told} in {took:?}");

    // Whoever comes back with the id of the last event is told of what is new, and of that alone.
    let known = last.clone();
    for id in [&*known, "log_x.1", ""] {
        let mut back = Reader::open(
            &server,
            EVENTS,
            &[("Authorization", &format!("Bearer {client}")), ("Last-Event-ID", id)],
        );
        back.next().unwrap();
        if id == known {
            last = change(&server, "hidden", false);
        }
        assert_eq!(back.event().id.as_deref(), Some(&*last), "{id}");
    }
    // What concerns no rule is no news: a freeze is told to nobody, the change after it is.
    assert_eq!(reader.event().id.as_deref(), Some(&*last));
    server.post("/experiments/freeze", &json!({"scope": "experiments"})).expect(200);
    let last = change(&server, "shown", true);
    assert_eq!(reader.event().id.as_deref(), Some(&*last));
}

#[test]
fn a_kill_is_told_at_once() {
    let server = server(&["--anonymous", "client"]);
    let mut reader = Reader::open(&server, &address(&server, None), &[]);
    reader.event();
    let told = |act: &str| {
        let ((), took) = timed(|| {
            server.post(&format!("/flags/shown/{act}"), &json!({})).expect(200);
            assert!(reader.event().id.is_some());
        });
        took
    };
    // Each waits for the one before: with a pause between them, each would take about a second.
    let mut times: Vec<Duration> = ["kill", "revive"].repeat(6).into_iter().map(told).collect();
    times.sort_unstable();
    // The machine may stall in some of them.
    assert!(times[times.len() / 2] < Duration::from_millis(500), "{times:?}");
}

#[test]
fn streams_end_with_the_right_to_read_them_and_with_the_server() {
    let server = server(&[]);
    let issue = |more: Value| {
        let mut body = json!({"name": "web", "kind": "client", "environments": ["default"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/tokens", &body).expect(201)
    };
    let secret = |token: &Value| token["token"].as_str().unwrap().to_owned();
    let open = |token: &str| {
        let mut reader = Reader::open(&server, &address(&server, Some(token)), &[]);
        reader.event();
        reader
    };
    let (revoked, lasting) = (issue(json!({})), issue(json!({})));
    let mut readers = [&revoked, &lasting].map(|token| open(&secret(token)));
    let old = address(&server, Some(&secret(&revoked)));

    let id = revoked["id"].as_str().unwrap();
    let (_, took) = timed(|| {
        server.delete(&format!("/api/tokens/{id}")).expect(204);
        assert_eq!(readers[0].rest(), []);
    });
    // Sooner than the next comment, which would be the next chance to look.
    assert!(took < Duration::from_secs(14), "{took:?}");
    assert_eq!(server.send("GET", &old, None, None, &[]).code(), "unauthorized");

    // Issued last, so that it is still good when its stream is opened.
    let expires_at = now() + jiff::SignedDuration::from_secs(8);
    let mut expired = open(&secret(&issue(json!({"expires_at": expires_at}))));
    // It ends before it is told for the first time that the stream lives.
    assert_eq!(expired.next(), None);
    let late = now().duration_since(expires_at);
    assert!(!late.is_negative(), "{late:?}");

    let last = change(&server, "shown", false);
    assert_eq!(readers[1].event().id.as_deref(), Some(&*last));
    let ((status, log), took) = timed(|| server.stop());
    assert!(status.success() && took < Duration::from_secs(10), "{took:?}");
    assert_eq!(readers[1].rest(), []);
    assert!(!log.contains(old.split('=').nth(1).unwrap()), "a ticket is in the log");
    assert!(log.contains(EVENTS));
}

#[test]
fn a_ticket_opens_events_and_nothing_else() {
    let server = server(&[]);
    let client = server.token("client", &["default"]);
    let address = address(&server, Some(&client));
    let ticket = address.split_once("ticket=").unwrap().1;
    assert!(!ticket.contains(&client[client.len() - 64..]));
    for (method, path) in [
        ("POST", ALL),
        ("POST", "/ofrep/v1/evaluate/flags/shown"),
        ("GET", "/status"),
        ("GET", "/api/snapshot"),
        ("GET", EVENTS),
    ] {
        let body = (method == "POST").then_some("{}");
        let in_query = format!("{path}?ticket={ticket}");
        if path != EVENTS {
            let answer = server.send(method, &in_query, None, body, &[]);
            assert_eq!(answer.code(), "unauthorized", "{path}");
        }
        let as_token = server.send(method, path, Some(ticket), body, &[]);
        assert_eq!(as_token.code(), "unauthorized", "{path}");
    }
    let changed = ticket.replace("default", "other");
    for wrong in ["", "x", "default~admin~0~00", &ticket[1..], &ticket[..10], &changed] {
        let path = format!("{EVENTS}?ticket={wrong}");
        // Not even beside a token that is one: what is shown has to hold.
        for token in [None, Some(client.as_str())] {
            let answer = server.send("GET", &path, token, None, &[]);
            assert_eq!(answer.code(), "unauthorized", "{wrong}");
        }
    }
    let emergency = server.token("emergency", &["default"]);
    assert_eq!(server.send("GET", EVENTS, Some(&emergency), None, &[]).code(), "forbidden");
    let strange = server.send("GET", &format!("{EVENTS}?tiket=x"), Some(&client), None, &[]);
    assert_eq!(strange.code(), "bad_request");
}

#[test]
fn the_tag_of_all_flags_is_also_of_where_changes_are_told() {
    let server = server(&["--anonymous", "client"]);
    within_an_hour();
    let (one, two) = (server.token("client", &["*"]), server.token("client", &["*"]));
    let mut seen = BTreeSet::new();
    for token in [Some(one.as_str()), Some(two.as_str()), None] {
        let answer = bulk(&server, token, &[]);
        let tag = answer.header("etag").to_owned();
        assert_eq!(address(&server, token), address(&server, token));
        let again = bulk(&server, token, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", &*tag));
        // As web providers ask again after an event.
        let path = format!("{ALL}?flagConfigEtag=%22x%22&flagConfigLastModified=1771622898");
        let body = r#"{"context": {"targetingKey": "u"}}"#;
        let headers = [("if-none-match", tag.as_str())];
        assert_eq!(server.send("POST", &path, token, Some(body), &headers).status, 304);
        seen.insert(tag);
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn who_is_silent_is_told_that_the_stream_lives() {
    let server = server(&["--anonymous", "client"]);
    // From before it is opened: what has arrived may be read late.
    let (part, took) = timed(|| {
        let mut reader = Reader::open(&server, EVENTS, &[]);
        reader.event();
        reader.next().unwrap()
    });
    assert_eq!(part, Event { comment: Some(String::new()), ..Event::default() });
    assert!((14..25).contains(&took.as_secs()), "{took:?}");
}
