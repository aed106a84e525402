//! What is said on the wire, with sockets that answer as `HAProxy` does and as it must not.

use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, UnixListener};

use super::*;

/// What answers, and the lines that it was told.
pub(in crate::releases) struct Wire {
    pub(in crate::releases) socket: String,
    pub(in crate::releases) told: Arc<Mutex<Vec<String>>>,
    _folder: tempfile::TempDir,
}

/// A socket of either kind, each of whose connections gets one answer.
pub(in crate::releases) async fn answering(
    is_unix: bool,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> Wire {
    let folder = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&told);
    let reply = move |line: &str| {
        all.lock().unwrap().push(line.trim_end().to_owned());
        answer(line)
    };
    let socket = if is_unix {
        let path = folder.path().join("s.sock");
        let listener = UnixListener::bind(&path).unwrap();
        tokio::spawn(async move {
            loop {
                serve(listener.accept().await.unwrap().0, &reply).await;
            }
        });
        path.to_str().unwrap().to_owned()
    } else {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                serve(listener.accept().await.unwrap().0, &reply).await;
            }
        });
        address.to_string()
    };
    Wire { socket, told, _folder: folder }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, reply: &impl Fn(&str) -> String) {
    let mut line = [0; 512];
    let read = stream.read(&mut line).await.unwrap();
    let answer = reply(std::str::from_utf8(&line[..read]).unwrap());
    stream.write_all(answer.as_bytes()).await.ok();
}

/// Two servers of a backend that remember their weights and can forget them.
pub(in crate::releases) struct Backend(Mutex<[u32; 2]>);

impl Backend {
    pub(in crate::releases) fn with(candidate: u32, stable: u32) -> Arc<Self> {
        Arc::new(Self(Mutex::new([candidate, stable])))
    }

    pub(in crate::releases) fn weights(&self) -> [u32; 2] {
        *self.0.lock().unwrap()
    }

    pub(in crate::releases) fn answer(&self, line: &str) -> String {
        if line == "show stat -1 4 -1\n" {
            return table(self.weights());
        }
        for command in line.trim_end().split(';') {
            let (server, weight) = command.split_once(" weight ").unwrap();
            let place = usize::from(server == "set server shop/blue");
            self.0.lock().unwrap()[place] = weight.parse().unwrap();
        }
        "\n\n".to_owned()
    }
}

fn table([candidate, stable]: [u32; 2]) -> String {
    format!(
        "# pxname,svname,status,bck,uweight\nshop,green,UP,0,{candidate}\n\
         shop,blue,UP,0,{stable}\n\n"
    )
}

async fn asked(wire: &Wire, share: Hundredths) -> Result<Routed, NotRouted> {
    let place = Place { socket: &wire.socket, backend: "shop", candidate: "green", stable: "blue" };
    route(place, share, std::slice::from_ref(&wire.socket)).await
}

#[tokio::test]
async fn weights_are_set_once_and_again_after_a_reload() {
    for is_unix in [true, false] {
        let backend = Backend::with(0, 100);
        let own = Arc::clone(&backend);
        let wire = answering(is_unix, move |line| own.answer(line)).await;
        for (share, weights, line) in [
            (500, [5, 95], "set server shop/blue weight 95;set server shop/green weight 5"),
            (10_000, [100, 0], "set server shop/green weight 100;set server shop/blue weight 0"),
            (0, [0, 100], "set server shop/blue weight 100;set server shop/green weight 0"),
        ] {
            assert_eq!(asked(&wire, share).await, Ok(Routed::Set));
            assert_eq!(backend.weights(), weights);
            let lines = std::mem::take(&mut *wire.told.lock().unwrap());
            assert_eq!(lines, ["show stat -1 4 -1", line, "show stat -1 4 -1"]);
            assert_eq!(asked(&wire, share).await, Ok(Routed::AsItWas));
            assert_eq!(std::mem::take(&mut *wire.told.lock().unwrap()), ["show stat -1 4 -1"]);
        }
        *backend.0.lock().unwrap() = [100, 0];
        assert_eq!(asked(&wire, 2_500).await, Ok(Routed::Set));
        assert_eq!(backend.weights(), [25, 75]);
    }
}

#[tokio::test]
async fn what_was_not_done_is_not_believed() {
    let unmoved = |line: &str| match line.starts_with("show") {
        true => table([7, 93]),
        false => "\n\n".to_owned(),
    };
    let denied = |line: &str| match line.starts_with("show") {
        true => table([7, 93]),
        false => "Permission denied\n\n".to_owned(),
    };
    let stranger = |_: &str| "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned();
    let empty = |_: &str| "# pxname,svname,status,bck,uweight\nother,green,UP,0,1\n".to_owned();
    let nothing = |_: &str| String::new();
    let endless = |_: &str| "x".repeat(ANSWER_BYTES_MAX + 1);
    let refused = async |answer: fn(&str) -> String| {
        let wire = answering(true, answer).await;
        let NotRouted { reason, hopeless } = asked(&wire, 500).await.unwrap_err();
        assert!(!hopeless, "{reason}");
        reason
    };
    for (answer, expected) in [
        (unmoved as fn(&str) -> String, "has weights 7 for the candidate and 93 for stable where"),
        (denied, "refuses the weights: \"Permission denied\": its socket needs `level admin`"),
        (stranger, "is no HAProxy"),
        (nothing, "closed the connection without an answer"),
        (empty, "has no server shop/green"),
        (endless, "answered with more than"),
    ] {
        let reason = refused(answer).await;
        assert!(reason.contains(expected), "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_a_time_and_nobody_there_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("s.sock").to_str().unwrap().to_owned();
    let place = Place { socket: &socket, backend: "shop", candidate: "green", stable: "blue" };
    let allowed = [socket.clone()];
    let gone = route(place, 500, &allowed).await.unwrap_err();
    assert!(gone.reason.contains("cannot be reached"), "{}", gone.reason);
    // It takes the connection and says nothing.
    let _listener = UnixListener::bind(&socket).unwrap();
    let silent = route(place, 500, &allowed).await.unwrap_err();
    assert!(silent.reason.contains("did not answer within 5 s"), "{}", silent.reason);
}

#[tokio::test]
async fn what_may_not_or_cannot_be_is_not_even_asked() {
    let wire = answering(true, |_| "\n".to_owned()).await;
    let place = Place { socket: &wire.socket, backend: "shop", candidate: "green", stable: "blue" };
    let own = [wire.socket.clone()];
    let odd = |stable| Place { stable, ..place };
    for (place, share, sockets, expected) in [
        (place, 500, &[][..], "start the server with `--allow-haproxy "),
        (place, 500, &["/run/docker.sock".to_owned()], "start the server with"),
        (place, 10, &own, "cannot send 0.1 % of the traffic"),
        (odd("blue weight 0;disable server shop/green"), 500, &own, "is no name"),
        (odd("blue\nshutdown"), 500, &own, "is no name"),
        (odd("a/b"), 500, &own, "is no name"),
        (odd(""), 500, &own, "is no name"),
    ] {
        let NotRouted { reason, hopeless } = route(place, share, sockets).await.unwrap_err();
        assert!(hopeless && reason.contains(expected), "{reason}");
    }
    assert!(wire.told.lock().unwrap().is_empty());
}
