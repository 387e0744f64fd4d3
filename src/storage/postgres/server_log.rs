//! `postgres.log` in the data directory: what the server writes to its standard error.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::storage::postgres::error::PostgresError;

const FILE: &str = "postgres.log";

/// At the start of a server, a log larger than this becomes `postgres.log.1`.
const ROTATE_BYTES: u64 = 10 * 1024 * 1024;

/// The log, and where the lines of the present server begin.
#[derive(Debug)]
pub(super) struct ServerLog {
    path: PathBuf,
    begin: u64,
}

impl ServerLog {
    /// Opens the log for a new server, which writes to the file.
    pub fn open(data_dir: &Path) -> Result<(Self, File), PostgresError> {
        let path = data_dir.join(FILE);
        let open = || {
            if fs::metadata(&path).is_ok_and(|log| log.len() > ROTATE_BYTES) {
                fs::rename(&path, path.with_extension("log.1"))?;
            }
            let file = File::options().append(true).create(true).open(&path)?;
            let begin = file.metadata()?.len();
            io::Result::Ok((begin, file))
        };
        let (begin, file) = open().map_err(PostgresError::at(&path))?;
        Ok((Self { path, begin }, file))
    }

    /// The error for a server that did not start, from what it said.
    pub fn failure(self, reason: Option<String>, cluster: &Path) -> PostgresError {
        let reason = reason.unwrap_or_else(|| "it ended without a word".to_owned());
        if reason.contains("No space left on device") {
            return PostgresError::DiskFull(cluster.to_path_buf());
        }
        PostgresError::Start { reason, log: self.path }
    }

    /// The last fatal line of the present server.
    pub fn fatal(&self) -> Option<String> {
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(self.begin)).ok()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).ok()?;
        let text = String::from_utf8_lossy(&text);
        let after = |mark| text.lines().filter_map(|line| line.split_once(mark)).next_back();
        let (_, reason) = after("PANIC:").or_else(|| after("FATAL:"))?;
        Some(reason.trim().to_owned())
    }
}
