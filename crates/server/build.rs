//! Puts the dashboard into the program: what its own build left in `dashboard/dist`, or a page that
//! says how to make that. It runs no other program, so a checkout builds with Rust alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = root.join("../../dashboard/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=src/dashboard/placeholder.html");
    println!("cargo:rerun-if-env-changed=REQUIRE_UI");
    let is_built = dist.join("index.html").exists();
    let is_required = env::var_os("REQUIRE_UI").is_some_and(|value| value == "1");
    assert!(
        is_built || !is_required,
        "dashboard/dist is missing: `cargo xtask dashboard` makes it"
    );
    let entry = match is_built {
        true => dist.join("index.html"),
        false => root.join("src/dashboard/placeholder.html"),
    };
    let mut files = Vec::new();
    if is_built {
        collect(&dist, &mut files).expect("dashboard/dist cannot be read");
        files.sort();
    }
    let mut code =
        format!("static ENTRY: &str = include_str!({entry:?});\nstatic FILES: &[File] = &[\n");
    for file in &files {
        row(&dist, file, &mut code);
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("dashboard.rs"), code).expect("the list of files cannot be written");
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
fn row(dist: &Path, file: &Path, code: &mut String) {
    let path = file.strip_prefix(dist).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let content_type = match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        other => panic!("dashboard/dist/{path}: what is a {other} file sent as?"),
    };
    let bytes = fs::read(file).expect("a file of the dashboard cannot be read");
    let tag = format!("\"{:016x}\"", fingerprint(&bytes));
    let beside = |extension| PathBuf::from(format!("{}.{extension}", file.display()));
    let (brotli, gzip) = (beside("br"), beside("gz"));
    let content = match brotli.exists() && gzip.exists() {
        true => format!(
            "Content::Text {{ brotli: include_bytes!({brotli:?}), gzip: include_bytes!({gzip:?}) }}"
        ),
        false => format!("Content::Plain(include_bytes!({file:?}))"),
    };
    writeln!(
        code,
        "    File {{ path: \"/{path}\", content_type: {content_type:?}, tag: {tag:?}, content: {content} }},"
    )
    .expect("a text can be written to");
}

/// FNV-1a: another file has another one, as far as caches are concerned.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
