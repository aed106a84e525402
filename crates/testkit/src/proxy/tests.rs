//! Each harm, in front of a server that sends back what it gets.

use std::sync::Mutex;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, sleep, timeout};

use super::*;

/// Long enough for everything here.
const LONG: Duration = Duration::from_secs(20);
/// Long enough for something to be wrong.
const SHORT: Duration = Duration::from_millis(50);

type Heard = Arc<Mutex<Vec<u8>>>;

/// An echo, and all that it has heard.
async fn echo() -> (SocketAddr, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Heard::default();
    let shared = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let heard = Arc::clone(&shared);
            tokio::spawn(async move {
                let mut chunk = [0; 1_024];
                loop {
                    let read = stream.read(&mut chunk).await.unwrap_or(0);
                    heard.lock().unwrap().extend_from_slice(&chunk[..read]);
                    if read == 0 || stream.write_all(&chunk[..read]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, heard)
}

async fn proxy() -> (Proxy, TcpStream, Heard) {
    let (target, heard) = echo().await;
    let proxy = Proxy::start(target, 1).await.unwrap();
    let client = TcpStream::connect(proxy.address()).await.unwrap();
    (proxy, client, heard)
}

/// The next bytes, as text; how the connection ended, where it did.
async fn next(client: &mut TcpStream, bytes: usize) -> Result<String, io::ErrorKind> {
    let mut answer = vec![0; bytes];
    let read = timeout(LONG, client.read_exact(&mut answer)).await.unwrap();
    read.map(|_| String::from_utf8(answer).unwrap()).map_err(|error| error.kind())
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..4_000 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

#[tokio::test]
async fn bytes_pass_in_order() {
    let (proxy, mut client, _) = proxy().await;
    let text: String = (0..20_000).map(|n| format!("{n} ")).collect();
    let (mut read, mut write) = client.split();
    let mut answer = vec![0; text.len()];
    let (written, read) =
        tokio::join!(write.write_all(text.as_bytes()), read.read_exact(&mut answer));
    written.and(read.map(|_| ())).unwrap();
    assert_eq!(String::from_utf8(answer).unwrap(), text);
    assert_eq!((proxy.open(), proxy.taken()), (1, 1));
    drop(client);
    until("closed", || proxy.open() == 0).await;
}

#[tokio::test]
async fn delays() {
    let (proxy, mut client, _) = proxy().await;
    for jitter in [Duration::ZERO, SHORT] {
        proxy.set(Harm { delay: SHORT, jitter, ..Harm::default() });
        let began = Instant::now();
        client.write_all(b"abc").await.unwrap();
        assert_eq!(next(&mut client, 3).await, Ok("abc".to_owned()));
        // There and back.
        assert!(began.elapsed() >= 2 * SHORT);
    }
}

/// Both sides hear of a cut, as it was meant.
#[tokio::test]
async fn cuts() {
    for (ending, expected) in [
        (Ending::Close, io::ErrorKind::UnexpectedEof),
        (Ending::HalfClose, io::ErrorKind::UnexpectedEof),
        (Ending::Reset, io::ErrorKind::ConnectionReset),
    ] {
        let (proxy, mut client, _) = proxy().await;
        client.write_all(b"abc").await.unwrap();
        assert_eq!(next(&mut client, 3).await, Ok("abc".to_owned()));
        proxy.cut(ending);
        assert_eq!(next(&mut client, 1).await, Err(expected), "{ending:?}");
        until("closed", || proxy.open() == 0).await;
        let mut again = TcpStream::connect(proxy.address()).await.unwrap();
        again.write_all(b"def").await.unwrap();
        assert_eq!(next(&mut again, 3).await, Ok("def".to_owned()));
    }
}

#[tokio::test]
async fn stalls_lose_nothing() {
    let (proxy, mut client, heard) = proxy().await;
    client.write_all(b"abc").await.unwrap();
    assert_eq!(next(&mut client, 3).await, Ok("abc".to_owned()));
    proxy.set(Harm { stalls: true, ..Harm::default() });
    client.write_all(b"def").await.unwrap();
    let mut late = TcpStream::connect(proxy.address()).await.unwrap();
    late.write_all(b"ghi").await.unwrap();
    assert!(timeout(SHORT, client.read_u8()).await.is_err());
    assert_eq!(*heard.lock().unwrap(), b"abc");
    proxy.heal();
    assert_eq!(next(&mut client, 3).await, Ok("def".to_owned()));
    assert_eq!(next(&mut late, 3).await, Ok("ghi".to_owned()));
    // A cut ends what is stalled too.
    proxy.set(Harm { stalls: true, ..Harm::default() });
    client.write_all(b"jkl").await.unwrap();
    proxy.cut(Ending::Reset);
    assert_eq!(next(&mut client, 1).await, Err(io::ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn answers_end_early() {
    for (ending, expected) in [
        (Ending::Close, io::ErrorKind::UnexpectedEof),
        (Ending::HalfClose, io::ErrorKind::UnexpectedEof),
    ] {
        let (proxy, mut client, heard) = proxy().await;
        proxy.set(Harm { ends_after: Some((5, ending)), ..Harm::default() });
        client.write_all(b"abcdefgh").await.unwrap();
        assert_eq!(next(&mut client, 5).await, Ok("abcde".to_owned()), "{ending:?}");
        assert_eq!(next(&mut client, 1).await, Err(expected), "{ending:?}");
        if ending == Ending::HalfClose {
            client.write_all(b"ijk").await.unwrap();
            until("heard", || heard.lock().unwrap().ends_with(b"ijk")).await;
            drop(client);
        }
        until("closed", || proxy.open() == 0).await;
    }
}

/// A reset may overtake the bytes before it.
#[tokio::test]
async fn answers_are_reset() {
    let (proxy, mut client, _) = proxy().await;
    proxy.set(Harm { ends_after: Some((5, Ending::Reset)), ..Harm::default() });
    client.write_all(b"abcdefgh").await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(LONG, client.read_to_end(&mut answer)).await.unwrap();
    assert_eq!(read.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert!(b"abcde".starts_with(&answer), "{answer:?}");
}

#[tokio::test]
async fn a_duplicate() {
    let (proxy, mut client, _) = proxy().await;
    proxy.duplicate_once();
    client.write_all(b"abc").await.unwrap();
    assert_eq!(next(&mut client, 6).await, Ok("abcabc".to_owned()));
    client.write_all(b"def").await.unwrap();
    assert_eq!(next(&mut client, 3).await, Ok("def".to_owned()));
    assert!(timeout(SHORT, client.read_u8()).await.is_err());
}

#[tokio::test]
async fn refusals() {
    let (proxy, mut client, _) = proxy().await;
    until("open", || proxy.open() == 1).await;
    proxy.set(Harm { refuses: true, ..Harm::default() });
    let mut refused = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(next(&mut refused, 1).await, Err(io::ErrorKind::ConnectionReset));
    client.write_all(b"abc").await.unwrap();
    assert_eq!(next(&mut client, 3).await, Ok("abc".to_owned()));
}

/// Where no server is, the connection is reset; it is led to another one by and by.
#[tokio::test]
async fn another_server() {
    // A port that is never given to who asks for any.
    let proxy = Proxy::start("127.0.0.1:1".parse().unwrap(), 1).await.unwrap();
    let mut nobody = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(next(&mut nobody, 1).await, Err(io::ErrorKind::ConnectionReset));
    proxy.lead_to(echo().await.0);
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    client.write_all(b"abc").await.unwrap();
    assert_eq!(next(&mut client, 3).await, Ok("abc".to_owned()));
    drop(proxy);
    assert_eq!(next(&mut client, 1).await, Err(io::ErrorKind::ConnectionReset));
}
