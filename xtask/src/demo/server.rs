//! The server of the demo and of measurements: the real program, on a folder and a port of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow};

use crate::cargo;

/// A server that runs. It is killed where it is dropped.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    /// Such as `127.0.0.1:40123`.
    pub(crate) address: String,
}

impl Server {
    /// Starts one on an address, whose port may be 0, with everything it keeps in a folder.
    pub(crate) fn start(folder: &Path, listen: &str) -> Result<Self> {
        Self::start_by(command(&cargo::beside("hoist")?, folder, listen), folder)
    }

    /// The same by the program as users run it, which has to be built already.
    pub(crate) fn start_release(folder: &Path) -> Result<Self> {
        let program = cargo::beside("../release/hoist")?;
        Self::start_by(command(&program, folder, "127.0.0.1:0"), folder)
    }

    /// Starts a program that says where it listens as the server does.
    pub(crate) fn start_by(mut command: Command, folder: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(folder.join("server.log"))?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let mut first = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut first)?;
        }
        let folder = folder.to_owned();
        let mut server = Self { child, folder, address: String::new() };
        let address = first.trim().strip_prefix("listening on http://");
        server.address = address.map(str::to_owned).ok_or_else(|| server.complaint())?;
        Ok(server)
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    fn complaint(&self) -> anyhow::Error {
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        anyhow!("the server did not start:\n{log}")
    }

    pub(crate) fn token_file(&self) -> PathBuf {
        data(&self.folder).join("admin.token")
    }

    /// The token that the server wrote down on its first start.
    pub(crate) fn token(&self) -> Result<String> {
        let file = self.token_file();
        let text = fs::read_to_string(&file).context("cannot read the admin token")?;
        Ok(text.trim().to_owned())
    }

    /// Kills it with SIGKILL, as a power cut would: it can finish nothing and flush nothing.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Stops it and lets this very process go on as the server, on the same address: whatever
    /// stops this process, such as Ctrl-C, then stops the server.
    pub(crate) fn become_it(self) -> Result<()> {
        let mut command = command(&cargo::beside("hoist")?, &self.folder, &self.address);
        self.kill()?;
        Err(command.exec()).context("cannot start hoist")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("hoist-data")
}

/// It runs in the folder, lest a `hoist.toml` in the working folder has a say.
fn command(program: &Path, folder: &Path, listen: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["serve", "--listen", listen, "--data"]).arg(data(folder)).current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HOIST_") {
            command.env_remove(name);
        }
    }
    command
}
