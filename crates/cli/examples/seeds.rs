//! Writes what fuzzing starts from to `fuzz/corpus`; `cargo xtask fuzz` runs it.

use std::fs;
use std::io;
use std::path::Path;

use hoist_fuzz::{TARGETS, seeds};

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for target in TARGETS.iter().map(|(name, _)| *name).chain(["ofrep"]) {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        let found = seeds::found(target).into_iter().map(|(_, case)| case);
        for (index, seed) in seeds::of(target).into_iter().chain(found).enumerate() {
            fs::write(folder.join(format!("seed-{index}")), seed)?;
        }
    }
    Ok(())
}
