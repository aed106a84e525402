//! A proxy that treats what the server sends badly: delays it, cuts it, sends it twice.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Faults in 1,000 pieces.
const FAULTS: u64 = 30;

/// The proxy. Its faults follow from its seed.
pub(super) struct Proxy {
    pub(super) url: String,
    calm: Arc<AtomicBool>,
}

impl Proxy {
    /// A proxy in front of a server such as `http://127.0.0.1:8080`.
    pub(super) fn start(upstream: &str, seed: u64) -> Self {
        let upstream = upstream.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let calm = Arc::new(AtomicBool::new(false));
        let is_calm = Arc::clone(&calm);
        let dice = Arc::new(AtomicU64::new(seed));
        // It ends with the test's process: it holds nothing but its sockets.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&upstream) else { continue };
                let (to, from) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || forward(from, to, || Fault::None));
                let (dice, is_calm) = (Arc::clone(&dice), Arc::clone(&is_calm));
                std::thread::spawn(move || {
                    forward(server, client, || match is_calm.load(Ordering::Relaxed) {
                        true => Fault::None,
                        false => Fault::of(roll(&dice)),
                    });
                });
            }
        });
        Self { url, calm }
    }

    /// From now on, everything is let through.
    pub(super) fn calm(&self) {
        self.calm.store(true, Ordering::Relaxed);
    }
}

/// The next number of a sequence (Knuth's multiplier), below 1,000.
fn roll(dice: &AtomicU64) -> u64 {
    let step = |last: u64| Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    let last = dice.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap();
    (last >> 33) % 1_000
}

enum Fault {
    None,
    Delay,
    Twice,
    Half,
    Cut,
}

impl Fault {
    fn of(roll: u64) -> Self {
        match roll {
            0..FAULTS => [Self::Delay, Self::Twice, Self::Half, Self::Cut]
                .into_iter()
                .nth(usize::try_from(roll % 4).unwrap())
                .unwrap(),
            _ => Self::None,
        }
    }
}

/// Sends on what comes, in small pieces. Ends both connections at the end of either.
fn forward(mut from: TcpStream, mut to: TcpStream, mut fault: impl FnMut() -> Fault) {
    let mut buffer = [0; 256];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let piece = &buffer[..count];
        let sent = match fault() {
            Fault::None => to.write_all(piece),
            Fault::Delay => {
                std::thread::sleep(Duration::from_millis(20));
                to.write_all(piece)
            }
            Fault::Twice => to.write_all(&[piece, piece].concat()),
            Fault::Half => {
                to.write_all(&piece[..count / 2]).ok();
                break;
            }
            Fault::Cut => break,
        };
        if sent.is_err() {
            break;
        }
    }
    // The other side may be gone already.
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}
