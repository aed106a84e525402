//! What `HAProxy` says of the servers of a backend. Pure.

use super::Place;
use super::weights::Weights;

/// A server of a backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) weight: u32,
    /// `UP`, `DOWN`, `MAINT`, `DRAIN` or `no check`, with more behind it while it changes.
    pub(super) status: String,
    /// Whether it gets traffic only where no other can.
    pub(super) is_backup: bool,
}

impl Server {
    fn gets_traffic(&self) -> bool {
        self.status.starts_with("UP") || self.status == "no check"
    }
}

/// The servers of a backend in the table of `show stat`, none if it is no such table.
pub(super) fn read(table: &str, backend: &str) -> Option<Vec<Server>> {
    let mut lines = table.lines();
    let names = fields(lines.next()?.strip_prefix("# ")?);
    let place = |name| names.iter().position(|each| *each == name);
    // `weight` is what is in force while a server that came back is given more and more.
    let [proxy, server, status, backup, weight] =
        [place("pxname")?, place("svname")?, place("status")?, place("bck")?, place("uweight")?];
    let rows = lines.map(fields).filter(|row| row.get(proxy) == Some(&backend));
    let servers = rows.map(|row| {
        let text = |place: usize| row.get(place).copied();
        Some(Server {
            name: text(server)?.to_owned(),
            weight: text(weight)?.parse().ok()?,
            status: text(status)?.to_owned(),
            is_backup: text(backup)? != "0",
        })
    });
    servers.collect()
}

/// The fields of a line, some of which are quoted.
fn fields(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let split = line.split(|c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    });
    split.collect()
}

/// Whether traffic follows from the weights: nobody else gets some, and both sides can take theirs.
/// Nothing is asked of servers when the candidate is to get none: it gets none.
pub(super) fn follows(place: Place<'_>, wanted: Weights, servers: &[Server]) -> Result<(), String> {
    if wanted.candidate == 0 {
        return Ok(());
    }
    let Place { socket, backend, candidate, stable } = place;
    let is_ours = |server: &Server| [candidate, stable].contains(&server.name.as_str());
    let other = servers.iter().find(|it| !is_ours(it) && !it.is_backup && it.weight > 0);
    if let Some(Server { name, weight, .. }) = other {
        return Err(format!(
            "HAProxy at {socket} also sends traffic to {backend}/{name}, with weight {weight}: a \
             share is one of {candidate} and {stable} alone"
        ));
    }
    let idle = servers.iter().find(|it| is_ours(it) && it.weight > 0 && !it.gets_traffic());
    match idle {
        Some(Server { name, status, .. }) => Err(format!(
            "HAProxy at {socket} sends no traffic to {backend}/{name}, whatever its weight: it is \
             {status}"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# pxname,svname,status,weight,bck,last_chk,uweight,\n\
                         shop,green,UP 1/2,0,0,\"refused, twice\",5,\n\
                         shop,blue,no check,100,0,,95,\n\
                         shop,sorry,no check,1,1,,1,\n\
                         other,green,DOWN,7,0,,7,\n\n";

    #[test]
    fn a_table_is_read_by_its_header() {
        let server = |name: &str, weight, status: &str, is_backup| Server {
            name: name.to_owned(),
            weight,
            status: status.to_owned(),
            is_backup,
        };
        let expected = [
            server("green", 5, "UP 1/2", false),
            server("blue", 95, "no check", false),
            server("sorry", 1, "no check", true),
        ];
        assert_eq!(read(TABLE, "shop").unwrap(), expected);
        assert_eq!(read(TABLE, "none").unwrap(), []);
        for wrong in ["", "Unknown command.", "# pxname,svname,status,bck", "\n\n"] {
            assert_eq!(read(wrong, "shop"), None, "{wrong}");
        }
        assert_eq!(read(&TABLE.replace(",95,", ",many,"), "shop"), None);
    }

    #[test]
    fn traffic_follows_from_weights_unless_a_server_is_out_or_there_is_a_third() {
        let place = Place { socket: "/s", backend: "shop", candidate: "green", stable: "blue" };
        let weights = |candidate, stable| Weights { candidate, stable };
        let check = |table: &str, wanted: Weights| {
            let servers = read(table, "shop").unwrap();
            follows(place, wanted, &servers).err().unwrap_or_default()
        };
        let down = TABLE.replace("UP 1/2", "DOWN");
        let maintained = TABLE.replace("blue,no check", "blue,MAINT");
        let third = TABLE.replace("sorry,no check,1,1", "red,no check,1,0");
        for (table, wanted, expected) in [
            (TABLE, weights(5, 95), ""),
            (&down, weights(5, 95), "no traffic to shop/green, whatever its weight: it is DOWN"),
            (&maintained, weights(5, 95), "no traffic to shop/blue"),
            (&third, weights(5, 95), "also sends traffic to shop/red, with weight 1"),
            // Back goes whatever there is.
            (&down, weights(0, 100), ""),
            (&third, weights(0, 100), ""),
        ] {
            let told = check(table, wanted);
            assert!(told.contains(expected) && told.is_empty() == expected.is_empty(), "{told}");
        }
    }
}
