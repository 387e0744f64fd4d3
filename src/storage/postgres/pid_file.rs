//! `postmaster.pid`: what a server writes into its cluster about itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;
use tokio::time::{Instant, sleep};

use crate::storage::postgres::error::PostgresError;

const FILE: &str = "postmaster.pid";

/// A server replays its log after a crash before it takes connections; that much, and no more, is waited for.
const READY_LIMIT: Duration = Duration::from_secs(300);
const READY_POLL: Duration = Duration::from_millis(5);

/// The lines of the file that matter here (PostgreSQL's `miscadmin.h`, "postmaster.pid file layout").
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    /// The server's process id; whether that still is a server must be looked up.
    pub pid: i32,
    /// The port in the socket's name; none while the server is still starting.
    pub port: Option<u16>,
    /// Where its socket is; none while the server is still starting.
    pub socket_dir: Option<PathBuf>,
    /// Whether it takes connections.
    pub ready: bool,
}

impl PidFile {
    /// Reads the file of a cluster, if there is one.
    pub fn read(cluster: &Path) -> Result<Option<Self>, PostgresError> {
        let path = cluster.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PostgresError::at(&path)(error)),
        }
    }

    /// Removes the file of a server that is no more where its process id has since been given to another process:
    /// PostgreSQL would take that for its predecessor and not start. All else in such a file it checks itself.
    pub fn remove_misleading(cluster: &Path) -> Result<(), PostgresError> {
        let path = cluster.join(FILE);
        match Self::read(cluster)? {
            Some(file) if kill(Pid::from_raw(file.pid), None) != Err(Errno::ESRCH) => {
                fs::remove_file(&path).map_err(PostgresError::at(&path))
            }
            _ => Ok(()),
        }
    }

    /// Waits until the server of a cluster with this process id takes connections; none where it ends before.
    pub async fn ready(
        cluster: &Path,
        pid: i32,
        mut has_exited: impl FnMut() -> bool,
    ) -> Result<Option<Self>, PostgresError> {
        let deadline = Instant::now() + READY_LIMIT;
        while Instant::now() < deadline {
            match Self::read(cluster)? {
                Some(file) if file.pid == pid && file.ready => return Ok(Some(file)),
                _ if has_exited() => return Ok(None),
                _ => sleep(READY_POLL).await,
            }
        }
        Err(PostgresError::NotReady { pid, waited_s: READY_LIMIT.as_secs() })
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let pid = lines.first()?.parse::<i32>().ok()?.abs(); // negative for a stand-alone backend
        Some(Self {
            pid,
            port: lines.get(3).and_then(|port| port.parse().ok()),
            socket_dir: lines.get(4).filter(|dir| !dir.is_empty()).map(PathBuf::from),
            ready: lines.get(7) == Some(&"ready"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_file_is_read() {
        let text =
            "15179\n/data/postgres\n1795374687\n5432\n/tmp/carebridge-x\n\n 10018947         4\nready   \n";
        let socket_dir = Some("/tmp/carebridge-x".into());
        assert_eq!(
            PidFile::parse(text),
            Some(PidFile { pid: 15179, port: Some(5432), socket_dir, ready: true })
        );
    }

    #[test]
    fn a_file_that_is_still_being_written_is_not_ready() {
        let file = PidFile::parse("15179\n/data/postgres\n1795374687\n").unwrap();
        assert_eq!((file.socket_dir, file.ready), (None, false));
        assert_eq!(PidFile::parse(""), None);
    }
}
