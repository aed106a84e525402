//! Fuzzes [`hoist_fuzz::conditions`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hoist_fuzz::conditions(data));
