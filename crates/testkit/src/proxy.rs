//! A TCP proxy that does to connections what networks do, when a test says so.
//!
//! It takes connections on a port of its own and passes bytes to an address and back, in order.
//! What harm it does is a value that is set at any time and holds for open connections too; what
//! happens once (a cut, a duplicate) is a call. It listens for as long as it lives: a connection
//! that is refused was taken and reset at once. Bounds: 4,096 connections, 16 KiB in its hands in
//! each direction of one, so with a delay at most that much passes per delay.

mod link;

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// The most connections at a time; more are refused.
const CONNECTIONS_MAX: usize = 4_096;

/// What is done to all that passes. The default is none.
#[derive(Clone, Debug, Default)]
pub struct Harm {
    /// How long bytes take in each direction.
    pub delay: Duration,
    /// How much longer they may take, at random.
    pub jitter: Duration,
    /// Nothing passes, and nothing is lost: as when packets get lost, connections stay open. New
    /// ones are taken, and get no further.
    pub stalls: bool,
    /// New connections are reset. Open ones go on.
    pub refuses: bool,
    /// A connection's answers end after so many bytes, and how.
    pub ends_after: Option<(u64, Ending)>,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// In good order, for both sides; where one has sent what was not passed on yet, systems make
    /// it a reset.
    Close,
    /// With RST, for both sides.
    Reset,
    /// The client is told that no more will come; what it sends still arrives.
    HalfClose,
}

/// A proxy in front of an address. Dropping it resets all connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    control: Arc<Control>,
    listening: JoinHandle<()>,
}

/// What the handle and the connections have in common.
#[derive(Debug)]
struct Control {
    target: watch::Sender<SocketAddr>,
    harm: watch::Sender<Harm>,
    /// How often everything was cut, and how last.
    cut: watch::Sender<(u64, Ending)>,
    duplicates: AtomicBool,
    open: AtomicUsize,
    taken: AtomicU64,
    /// State of the random numbers.
    random: AtomicU64,
    places: Arc<Semaphore>,
}

impl Proxy {
    /// Starts in front of an address, on a port of its own on this machine. The seed decides what
    /// is random.
    ///
    /// # Errors
    ///
    /// There is no port.
    pub async fn start(target: SocketAddr, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let control = Arc::new(Control {
            target: watch::Sender::new(target),
            harm: watch::Sender::new(Harm::default()),
            cut: watch::Sender::new((0, Ending::Close)),
            duplicates: AtomicBool::new(false),
            open: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
            random: AtomicU64::new(seed),
            places: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
        });
        let listening = tokio::spawn(listen(listener, Arc::clone(&control)));
        Ok(Self { address, control, listening })
    }

    /// The address to connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Has new connections go to another address, where the server is started again.
    pub fn lead_to(&self, target: SocketAddr) {
        self.control.target.send_replace(target);
    }

    /// What is done from now on, in place of what was done.
    pub fn set(&self, harm: Harm) {
        self.control.harm.send_replace(harm);
    }

    /// Does no more harm.
    pub fn heal(&self) {
        self.set(Harm::default());
    }

    /// Ends all connections that are open. All of each: a half close is a close here.
    pub fn cut(&self, ending: Ending) {
        self.control.cut.send_modify(|cut| *cut = (cut.0 + 1, ending));
    }

    /// Sends the next bytes of an answer, at most 16 KiB of them, a second time.
    pub fn duplicate_once(&self) {
        self.control.duplicates.store(true, Ordering::Relaxed);
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.control.open.load(Ordering::Relaxed)
    }

    /// How many connections were taken, refused ones too.
    pub fn taken(&self) -> u64 {
        self.control.taken.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut(Ending::Reset);
    }
}

async fn listen(listener: TcpListener, control: Arc<Control>) {
    // Without file descriptors, there is nothing to proxy either.
    while let Ok((client, _)) = listener.accept().await {
        control.taken.fetch_add(1, Ordering::Relaxed);
        let place = Arc::clone(&control.places).try_acquire_owned();
        let (Ok(place), false) = (place, control.harm.borrow().refuses) else {
            reset(client);
            continue;
        };
        let control = Arc::clone(&control);
        control.open.fetch_add(1, Ordering::Relaxed);
        // Before the task begins: a cut from now on is for this connection too.
        let cut = control.cut.subscribe();
        tokio::spawn(async move {
            link::run(client, &control, cut).await;
            control.open.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
}

/// Ends a connection with RST. Where that is not possible, it ends in good order.
fn reset(stream: TcpStream) {
    stream.set_zero_linger().ok();
    drop(stream);
}

impl Control {
    /// How long bytes take now.
    fn delay(&self) -> Duration {
        let (delay, jitter) = {
            let harm = self.harm.borrow();
            (harm.delay, harm.jitter)
        };
        if jitter.is_zero() {
            return delay;
        }
        // SplitMix64 (Steele, Lea and Flood, 2014); its upper bits as a part of the whole.
        let mut mixed = self.random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let part = u32::try_from(mixed >> 32).unwrap_or_default();
        delay + jitter.mul_f64(f64::from(part) / f64::from(u32::MAX))
    }
}
