//! `hoist notifications`.

use std::io::Write;

use hoist_api::{Channel, DeadMessage, IssuedChannel, NewChannel};

use crate::Outcome;
use crate::arguments::{
    AskingInstance, ChangingInstance, ChannelArguments, ChannelChangeArguments,
    ChannelCreateArguments, ChannelReplayArguments, NotificationsCommand,
};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};

pub(crate) fn run(command: &NotificationsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        NotificationsCommand::List(asking) => list(asking, out),
        NotificationsCommand::Create(arguments) => create(arguments, out),
        NotificationsCommand::Rotate(arguments) => rotate(arguments, out),
        NotificationsCommand::Test(arguments) => return test(arguments, out),
        NotificationsCommand::Delete(arguments) => delete(arguments, out),
        NotificationsCommand::Dead(arguments) => dead(arguments, out),
        NotificationsCommand::Replay(arguments) => replay(arguments, out),
    }?;
    Ok(Outcome::Done)
}

fn list(asking: &AskingInstance, out: &mut impl Write) -> anyhow::Result<()> {
    let server = Server::of_address(&asking.address)?;
    let channels = server.pages(None, async |page| server.client.channels(page).await)?;
    if asking.json {
        return write_json(&channels, out);
    }
    Ok(write!(out, "{}", table(&channels.items))?)
}

fn table(channels: &[Channel]) -> Table<7> {
    let heading = ["NAME", "TYPE", "TO", "TOLD OF", "WAITING", "GIVEN UP", "FAILURE"];
    let mut table = Table::new(heading);
    for channel in channels {
        table.push([
            channel.name.clone(),
            channel.kind.as_ref().to_owned(),
            channel.to.clone(),
            told_of(channel),
            channel.queue.pending.to_string(),
            channel.queue.dead.to_string(),
            optional(channel.queue.failure.as_ref()),
        ]);
    }
    table
}

/// What a channel is told of: `production; killed, revived`.
fn told_of(channel: &Channel) -> String {
    let Channel { environments, kinds, collections, keys, tags, .. } = channel;
    let lists = [environments, kinds, collections, keys, tags];
    let lists = lists.into_iter().filter(|list| !list.is_empty()).map(|list| list.join(", "));
    lists.collect::<Vec<_>>().join("; ")
}

fn create(arguments: &ChannelCreateArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ChannelCreateArguments { name, kind, to, environments, changing, .. } = arguments;
    let ChannelCreateArguments { kinds, collections, keys, tags, .. } = arguments;
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    let wanted = NewChannel {
        name: name.clone(),
        kind: *kind,
        url: to.clone(),
        environments: environments.clone(),
        kinds: kinds.clone(),
        collections: collections.clone(),
        keys: keys.clone(),
        tags: tags.clone(),
        reason: reason.clone(),
    };
    let issued = server.ask(server.client.create_channel(&wanted))?;
    told("made", &issued, asking, out)
}

fn rotate(arguments: &ChannelChangeArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ChannelChangeArguments { name, changing } = arguments;
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    let issued = server.ask(server.client.rotate_channel(name, reason.clone()))?;
    told("changed", &issued, asking, out)
}

/// The secret on standard output, and all else beside it.
fn told(
    what: &str,
    issued: &IssuedChannel,
    asking: &AskingInstance,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if asking.json {
        return write_json(issued, out);
    }
    complain(format_args!("{}", printable(&issued_line(what, issued))));
    match &issued.secret {
        Some(secret) => Ok(writeln!(out, "{}", printable(secret))?),
        None => Ok(()),
    }
}

fn issued_line(what: &str, issued: &IssuedChannel) -> String {
    let Channel { name, to, rotating_until, .. } = &issued.about;
    let secret = match (&issued.secret, rotating_until) {
        (None, _) => String::new(),
        (Some(_), None) => "; the secret of its signatures is shown this once".to_owned(),
        (Some(_), Some(until)) => format!(
            "; its new secret is shown this once, and until {} messages are signed with the one \
             before too",
            time(*until)
        ),
    };
    format!("{what} channel {name}, which sends to {to}{secret}")
}

