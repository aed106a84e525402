//! Puts the dashboard into the program: what its own build left in `dashboard/dist`, or a page that
//! says how to make that. It runs no other program, so a checkout builds with Rust alone.
#![allow(clippy::disallowed_methods, reason = "cargo tells a build script by its environment")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = folder("CARGO_MANIFEST_DIR");
    let dist = root.join("../../dashboard/dist");
    let placeholder = root.join("src/dashboard/placeholder.html");
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed={}", placeholder.display());
    println!("cargo:rerun-if-env-changed=REQUIRE_UI");
    let is_built = dist.join("index.html").exists();
    if !is_built && env::var_os("REQUIRE_UI").is_some_and(|value| value == "1") {
        return Err("dashboard/dist is missing: `cargo xtask dashboard` makes it".into());
    }
    let entry = if is_built { dist.join("index.html") } else { placeholder };
    let mut files = Vec::new();
    if is_built {
        collect(&dist, &mut files)?;
        files.sort();
    }
    let rows = files.iter().map(|file| row(&dist, file)).collect::<Result<String, _>>()?;
    let code = format!(
        "static ENTRY: &str = include_str!({entry:?});\nstatic FILES: &[File] = &[\n{rows}];\n"
    );
    Ok(fs::write(folder("OUT_DIR").join("dashboard.rs"), code)?)
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env::var_os(name).unwrap_or_default())
}

/// All files but the entry and what was compressed.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if !path.extension().is_some_and(|it| it == "br" || it == "gz")
            && !path.ends_with("dist/index.html")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// The row of a file in the list.
fn row(dist: &Path, file: &Path) -> Result<String, Box<dyn Error>> {
    let path = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
    let content_type = match file.extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => return Err(format!("dashboard/dist/{path}: what is such a file sent as?").into()),
    };
    let tag = format!("\"{:016x}\"", fingerprint(&fs::read(file)?));
    let beside = |extension| PathBuf::from(format!("{}.{extension}", file.display()));
    let (brotli, gzip) = (beside("br"), beside("gz"));
    let content = if brotli.exists() && gzip.exists() {
        let (brotli, gzip) =
            (format!("include_bytes!({brotli:?})"), format!("include_bytes!({gzip:?})"));
        format!("Content::Text {{ brotli: {brotli}, gzip: {gzip} }}")
    } else {
        format!("Content::Plain(include_bytes!({file:?}))")
    };
    Ok(format!(
        "    File {{ path: \"/{path}\", content_type: {content_type:?}, tag: {tag:?}, \
         content: {content} }},\n"
    ))
}

/// FNV-1a: another file has another one, as far as caches are concerned.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
