//! Making channels, changing their secrets, removing them: entries of the instance's log.
//!
//! An entry tells all of a channel but what it keeps to itself, which is sealed and written beside
//! the log in the same transaction.

use std::collections::HashMap;
use std::sync::Arc;

use hoist_api::{ChannelKind, Code};
use hoist_ruleset::log::{Collection, Kind};
use hoist_store::StoreError;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::{error, info};

use super::Channels;
use super::channel::{Channel, Filter, Kept, Previous};
use super::seal::Seal;
use super::signature::Secret;
use crate::author::Author;
use crate::instance_log::{Appending, InstanceLog};
use crate::plan::{Refusal, kept as kept_value, refusal};
use crate::secret;

/// Most channels of one instance.
const CHANNELS_MAX: usize = 50;
/// For how long messages are also signed with the secret before.
const ROTATION: SignedDuration = SignedDuration::from_hours(24);

/// A channel as the log keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct ChannelFact {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: ChannelKind,
    to: String,
    #[serde(flatten)]
    filter: Filter,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rotated_at: Option<Timestamp>,
}

/// A channel to be made.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) kind: ChannelKind,
    pub(crate) url: String,
    /// As much of the URL as is shown.
    pub(crate) to: String,
    pub(crate) filter: Filter,
}

/// What notifications need: the channels, and what seals their secrets.
pub(crate) struct Notifications {
    instance: Arc<InstanceLog>,
    seal: Seal,
    /// Where people find this server, for links.
    pub(crate) public_url: Option<String>,
}

impl Notifications {
    /// Reads the channels.
    pub(crate) fn open(
        instance: Arc<InstanceLog>,
        seal: Seal,
        public_url: Option<String>,
    ) -> Result<Self, StoreError> {
        let own = Self { instance, seal, public_url };
        let all = own.read()?;
        own.channels().put(all);
        Ok(own)
    }

    pub(crate) fn channels(&self) -> &Channels {
        &self.instance.channels
    }

    fn read(&self) -> Result<Vec<Arc<Channel>>, StoreError> {
        let store = &self.instance.store;
        let sealed: HashMap<String, Vec<u8>> = store.channel_secrets()?.into_iter().collect();
        let mut channels = Vec::new();
        for fact in store.current(&self.instance.head().log, None)? {
            let is_channel = fact.entry.collection == Collection::Channels;
            let Some(body) = fact.body.as_deref().filter(|_| is_channel) else { continue };
            let Ok(read) = serde_json::from_str::<ChannelFact>(body) else { continue };
            let ChannelFact { id, name, kind, to, filter, rotated_at: _ } = read;
            let text = sealed.get(&id).and_then(|sealed| self.seal.open_sealed(&id, sealed));
            let kept = text.and_then(|text| serde_json::from_str(&text).ok());
            if kept.is_none() {
                let file = self.seal.file().display();
                error!(channel = name, %file, "a channel's secrets do not open with this key");
            }
            let created = fact.created.unwrap_or(fact.entry.time);
            channels.push(Arc::new(Channel { id, name, kind, to, filter, created, kept }));
        }
        Ok(channels)
    }

    /// The channel of a name.
    pub(crate) fn find(&self, name: &str) -> Result<Arc<Channel>, Refusal> {
        let shown: String = name.chars().take(64).collect();
        let missing = || refusal(Code::NotFound, format!("There is no channel {shown}."));
        self.channels().get(name).ok_or_else(missing)
    }

    /// Makes a channel, and the secret that its messages are signed with. Blocks.
    pub(crate) fn create(
        &self,
        wanted: Wanted,
        author: &Author,
        now: Timestamp,
    ) -> Result<(Arc<Channel>, Option<String>), Refusal> {
        let Wanted { name, kind, url, to, filter } = wanted;
        let secret = match kind {
            ChannelKind::Webhook => Some(Secret::of(&secret::bytes::<32>()?)),
            ChannelKind::Slack => None,
        };
        let shown = secret.as_ref().map(Secret::reveal);
        let kept = Some(Kept { url, secret, previous: None });
        let id = secret::id("chn")?;
        let channel = Arc::new(Channel { id, name, kind, to, filter, created: now, kept });
        let check = || {
            let all = self.channels().all();
            if all.iter().any(|other| other.name == channel.name) {
                let detail = format!("There is a channel {} already.", channel.name);
                return Err(refusal(Code::Conflict, detail));
            }
            if all.len() >= CHANNELS_MAX {
                let detail = format!("There are {CHANNELS_MAX} channels already; delete some.");
                return Err(refusal(Code::NotNow, detail));
            }
            Ok(())
        };
        self.write(Kind::Created, Arc::clone(&channel), author, now, check)?;
        info!(channel = channel.name, to = channel.to, "channel made");
        Ok((channel, shown))
    }

