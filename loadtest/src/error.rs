//! Why a test could not be carried out. What the server did wrong under load is a result, not an error.

use std::io;
use std::path::{Path, PathBuf};

/// Why a test could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A server on another machine, unasked for.
    #[error("{url} is not on this machine; add --allow-remote if it is yours to load")]
    RemoteTarget {
        /// What was given as `--base-url`.
        url: String,
    },
    /// No answer while preparing.
    #[error("{doing}: no answer: {source}")]
    NoAnswer {
        /// What was being done.
        doing: &'static str,
        /// What the client says.
        source: reqwest::Error,
    },
    /// An answer that preparation cannot go on with.
    #[error("{doing}: the server answered {status} {code}")]
    Refused {
        /// What was being done.
        doing: &'static str,
        /// The HTTP status.
        status: u16,
        /// The problem's `code`, if it had one.
        code: String,
    },
    /// A 429 while preparing.
    #[error("{doing}: rate limits are on: start the server with CAREBRIDGE_RATE_LIMITS=off")]
    RateLimited {
        /// What was being done.
        doing: &'static str,
    },
    /// Nothing to book.
    #[error("no free slots found: seed the server with doctors, or look further ahead with --days")]
    NoSlots,
    /// The database could not be prepared.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        source: tokio_postgres::Error,
    },
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that holds something else than it should.
    #[error("{}: not as written by this program: {source}", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A socket that could not be opened.
    #[error("no socket could be opened: {reason}")]
    NoSocket {
        /// What the first one was refused with.
        reason: String,
    },
    /// A server that this program was to start.
    #[error("the server: {reason}")]
    Server {
        /// What happened to it.
        reason: String,
    },
    /// Something this program cannot do.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A bug in this program.
    #[error("a task of the load test failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl Error {
    /// For `map_err` on what was done with the file at `path`.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// For `map_err` on what was parsed from, or serialised for, the file at `path`.
    pub fn content(path: &Path) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Content { path, source }
    }
}
