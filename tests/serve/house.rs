//! A data directory and an address of one's own, and what runs there.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::process::Command;

/// Where one server lives. Dropping it ends a PostgreSQL that a failed test left there.
pub struct House {
    dir: TempDir,
    /// Nobody listened there a moment ago.
    pub bind: String,
}

impl House {
    pub fn new() -> Self {
        // PostgreSQL's user must be able to reach it.
        let dir = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        // Below the ports that the system gives to connections: nobody may get it while the server is down.
        let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = std::iter::repeat_with(|| rand::random_range(20_000..30_000)).find(free).unwrap();
        Self { dir, bind: format!("127.0.0.1:{port}") }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The program with one command, as it is typed in the house: no setting but these comes from outside.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carebridge"));
        command.arg(name).current_dir(self.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("CAREBRIDGE_BIND", &self.bind).env("CAREBRIDGE_RATE_LIMITS", "off");
        // A storm of bookings is a storm of messages to a few people.
        command.env("CAREBRIDGE_MESSAGES_PER_PERSON", "0").env("CAREBRIDGE_MAIL_PER_SECOND", "100000");
        command.env("CAREBRIDGE_SMS_PER_SECOND", "100000").env("RUST_LOG", "error");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// The process id of the built-in PostgreSQL that runs here.
    pub fn postgres(&self) -> Option<Pid> {
        let file = fs::read_to_string(self.data_dir().join("postgres/postmaster.pid")).ok()?;
        let pid = Pid::from_raw(file.lines().next()?.parse().ok()?);
        kill(pid, None).is_ok().then_some(pid)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(postgres) = self.postgres() {
            let _ended_meanwhile = kill(postgres, Signal::SIGQUIT);
        }
    }
}
