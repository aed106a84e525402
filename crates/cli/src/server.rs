//! Asking a server.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use anyhow::Context;
use hoist_api::Page;
use hoist_api::client::{Client, Error, PageQuery, SetupError};
use tokio::runtime::{Builder, Runtime};

use crate::Usage;
use crate::arguments::{AddressArguments, EmergencyServerArguments, ServerArguments};
use crate::refusal::{Refusal, Sent};

/// How many a server gives at a time.
const PAGE_MAX: u32 = 1_000;

/// A server, and what it takes to wait for its answers.
pub(crate) struct Server {
    pub(crate) client: Client,
    runtime: Runtime,
    sent: Sent,
}

impl Server {
    /// The server and environment that were named.
    pub(crate) fn of(arguments: &ServerArguments) -> anyhow::Result<Self> {
        let token = given(arguments.address.token.as_deref());
        let sent = if token.is_some() { Sent::Token } else { Sent::NoToken };
        Self::new(&arguments.address, token, arguments.environment.as_deref(), sent)
    }

    /// The same, with the token for emergencies where there is one: the token of every day may be
    /// one that may not kill.
    pub(crate) fn of_emergency(arguments: &EmergencyServerArguments) -> anyhow::Result<Self> {
        let EmergencyServerArguments { server, emergency_token } = arguments;
        let token = given(emergency_token.as_deref()).or(given(server.address.token.as_deref()));
        let sent = if token.is_some() { Sent::EmergencyToken } else { Sent::NoEmergencyToken };
        Self::new(&server.address, token, server.environment.as_deref(), sent)
    }

    /// The server as a whole.
    pub(crate) fn of_address(arguments: &AddressArguments) -> anyhow::Result<Self> {
        let token = given(arguments.token.as_deref());
        let sent = if token.is_some() { Sent::Token } else { Sent::NoToken };
        Self::new(arguments, token, None, sent)
    }

    fn new(
        address: &AddressArguments,
        token: Option<&str>,
        environment: Option<&str>,
        sent: Sent,
    ) -> anyhow::Result<Self> {
        let client = Client::new(&address.url, token, given(environment)).map_err(|error| {
            let is_usage = !matches!(error, SetupError::Tls(_));
            if is_usage { Usage(error.to_string()).into() } else { anyhow::Error::from(error) }
        })?;
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self { client, runtime: runtime.context("cannot wait for the network")?, sent })
    }

    /// Waits for an answer.
    pub(crate) fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.runtime.block_on(answer)
    }

    /// Waits for an answer; a refusal is told to the end.
    pub(crate) fn ask<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> anyhow::Result<T> {
        Ok(self.wait(answer).map_err(|error| self.refusal(&error))?)
    }

    /// Waits for some time.
    pub(crate) fn pause(&self, time: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(time).await });
    }

    /// Waits for something, or until Ctrl-C is pressed, which is asked for by the same future all the
    /// time so that none is missed.
    pub(crate) fn unless_stopped<T>(
        &self,
        mut stop: Pin<&mut impl Future>,
        something: impl Future<Output = T>,
    ) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                _ = &mut stop => None,
                it = something => Some(it),
            }
        })
    }

    /// What a person is told of an error.
    pub(crate) fn refusal(&self, error: &Error) -> Refusal {
        Refusal::of(error, self.sent)
    }

    /// The pages of a list as one, up to a limit if there is one. What is left has a cursor.
    pub(crate) fn pages<T>(
        &self,
        limit: Option<u32>,
        mut page: impl AsyncFnMut(PageQuery<'_>) -> Result<Page<T>, Error>,
    ) -> anyhow::Result<Page<T>> {
        let mut all = Page::new(Vec::new(), None);
        loop {
            let left = limit.map(|limit| limit.saturating_sub(count(&all.items)));
            let limit = left.map(|left| left.min(PAGE_MAX));
            let query = PageQuery { limit, cursor: all.next.as_deref() };
            let Page { items, next, erased } = self.ask(page(query))?;
            all.erased.extend(erased);
            // A cursor that does not move would lead round in circles.
            let is_last = next.is_none() || next == all.next;
            let is_enough = left.is_some_and(|left| left <= count(&items));
            all.items.extend(items);
            all.next = next;
            if is_last || is_enough {
                return Ok(all);
            }
        }
    }
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// A variable that is set to nothing is not set.
fn given(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}
