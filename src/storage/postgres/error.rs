//! What can go wrong with the built-in PostgreSQL. Each is one line that says what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the built-in PostgreSQL could not be started, reached or stopped.
#[derive(Debug, Error)]
pub enum PostgresError {
    /// No usable programs on this machine.
    #[error(
        "PostgreSQL 15 or newer was not found: install it (apt install postgresql, brew install postgresql@17), \
         set CAREBRIDGE_PG_BIN to the directory of initdb and postgres, or DATABASE_URL to a server"
    )]
    NotInstalled,
    /// The setting names a directory without the programs.
    #[error(
        "CAREBRIDGE_PG_BIN={0} does not hold initdb and postgres: set it to a directory that does, or unset it"
    )]
    NoPrograms(PathBuf),
    /// Programs were found, but too old for a new cluster.
    #[error(
        "PostgreSQL {major} in {dir} is too old: install 15 or newer, set CAREBRIDGE_PG_BIN to its bin directory, \
         or DATABASE_URL to a server"
    )]
    TooOld {
        /// Where the newest programs are.
        dir: PathBuf,
        /// Their major version.
        major: u32,
    },
    /// The cluster belongs to a major version whose programs are not here.
    #[error(
        "{cluster} was made by PostgreSQL {made_by}, found {found}: install PostgreSQL {made_by}, \
         or set CAREBRIDGE_PG_BIN to its bin directory"
    )]
    OtherMajor {
        /// The cluster's directory.
        cluster: PathBuf,
        /// The major version in its `PG_VERSION`.
        made_by: u32,
        /// The major version that is installed.
        found: u32,
    },
    /// Another process holds the data directory.
    #[error(
        "{data_dir} is in use by {holder}: stop it first, or set CAREBRIDGE_DATA_DIR to another directory"
    )]
    InUse {
        /// The data directory of the house.
        data_dir: PathBuf,
        /// The other process, as well as it is known.
        holder: String,
    },
    /// Something in the data directory cannot be read or written.
    #[error("cannot use {path}: {source}; {}", remedy(.source))]
    Path {
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// `postgres` in the data directory holds files, but no cluster.
    #[error("{0} holds files that are not a PostgreSQL cluster: move them away, then start again")]
    NotACluster(PathBuf),
    /// `postgres` in the data directory is a link to a place that is gone.
    #[error(
        "{link} points to {target}, which is gone: restore it, or remove the link to begin with an empty database"
    )]
    ClusterGone {
        /// The link.
        link: PathBuf,
        /// Where it points to.
        target: PathBuf,
    },
    /// The cluster was made by another user of this machine.
    #[error("{cluster} belongs to user {owner}: run this command as that user or as root")]
    NotYours {
        /// The cluster's directory.
        cluster: PathBuf,
        /// The owner's name, or number where there is none.
        owner: String,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else to run it.
    #[error(
        "PostgreSQL does not run as root and none of the users postgres, nobody or daemon exists: \
         run as an ordinary user, or create the user postgres"
    )]
    NoUser,
    /// No directory for the unix socket.
    #[error(
        "cannot make a directory for PostgreSQL's socket in /tmp or /run: {0}; make one of them writable"
    )]
    SocketDir(io::Error),
    /// A program could not be run at all.
    #[error(
        "cannot run {program} as {user}: {source}; that user must be able to run it and to reach {cluster}"
    )]
    Run {
        /// The program's path.
        program: PathBuf,
        /// Who was to run it.
        user: String,
        /// The directory it was to run in.
        cluster: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("cannot make a PostgreSQL cluster in {cluster}: {reason}")]
    InitDb {
        /// The new cluster's directory.
        cluster: PathBuf,
        /// What `initdb` said, in one line.
        reason: String,
    },
    /// The disk is full.
    #[error("no space left for PostgreSQL in {0}: free some, then start again")]
    DiskFull(PathBuf),
    /// The server ended while it was starting.
    #[error("PostgreSQL did not start: {reason} (see {log})")]
    Start {
        /// The last fatal line of its log.
        reason: String,
        /// The log.
        log: PathBuf,
    },
    /// The server runs, but does not accept connections in time.
    #[error(
        "PostgreSQL (process {pid}) is not ready after {waited_s} s: see postgres.log in the data directory"
    )]
    NotReady {
        /// Its process id.
        pid: i32,
        /// How long it was waited for, in seconds.
        waited_s: u64,
    },
    /// The running server's socket is gone, or is not private to it.
    #[error("PostgreSQL (process {0}) runs, but its socket is gone: restart `carebridge serve`")]
    NoSocket(i32),
    /// The server answered a connection or a statement with an error.
    #[error("the built-in PostgreSQL refused to prepare its database: {0}")]
    Database(String),
    /// The server did not end, however it was asked.
    #[error("PostgreSQL (process {0}) does not stop: end it by hand with kill -QUIT {0}")]
    DoesNotStop(i32),
}

impl PostgresError {
    /// Says which path an error of the file system is about.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            _ => Self::Path { path, source },
        }
    }
}

fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file is in the way: move it, or set CAREBRIDGE_DATA_DIR to another directory"
        }
        _ => "make it writable, or set CAREBRIDGE_DATA_DIR to a directory that is",
    }
}
