//! The built-in PostgreSQL as its callers see it: start it (or take over the one that a killed `serve` left), hand
//! out its addresses, notice its end, stop it. `serve`, the commands that need a database, and tests call this.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

use crate::storage::postgres::cluster;
use crate::storage::postgres::database::{self, DATABASE};
use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::lock::DataDirLock;
use crate::storage::postgres::options::Options;
use crate::storage::postgres::pid_file::PidFile;
use crate::storage::postgres::process::{Process, is_server_of};
use crate::storage::postgres::settings;
use crate::storage::postgres::site::{Found, Site};
use crate::storage::postgres::socket_dir::{SocketDir, is_private};

/// A private PostgreSQL and the exclusive use of its data directory. Dropping it asks the server to end and does not
/// wait for that; [`stop`](Self::stop) does.
#[derive(Debug)]
pub struct PrivatePostgres {
    site: Site,
    process: Process,
    socket: SocketDir,
    port: u16,
    url: String,
    #[expect(dead_code, reason = "held as long as the server may run")]
    lock: DataDirLock,
}

impl PrivatePostgres {
    /// Makes the cluster in an empty data directory, starts a server there or takes over the one that a killed
    /// process left, and makes the database `carebridge`, owned by the superuser `carebridge`.
    ///
    /// # Errors
    /// `InUse` where another process holds the data directory; else whatever of [`PostgresError`] stands in the way.
    pub async fn start(options: &Options) -> Result<Self, PostgresError> {
        let data_dir = &options.data_dir;
        fs::create_dir_all(data_dir).map_err(PostgresError::at(data_dir))?;
        let data_dir = data_dir.canonicalize().map_err(PostgresError::at(data_dir))?;
        let lock = DataDirLock::acquire(&data_dir)?;
        let site = Site::open(data_dir, options.bin.as_deref(), options.durable).await?;
        let (process, socket, port) = match site.adopt().await? {
            Some(Found { process, socket, port }) => {
                tracing::info!(pid = process.pid(), "took over the running built-in PostgreSQL");
                (process, socket, port)
            }
            None => {
                let socket = SocketDir::create(&site.user)?;
                let process = site.launch(&socket, settings::PORT).await?;
                tracing::info!(pid = process.pid(), "started the built-in PostgreSQL");
                (process, socket, settings::PORT)
            }
        };
        database::ensure(&database::url(socket.path(), port, "postgres")).await?;
        let url = database::url(socket.path(), port, DATABASE);
        Ok(Self { site, process, socket, port, url, lock })
    }

    /// The address of the running server of a data directory, whoever started it; none where none runs. Takes no
    /// lock, starts nothing and changes nothing.
    ///
    /// # Errors
    /// `NotYours` where the cluster belongs to another user; `NoSocket` where the server cannot be reached.
    pub async fn attach(options: &Options) -> Result<Option<String>, PostgresError> {
        let data_dir = match options.data_dir.canonicalize() {
            Ok(dir) => dir,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PostgresError::at(&options.data_dir)(error)),
        };
        let Some((cluster, _)) = cluster::locate(&data_dir)? else { return Ok(None) };
        let Some(PidFile { pid, .. }) = PidFile::read(&cluster)? else { return Ok(None) };
        let Some(file) = PidFile::ready(&cluster, pid, || !is_server_of(pid, &cluster)).await? else {
            return Ok(None);
        };
        if !is_server_of(pid, &cluster) {
            return Ok(None);
        }
        let uid = fs::metadata(&cluster).map_err(PostgresError::at(&cluster))?.uid();
        match (file.port, file.socket_dir) {
            (Some(port), Some(dir)) if is_private(&dir, uid) => Ok(Some(database::url(&dir, port, DATABASE))),
            _ => Err(PostgresError::NoSocket(pid)),
        }
    }

    /// The address of the database `carebridge`, for tokio-postgres as for `psql`:
    /// `postgres://carebridge@%2Ftmp%2Fcarebridge-a1b2c3:5432/carebridge`. The same until [`stop`](Self::stop).
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of another database of the server, such as `postgres` or a copy of a template.
    #[must_use]
    pub fn url_for(&self, database: &str) -> String {
        database::url(self.socket.path(), self.port, database)
    }

    /// The server's process id.
    #[must_use]
    pub fn pid(&self) -> i32 {
        self.process.pid()
    }

    /// Ends when the server has, whether it crashed or somebody else stopped it. May be dropped and called again.
    pub async fn exited(&mut self) {
        self.process.exited().await;
    }

    /// Starts the server again after its end, behind the same address.
    ///
    /// # Errors
    /// As [`start`](Self::start); it may then be called again.
    pub async fn restart(&mut self) -> Result<(), PostgresError> {
        self.process.stop().await?;
        self.process = self.site.launch(&self.socket, self.port).await?;
        tracing::info!(pid = self.process.pid(), "restarted the built-in PostgreSQL");
        Ok(())
    }

    /// Shuts the server down: fast (transactions are broken off), and where that takes longer than 20 s, at once.
    ///
    /// # Errors
    /// `DoesNotStop` where even that does not end it.
    pub async fn stop(mut self) -> Result<(), PostgresError> {
        self.process.stop().await
    }
}