    /// Gives a channel another secret; for a day, messages are signed with the one before too.
    /// Blocks.
    pub(crate) fn rotate(
        &self,
        name: &str,
        author: &Author,
        now: Timestamp,
    ) -> Result<(Arc<Channel>, String), Refusal> {
        let before = self.find(name)?;
        let is_sealed = || {
            let detail = format!(
                "What the channel {name} keeps does not open with {}: delete it, and make it anew.",
                self.seal.file().display()
            );
            refusal(Code::NotNow, detail)
        };
        let Kept { url, secret: own, .. } = before.kept.clone().ok_or_else(is_sealed)?;
        let unsigned = || {
            let detail = format!("Messages of the channel {name} are not signed.");
            refusal(Code::NotNow, detail)
        };
        let own = own.ok_or_else(unsigned)?;
        let new = Secret::of(&secret::bytes::<32>()?);
        let shown = new.reveal();
        let previous = Some(Previous { secret: own, until: now + ROTATION });
        let after = before.keeping(Kept { url, secret: Some(new), previous });
        let after = Arc::new(after);
        let check = || match self.channels().get(name) {
            Some(current) if Arc::ptr_eq(&current, &before) => Ok(()),
            _ => Err(refusal(Code::Conflict, "Somebody else changed the channel. Try again.")),
        };
        self.write(Kind::Updated, Arc::clone(&after), author, now, check)?;
        info!(channel = name, "channel has another secret");
        Ok((after, shown))
    }

    fn write(
        &self,
        kind: Kind,
        channel: Arc<Channel>,
        author: &Author,
        now: Timestamp,
        check: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let text = serde_json::to_string(&channel.kept).unwrap_or_default();
        let sealed = self.seal.seal(&channel.id, &text)?;
        let fact = ChannelFact {
            id: channel.id.clone(),
            name: channel.name.clone(),
            kind: channel.kind,
            to: channel.to.clone(),
            filter: channel.filter.clone(),
            rotated_at: (kind == Kind::Updated).then_some(now),
        };
        let (digest, body) = kept_value(&serde_json::to_value(fact).unwrap_or_default());
        let draft = author.draft(kind, Collection::Channels, &channel.name, Some(digest));
        let plan = || {
            check()?;
            let secrets = vec![(channel.id.clone(), Some(sealed))];
            Ok(Some(Appending { secrets, ..Appending::one(author, (draft, Some(body)), None) }))
        };
        let put = |channel: Arc<Channel>| {
            let all = self.channels().all();
            let others = all.iter().filter(|other| other.name != channel.name).cloned();
            self.channels().put(others.chain([Arc::clone(&channel)]).collect());
        };
        self.instance.append(now, plan, |_entry| put(Arc::clone(&channel))).map(drop)
    }

    /// Removes a channel, and with it what it was still to be told. Blocks.
    pub(crate) fn delete(
        &self,
        name: &str,
        author: &Author,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let plan = || {
            let channel = self.find(name)?;
            let draft = author.draft(Kind::Deleted, Collection::Channels, name, None);
            let secrets = vec![(channel.id.clone(), None)];
            Ok(Some(Appending { secrets, ..Appending::one(author, (draft, None), None) }))
        };
        self.instance.append(now, plan, |_entry| {
            let all = self.channels().all();
            self.channels().put(all.iter().filter(|other| other.name != name).cloned().collect());
            info!(channel = name, "channel deleted");
        })?;
        Ok(())
    }

    /// Has messages delivered that were given up. Blocks.
    pub(crate) fn replay(
        &self,
        channel: &Channel,
        number: Option<u64>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let replayed = self.instance.store.replay(&channel.id, number, now)?;
        self.channels().bell.notify_one();
        Ok(replayed)
    }
}