fn test(arguments: &ChannelArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ChannelArguments { name, asking } = arguments;
    let server = Server::of_address(&asking.address)?;
    let tested = server.ask(server.client.test_channel(name))?;
    if asking.json {
        write_json(&tested, out)?;
    } else {
        writeln!(out, "{} ({} ms)", printable(&tested.detail), tested.took_ms)?;
    }
    Ok(if tested.delivered { Outcome::Done } else { Outcome::Refused })
}

fn delete(arguments: &ChannelChangeArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ChannelChangeArguments { name, changing } = arguments;
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    server.ask(server.client.delete_channel(name, reason.as_deref()))?;
    // There is no answer that could be printed as it is.
    if !asking.json {
        writeln!(out, "deleted channel {name}: it is told nothing from now on")?;
    }
    Ok(())
}

fn dead(arguments: &ChannelArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ChannelArguments { name, asking } = arguments;
    let server = Server::of_address(&asking.address)?;
    let dead = server.pages(None, async |page| server.client.dead_messages(name, page).await)?;
    if asking.json {
        return write_json(&dead, out);
    }
    Ok(write!(out, "{}", dead_table(&dead.items))?)
}

fn dead_table(messages: &[DeadMessage]) -> Table<5> {
    let mut table = Table::new(["ID", "GIVEN UP", "TRIED", "FAILURE", "MESSAGE"]);
    for message in messages {
        table.push([
            message.id.to_string(),
            time(message.given_up_at),
            message.attempts.to_string(),
            message.failure.clone(),
            message.text.clone(),
        ]);
    }
    table
}

fn replay(arguments: &ChannelReplayArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ChannelReplayArguments { name, id, asking } = arguments;
    let server = Server::of_address(&asking.address)?;
    let replayed = server.ask(server.client.replay_messages(name, *id))?;
    if asking.json {
        return write_json(&replayed, out);
    }
    let (n, s) = (replayed.replayed, if replayed.replayed == 1 { "" } else { "s" });
    Ok(writeln!(out, "{n} message{s} to {name} will be delivered after all")?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn channels_and_what_they_missed() {
        let channel: Channel = serde_json::from_value(json!({
            "name": "ops-chat", "type": "slack", "to": "https://hooks.slack.com",
            "environments": ["production"], "kinds": ["killed", "revived"], "collections": [],
            "keys": ["checkout*"], "tags": [], "created_at": "2026-01-01T00:00:00Z",
            "rotating_until": null,
            "queue": {"pending": 2, "oldest_at": "2026-03-01T09:00:00Z", "dead": 1,
                "failure": "the receiver answered with 503"},
        }))
        .unwrap();
        assert_snapshot!(table(std::slice::from_ref(&channel)), @"
        NAME      TYPE   TO                       TOLD OF                                 WAITING  GIVEN UP  FAILURE
        ops-chat  slack  https://hooks.slack.com  production; killed, revived; checkout*  2        1         the receiver answered with 503
        ");
        let secret = Some("whsec_1".to_owned());
        let issued = IssuedChannel { secret, about: channel };
        assert_snapshot!(issued_line("made", &issued), @"made channel ops-chat, which sends to https://hooks.slack.com; the secret of its signatures is shown this once");
        let dead: DeadMessage = serde_json::from_value(json!({
            "id": 17, "webhook_id": "msg_1", "environment": "production", "seqs": [42],
            "text": "Flag checkout was killed in production by token ops. Seq 42.",
            "created_at": "2026-03-01T09:00:00Z", "given_up_at": "2026-03-04T09:00:00Z",
            "attempts": 400, "failure": "the receiver answered with 503",
        }))
        .unwrap();
        assert_snapshot!(dead_table(&[dead]), @"
        ID  GIVEN UP              TRIED  FAILURE                         MESSAGE
        17  2026-03-04T09:00:00Z  400    the receiver answered with 503  Flag checkout was killed in production by token ops. Seq 42.
        ");
    }
}
