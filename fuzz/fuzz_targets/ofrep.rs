//! Fuzzes [`hoist_fuzz::ofrep`] on a real server in this process.

#![no_main]

use std::sync::{LazyLock, Mutex};

use hoist_fuzz::Connection;

static CONNECTION: LazyLock<Mutex<Connection>> =
    LazyLock::new(|| Mutex::new(Connection::to_own_server()));

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(mut connection) = CONNECTION.lock() {
        hoist_fuzz::ofrep(&mut connection, data);
    }
});
