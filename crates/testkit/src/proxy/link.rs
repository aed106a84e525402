//! One connection through the proxy.

use std::io;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;
use tokio::time::sleep;

use super::{Control, Ending, reset};

const CHUNK_BYTES: usize = 16 << 10;

/// Passes bytes both ways until both sides have ended, or something ends it.
pub(super) async fn run(
    mut client: TcpStream,
    control: &Control,
    mut cut: watch::Receiver<(u64, Ending)>,
) {
    let target = *control.target.borrow();
    let connected = tokio::select! {
        connected = connect(control, target) => connected,
        ending = cut_off(&mut cut) => return end(client, None, ending),
    };
    let Ok(mut server) = connected else {
        return reset(client);
    };
    // What is small and comes alone is what the tests are about.
    client.set_nodelay(true).and_then(|()| server.set_nodelay(true)).ok();
    let ending = {
        let (client_read, client_write) = client.split();
        let (server_read, server_write) = server.split();
        let both = async {
            let up = up(control, client_read, server_write);
            let down = down(control, server_read, client_write);
            tokio::pin!(up, down);
            tokio::select! {
                ending = &mut down => match ending {
                    // The other direction goes on until the client ends it.
                    Ending::HalfClose => { up.await; Ending::Close }
                    ending => ending,
                },
                () = &mut up => match down.await {
                    Ending::HalfClose => Ending::Close,
                    ending => ending,
                },
            }
        };
        tokio::select! {
            ending = both => ending,
            ending = cut_off(&mut cut) => ending,
        }
    };
    end(client, Some(server), ending);
}

async fn connect(control: &Control, target: std::net::SocketAddr) -> io::Result<TcpStream> {
    flowing(control).await;
    TcpStream::connect(target).await
}

/// Ends when everything is cut. What is half closed by a cut is closed.
async fn cut_off(cut: &mut watch::Receiver<(u64, Ending)>) -> Ending {
    match cut.changed().await {
        Ok(()) => cut.borrow().1,
        Err(_closed) => Ending::Reset,
    }
}

fn end(client: TcpStream, server: Option<TcpStream>, ending: Ending) {
    if ending == Ending::Reset {
        reset(client);
        server.into_iter().for_each(reset);
    }
}

/// Waits until something passes.
async fn flowing(control: &Control) {
    let mut harm = control.harm.subscribe();
    // The sender lives in the same place as the receiver's owner.
    harm.wait_for(|harm| !harm.stalls).await.ok();
}

/// What the client sends. Ends when it has ended, or the server does not listen.
async fn up(control: &Control, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = from.read(&mut chunk).await.unwrap_or(0);
        sleep(control.delay()).await;
        flowing(control).await;
        if read == 0 || to.write_all(&chunk[..read]).await.is_err() {
            // Whoever does not hear this has ended already.
            to.shutdown().await.ok();
            return;
        }
    }
}

/// What the server answers. A half close means that the client is told that no more comes.
async fn down(control: &Control, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> Ending {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut passed = 0_u64;
    loop {
        let Ok(read) = from.read(&mut chunk).await else {
            return Ending::Reset;
        };
        sleep(control.delay()).await;
        flowing(control).await;
        let ends_after = control.harm.borrow().ends_after;
        let (room, ending) = ends_after.unwrap_or((u64::MAX, Ending::HalfClose));
        let room = usize::try_from(room.saturating_sub(passed)).unwrap_or(usize::MAX);
        let passes = read.min(room);
        if to.write_all(&chunk[..passes]).await.is_err() {
            return Ending::Reset;
        }
        if passes > 0
            && control.duplicates.swap(false, Ordering::Relaxed)
            && to.write_all(&chunk[..passes]).await.is_err()
        {
            return Ending::Reset;
        }
        passed += u64::try_from(passes).unwrap_or(u64::MAX);
        if read == 0 || passes == room {
            // A server that ended by itself did so in good order.
            let ending = if read == 0 { Ending::HalfClose } else { ending };
            if ending != Ending::Reset {
                to.shutdown().await.ok();
            }
            return ending;
        }
    }
}
