//! Traffic by `HAProxy`: the weights of two servers of one backend, through its runtime API.
//!
//! What was set is read back, and counts only if it is what was wanted and traffic follows from it.
//! Weights live in the memory of `HAProxy`: a reload forgets them. So [`route`] looks first and
//! sets what differs; whoever calls it again and again notices a reload and mends it.
//!
//! The socket stands in a document, which more people may write than may start the server. So only
//! sockets that the server was started with are spoken to.

mod servers;
mod weights;

use std::io;
use std::time::Duration;

use hoist_delivery::Hundredths;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use servers::Server;
use weights::Weights;

/// How long all of it may take. It is done under a lease, of which more is left than that.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most bytes of an answer: about 8,000 servers.
const ANSWER_BYTES_MAX: usize = 4 << 20;

/// Two servers of a backend.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// A path, or a host and a port.
    pub(super) socket: &'p str,
    /// The backend.
    pub(super) backend: &'p str,
    /// The server of the new version.
    pub(super) candidate: &'p str,
    /// The server of the old one.
    pub(super) stable: &'p str,
}

/// Traffic is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Routed {
    /// It was before.
    AsItWas,
    /// The weights had to be set.
    Set,
}

/// Why traffic is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotRouted {
    /// A sentence.
    pub(super) reason: String,
    /// Whether trying again is of no use.
    pub(super) hopeless: bool,
}

/// Sees to it that the candidate gets so much of the traffic.
///
/// # Errors
///
/// Traffic is not as it should be, or nobody can tell.
pub(super) async fn route(
    place: Place<'_>,
    share: Hundredths,
    sockets: &[String],
) -> Result<Routed, NotRouted> {
    let wanted = plan(place, share, sockets);
    let wanted = wanted.map_err(|reason| NotRouted { reason, hopeless: true })?;
    let routed = tokio::time::timeout(TIMEOUT, bring_about(place, wanted)).await;
    let routed = routed.unwrap_or_else(|_elapsed| {
        let (socket, seconds) = (place.socket, TIMEOUT.as_secs());
        Err(format!("HAProxy at {socket} did not answer within {seconds} s"))
    });
    routed.map_err(|reason| NotRouted { reason, hopeless: false })
}

/// Whether all these shares may and can be set at all. Pure.
///
/// # Errors
///
/// Why one cannot, as a sentence.
pub(super) fn check(
    place: Place<'_>,
    mut shares: impl Iterator<Item = Hundredths>,
    sockets: &[String],
) -> Result<(), String> {
    shares.try_for_each(|share| plan(place, share, sockets).map(|_weights| ()))
}

/// The weights that are to be set, if they may and can be.
fn plan(place: Place<'_>, share: Hundredths, sockets: &[String]) -> Result<Weights, String> {
    let Place { socket, backend, candidate, stable } = place;
    if !sockets.iter().any(|allowed| allowed == socket) {
        return Err(format!(
            "this server speaks to no socket {socket:?}: if it is meant, start the server with \
             `--allow-haproxy {socket}`"
        ));
    }
    for name in [backend, candidate, stable] {
        // Those of a name in HAProxy's configuration; anything else could end the command.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_plain) {
            return Err(format!("{name:?} is no name of a backend or a server of HAProxy"));
        }
    }
    Weights::of(share).ok_or_else(|| {
        format!(
            "HAProxy cannot send {} % of the traffic: weights go to 256, so the least is 0.39 %",
            f64::from(share) / 100.0
        )
    })
}

async fn bring_about(place: Place<'_>, wanted: Weights) -> Result<Routed, String> {
    let Place { socket, backend, candidate, stable } = place;
    let found = look(place).await?;
    if Weights::found(place, &found)? == wanted {
        return servers::follows(place, wanted, &found).map(|()| Routed::AsItWas);
    }
    let set = |server, weight| format!("set server {backend}/{server} weight {weight}");
    let mut commands = [
        (wanted.candidate, set(candidate, wanted.candidate)),
        (wanted.stable, set(stable, wanted.stable)),
    ];
    // The larger one first, so that there is never a moment at which both are 0.
    commands.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let [(_, first), (_, second)] = commands;
    let said = ask(socket, &format!("{first};{second}")).await?;
    // What is done is not said.
    if let Some(complaint) = said.lines().map(str::trim).find(|line| !line.is_empty()) {
        let hint = match complaint {
            "Permission denied" => ": its socket needs `level admin`",
            _ => "",
        };
        let complaint: String = complaint.chars().take(200).collect();
        return Err(format!("HAProxy at {socket} refuses the weights: {complaint:?}{hint}"));
    }
    let found = look(place).await?;
    let read = Weights::found(place, &found)?;
    if read != wanted {
        return Err(format!("HAProxy at {socket} has {read} where {wanted} were set"));
    }
    servers::follows(place, wanted, &found).map(|()| Routed::Set)
}

/// The servers of the backend.
async fn look(place: Place<'_>) -> Result<Vec<Server>, String> {
    // Of all backends, since a frontend may go by the same name.
    let table = ask(place.socket, "show stat -1 4 -1").await?;
    let servers = servers::read(&table, place.backend);
    servers.ok_or_else(|| format!("what answers at {} is no HAProxy", place.socket))
}

/// What `HAProxy` answers to a line of commands.
async fn ask(socket: &str, commands: &str) -> Result<String, String> {
    let line = format!("{commands}\n");
    let answer = async {
        if socket.starts_with('/') {
            talk(UnixStream::connect(socket).await?, &line).await
        } else {
            talk(TcpStream::connect(socket).await?, &line).await
        }
    };
    match answer.await {
        Ok(answer) if answer.len() > ANSWER_BYTES_MAX => {
            Err(format!("HAProxy at {socket} answered with more than {ANSWER_BYTES_MAX} bytes"))
        }
        // Of what is done HAProxy says nothing, in a line.
        Ok(answer) if answer.is_empty() => {
            Err(format!("HAProxy at {socket} closed the connection without an answer"))
        }
        Ok(answer) => Ok(answer),
        Err(error) => Err(format!("HAProxy at {socket} cannot be reached: {error}")),
    }
}

async fn talk<S>(mut stream: S, line: &str) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(line.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX as u64 + 1).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
pub(super) mod tests;
