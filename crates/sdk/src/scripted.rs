//! A server for tests that answers each request just as a test wants.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A part of an answer. The connection ends after the last one.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// These bytes.
    Send(String),
    /// Nothing before this is notified.
    Until(Arc<Notify>),
    /// Nothing more, and no end.
    Hang,
}

/// The head and the body of an answer that ends with its connection.
pub(crate) fn answer(status: &str, kind: &str, body: &str) -> Step {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n");
    Step::Send(format!("{head}{body}"))
}

/// The server. Each request has a connection of its own.
pub(crate) struct Scripted {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Answers by the first line of a request and how many had the same before.
    pub(crate) async fn start(
        answers: impl Fn(&str, usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (lines, answers) = (Arc::clone(&asked), Arc::new(answers));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (lines, answers) = (Arc::clone(&lines), Arc::clone(&answers));
                tokio::spawn(async move {
                    serve(stream, |line| {
                        let mut lines = lines.lock().unwrap();
                        let before = lines.iter().filter(|other| **other == line).count();
                        let steps = answers(&line, before);
                        lines.push(line);
                        steps
                    })
                    .await
                });
            }
        });
        Self { url, asked }
    }

    /// How many requests had this in their first line.
    pub(crate) fn asked(&self, part: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|line| line.contains(part)).count()
    }
}

/// Gives what was asked for in time; a client that is gone is nothing to a server.
async fn serve(mut stream: TcpStream, steps: impl FnOnce(String) -> Vec<Step>) -> Option<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let line = String::from_utf8_lossy(&head).lines().next()?.to_owned();
    for step in steps(line) {
        match step {
            Step::Send(text) => stream.write_all(text.as_bytes()).await.ok()?,
            Step::Until(notify) => notify.notified().await,
            Step::Hang => std::future::pending().await,
        }
    }
    stream.shutdown().await.ok()
}
