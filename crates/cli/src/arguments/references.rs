//! What can be typed about references in code.

use std::path::PathBuf;

use clap::Args;

use super::server::ServerArguments;

/// Tell where code names flags and experiments: file and line of each key
///
/// A key is found as a whole word, in quotes or not. Keys without a place are told too: they may be
/// removed, after a look at what makes keys up as it runs. What .gitignore names is passed over, and
/// binary files and those of more than 4 MiB. What calls such as `is_enabled("key")` name,
/// and is no key, is told on standard error.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist references src\n  \
    hoist references . --unused --exclude 'docs/**' --exclude '*.md'\n  \
    hoist references . --file features.yaml --json\n\n\
    Exit status: 0 searched, 1 failed, or no file was searched, 2 wrong usage. With --exit-code, 1\n\
    also where a call names a key that there is not, or with --unused where nothing refers to a key.")]
pub(crate) struct ReferencesArguments {
    /// Folders or files of code
    #[arg(value_name = "DIR", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Take the keys from files or folders of documents in place of a server; these files are not
    /// searched
    #[arg(long = "file", short = 'f', value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Print only the keys that nothing refers to
    #[arg(long)]
    pub(crate) unused: bool,

    /// Pass over what this matches, as a line of .gitignore would; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// End with 1 where a call names a key that there is not, or with --unused where nothing refers
    /// to a key
    #[arg(long)]
    pub(crate) exit_code: bool,

    /// Print one JSON object: keys with their references, unknown keys, files
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
