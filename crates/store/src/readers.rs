//! The connections that read: opened when first needed, a few at most, and shared by all threads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::connect::Place;

/// More readers than that wait. Each has a cache of its own, and reads are short.
const READERS_MAX: usize = 4;

#[derive(Debug)]
pub(crate) struct Readers {
    place: Place,
    connections: Mutex<Connections>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Connections {
    idle: Vec<Connection>,
    /// How many there are, those in use included.
    open: usize,
}

impl Readers {
    pub(crate) fn new(place: Place) -> Self {
        Self { place, connections: Mutex::default(), returned: Condvar::new() }
    }

    /// Reads with a connection of its own, and waits for one if all are in use.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut loan = Loan { readers: self, connection: self.idle_or_room() };
        let connection = match loan.connection.take() {
            Some(connection) => connection,
            None => self.place.reader()?,
        };
        read(loan.connection.insert(connection))
    }

    /// A connection that nobody uses, or none where there is room to open one more.
    fn idle_or_room(&self) -> Option<Connection> {
        let mut connections = self.lock();
        loop {
            if let Some(idle) = connections.idle.pop() {
                return Some(idle);
            }
            if connections.open < READERS_MAX {
                connections.open += 1;
                return None;
            }
            connections = self.returned.wait(connections).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No code that can panic runs under this lock, so what it guards is whole.
    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives a connection back, or the room for one that could not be opened, come what may.
struct Loan<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut connections = self.readers.lock();
        match self.connection.take() {
            Some(connection) => connections.idle.push(connection),
            None => connections.open -= 1,
        }
        drop(connections);
        self.readers.returned.notify_one();
    }
}
