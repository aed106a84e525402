//! Channels of notifications.

use std::time::Duration;

use reqwest::Method;

use super::{Client, Error, PageQuery, Terms};
use crate::{
    Channel, DeadMessage, IssuedChannel, NewChannel, Page, ReasonRequest, ReplayRequest, Replayed,
    TestedChannel,
};

/// A receiver is waited for as long as messages wait for it, and then there is the answer.
const TEST_TIMEOUT: Duration = Duration::from_secs(30);

impl Client {
    /// A page of channels.
    pub async fn channels(&self, page: PageQuery<'_>) -> Result<Page<Channel>, Error> {
        let call = self.call_instance(Method::GET, &["api", "notifications"])?;
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// Makes a channel. Its secret is in the answer and nowhere else.
    pub async fn create_channel(&self, channel: &NewChannel) -> Result<IssuedChannel, Error> {
        let call = self.call_instance(Method::POST, &["api", "notifications"])?;
        call.json(channel)?.answer().await
    }

    /// Gives a channel another secret, which is in the answer and nowhere else.
    pub async fn rotate_channel(
        &self,
        name: &str,
        reason: Option<String>,
    ) -> Result<IssuedChannel, Error> {
        let call = self.call_instance(Method::POST, &["api", "notifications", name, "rotate"])?;
        call.json(&ReasonRequest { reason })?.answer().await
    }

    /// Sends a message at once.
    pub async fn test_channel(&self, name: &str) -> Result<TestedChannel, Error> {
        let call = self.call_instance(Method::POST, &["api", "notifications", name, "test"])?;
        call.patient(TEST_TIMEOUT).answer().await
    }

    /// Deletes a channel, and what it was still to be told.
    pub async fn delete_channel(&self, name: &str, reason: Option<&str>) -> Result<(), Error> {
        let call = self.call_instance(Method::DELETE, &["api", "notifications", name])?;
        let terms = Terms { reason, ..Terms::default() };
        call.terms(&terms)?.done().await
    }

    /// A page of messages that were given up.
    pub async fn dead_messages(
        &self,
        name: &str,
        page: PageQuery<'_>,
    ) -> Result<Page<DeadMessage>, Error> {
        let call = self.call_instance(Method::GET, &["api", "notifications", name, "dead"])?;
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// Has messages delivered after all that were given up: one, or all.
    pub async fn replay_messages(&self, name: &str, id: Option<u64>) -> Result<Replayed, Error> {
        let call = self.call_instance(Method::POST, &["api", "notifications", name, "replay"])?;
        call.json(&ReplayRequest { id })?.answer().await
    }
}
