//! All that a server needs to run: its cluster, its user, its programs. Starts servers there, and takes over found ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::storage::postgres::binaries::Binaries;
use crate::storage::postgres::cluster;
use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::pid_file::PidFile;
use crate::storage::postgres::process::{Process, is_server_of};
use crate::storage::postgres::server_log::ServerLog;
use crate::storage::postgres::settings;
use crate::storage::postgres::socket_dir::SocketDir;
use crate::storage::postgres::user::ServerUser;

/// The sessions of a killed server need a moment to notice; until then its memory is in use and no other may start.
const ORPHANS_LIMIT: Duration = Duration::from_secs(30);
const ORPHANS_POLL: Duration = Duration::from_millis(100);

/// Where a server runs.
#[derive(Debug)]
pub(super) struct Site {
    data_dir: PathBuf,
    /// Links resolved, as the system names a process's directory.
    cluster: PathBuf,
    /// Who runs the server.
    pub user: ServerUser,
    binaries: Binaries,
    durable: bool,
}

/// A server that was found running.
pub(super) struct Found {
    pub process: Process,
    pub socket: SocketDir,
    pub port: u16,
}

impl Site {
    /// Finds what is needed, and makes the cluster where there is none. `data_dir` exists and has its links resolved.
    pub async fn open(data_dir: PathBuf, bin: Option<&Path>, durable: bool) -> Result<Self, PostgresError> {
        let (cluster, user, binaries) = match cluster::locate(&data_dir)? {
            Some((cluster, major)) => {
                let user = ServerUser::of_cluster(&cluster)?;
                let binaries = Binaries::find(bin, Some((&cluster, major))).await?;
                (cluster, user, binaries)
            }
            None => {
                let binaries = Binaries::find(bin, None).await?;
                let (cluster, user) = cluster::create(&data_dir, &binaries, durable).await?;
                (cluster, user, binaries)
            }
        };
        Ok(Self { data_dir, cluster, user, binaries, durable })
    }

    /// The server that already runs here, because the process that started it was killed. One that cannot be reached
    /// any more (its socket was cleaned away) is stopped, and what a dead one left is removed.
    pub async fn adopt(&self) -> Result<Option<Found>, PostgresError> {
        let Some(file) = PidFile::read(&self.cluster)? else { return Ok(None) };
        let uid = self.user.uid();
        if is_server_of(file.pid, &self.cluster) {
            let mut process = Process::adopted(file.pid, self.cluster.clone());
            let ready = PidFile::ready(&self.cluster, file.pid, || process.has_exited()).await?;
            if let Some((port, dir)) = ready.and_then(|file| Some((file.port?, file.socket_dir?)))
                && let Some(socket) = SocketDir::existing(&dir, uid)
            {
                return Ok(Some(Found { process, socket, port }));
            }
            process.stop().await?;
        }
        drop(file.socket_dir.and_then(|dir| SocketDir::existing(&dir, uid)));
        Ok(None)
    }

    /// Starts a server where none runs, and waits until it takes connections.
    pub async fn launch(&self, socket: &SocketDir, port: u16) -> Result<Process, PostgresError> {
        PidFile::remove_misleading(&self.cluster)?;
        let deadline = Instant::now() + ORPHANS_LIMIT;
        loop {
            let (log, file) = ServerLog::open(&self.data_dir)?;
            let mut process = self.spawn(socket, port, file)?;
            if PidFile::ready(&self.cluster, process.pid(), || process.has_exited()).await?.is_some() {
                return Ok(process);
            }
            let reason = log.fatal();
            let orphans = reason.as_ref().is_some_and(|reason| reason.contains("shared memory block"));
            if !orphans || Instant::now() > deadline {
                return Err(log.failure(reason, &self.cluster));
            }
            sleep(ORPHANS_POLL).await;
        }
    }

    fn spawn(&self, socket: &SocketDir, port: u16, log: fs::File) -> Result<Process, PostgresError> {
        let program = self.binaries.program("postgres");
        let spawn = || {
            let child = self
                .user
                .command(&program, &self.cluster)
                .arg("-D")
                .arg(&self.cluster)
                .arg("-k")
                .arg(socket.path())
                .arg("-p")
                .arg(port.to_string())
                .args(settings::arguments(self.durable))
                // Ctrl-C in the terminal is for `serve`, which stops the server after its last transaction.
                .process_group(0)
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log)
                .spawn()?;
            Process::child(child, self.durable)
        };
        spawn().map_err(|source| PostgresError::Run {
            program: program.clone(),
            user: self.user.name.clone(),
            cluster: self.cluster.clone(),
            source,
        })
    }
}
