//! The ledger: what was asked for and what was answered, a line of JSON each, written where a crash of the server
//! cannot reach it.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Error;

/// What a line says happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The request is about to be sent.
    Invoke,
    /// It was answered 201.
    Ok,
    /// It was refused, or never reached the server.
    Fail,
    /// It may or may not have been carried out.
    Info,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Milliseconds since the ledger was opened.
    pub at_ms: u64,
    /// What happened.
    pub event: Event,
    /// The request's idempotency key, which names it.
    pub key: Uuid,
    /// The patient's address.
    pub patient: String,
    /// With whom.
    pub doctor_id: Uuid,
    /// When.
    pub starts_at: DateTime<Utc>,
    /// The code of the type.
    pub appointment_type: String,
    /// What was answered, if this is an outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What was booked, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment_id: Option<Uuid>,
}

/// A ledger that is being written.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: Mutex<File>,
    opened: Instant,
}

impl Ledger {
    /// Begins a ledger. One that is there already is not added to: it is the record of another run.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().append(true).create_new(true).open(path).map_err(Error::file(path))?;
        Ok(Self { path: path.to_owned(), file: Mutex::new(file), opened: Instant::now() })
    }

    /// Appends a line, of which this sets the time, with one write, so that lines are whole or the last.
    pub fn append(&self, mut line: Line) -> Result<(), Error> {
        line.at_ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut text = serde_json::to_vec(&line).map_err(Error::content(&self.path))?;
        text.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&text).map_err(Error::file(&self.path))
    }
}

/// Reads a ledger. A last line that was cut off is left out: nothing had followed from it.
pub fn read(path: &Path) -> Result<Vec<Line>, Error> {
    let file = File::open(path).map_err(Error::file(path))?;
    let texts: Vec<String> =
        BufReader::new(file).lines().collect::<Result<_, _>>().map_err(Error::file(path))?;
    let mut lines = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        match serde_json::from_str(text) {
            Ok(line) => lines.push(line),
            Err(_) if index + 1 == texts.len() => {}
            Err(error) => return Err(Error::content(path)(error)),
        }
    }
    Ok(lines)
}
