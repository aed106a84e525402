//! Fuzzes [`hoist_fuzz::evaluation`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hoist_fuzz::evaluation(data));
