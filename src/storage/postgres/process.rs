//! The server's process: a child of this one, or one that an earlier `serve` left running.

use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::timeout;

use crate::storage::postgres::error::PostgresError;

/// How often an adopted process is looked at: the system tells only parents that one has ended.
const POLL: Duration = Duration::from_millis(100);

/// A fast shutdown breaks off transactions and writes a checkpoint; an immediate one only ends the processes.
const FAST_LIMIT: Duration = Duration::from_secs(20);
const IMMEDIATE_LIMIT: Duration = Duration::from_secs(10);

/// A running server. Dropping it asks the server to end, without waiting for that.
#[derive(Debug)]
pub(super) struct Process {
    pid: i32,
    handle: Handle,
    /// What the server is asked to do when this is dropped.
    farewell: Signal,
}

#[derive(Debug)]
enum Handle {
    Child(Child),
    /// Found running in this cluster, which tells it from another process that is later given its id.
    Adopted(PathBuf),
}

impl Process {
    /// A server that was started here. Where nobody will miss its data, it does not tidy up when it is dropped.
    pub fn child(child: Child, durable: bool) -> std::io::Result<Self> {
        let pid = child.id().and_then(|pid| pid.try_into().ok());
        let pid = pid.ok_or_else(|| std::io::Error::other("it has no process id"))?;
        let farewell = if durable { Signal::SIGINT } else { Signal::SIGQUIT };
        Ok(Self { pid, handle: Handle::Child(child), farewell })
    }

    /// A server of `cluster` that was found running.
    pub fn adopted(pid: i32, cluster: PathBuf) -> Self {
        Self { pid, handle: Handle::Adopted(cluster), farewell: Signal::SIGINT }
    }

    /// The process id, also after the process has ended.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Whether the process has ended.
    pub fn has_exited(&mut self) -> bool {
        match &mut self.handle {
            Handle::Child(child) => !matches!(child.try_wait(), Ok(None)),
            Handle::Adopted(cluster) => !is_server_of(self.pid, cluster),
        }
    }

    /// Ends when the process has.
    pub async fn exited(&mut self) {
        match &mut self.handle {
            Handle::Child(child) => {
                let _ = child.wait().await; // fails only where there is nothing to wait for any more
            }
            Handle::Adopted(cluster) => {
                while is_server_of(self.pid, cluster) {
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Shuts the server down: fast, and where that takes too long, at once.
    pub async fn stop(&mut self) -> Result<(), PostgresError> {
        for (signal, limit) in [(Signal::SIGINT, FAST_LIMIT), (Signal::SIGQUIT, IMMEDIATE_LIMIT)] {
            self.signal(signal);
            if timeout(limit, self.exited()).await.is_ok() {
                return Ok(());
            }
            tracing::warn!(pid = self.pid, %signal, "the built-in PostgreSQL did not stop in time");
        }
        Err(PostgresError::DoesNotStop(self.pid))
    }

    /// Sends a signal, unless the process has ended and its id may be somebody else's.
    fn signal(&mut self, signal: Signal) {
        if !self.has_exited() {
            let _ = kill(Pid::from_raw(self.pid), signal); // it may have ended just now, which is as good
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(self.farewell);
    }
}

/// Whether process `pid` is a PostgreSQL server of `cluster`, and not one that was later given its id: a server works
/// in its cluster's directory. A process that has ended, but was not yet waited for, works nowhere.
#[cfg(target_os = "linux")]
pub(super) fn is_server_of(pid: i32, cluster: &Path) -> bool {
    let proc = PathBuf::from(format!("/proc/{pid}"));
    std::fs::read_link(proc.join("cwd")).is_ok_and(|dir| dir == cluster)
        && std::fs::read_to_string(proc.join("comm")).is_ok_and(|name| name.starts_with("post"))
}

/// Whether process `pid` is a PostgreSQL server of `cluster`, and not one that was later given its id: its command
/// line names the cluster. One that has ended, but was not yet waited for, is in state Z.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_server_of(pid: i32, cluster: &Path) -> bool {
    let ps = std::process::Command::new("ps")
        .args(["-ww", "-o", "stat=,command=", "-p", &pid.to_string()])
        .output();
    ps.is_ok_and(|output| {
        let line = String::from_utf8_lossy(&output.stdout);
        let line = line.trim();
        !line.starts_with('Z') && line.contains("postgres") && line.contains(&*cluster.to_string_lossy())
    })
}
