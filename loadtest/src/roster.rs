//! The file of sign-ins of the patients that were made for tests.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The address, which is also the name in a ledger.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Many sign-ins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// In the order they were made in.
    pub users: Vec<Login>,
}

impl Roster {
    /// Reads the file; one that is not there is empty.
    pub fn load_or_empty(path: &Path) -> Result<Self, Error> {
        if path.exists() { Self::load(path) } else { Ok(Self::default()) }
    }

    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = fs::read(path).map_err(Error::file(path))?;
        serde_json::from_slice(&text).map_err(Error::content(path))
    }

    /// Writes the file, readable by its owner only.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(self).map_err(Error::content(path))?;
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)
            .map_err(Error::file(path))?;
        file.write_all(&text).map_err(Error::file(path))
    }

    /// Where the sign-ins of a ledger's patients are.
    pub fn beside(ledger: &Path) -> PathBuf {
        let mut name = ledger.as_os_str().to_owned();
        name.push(".users.json");
        PathBuf::from(name)
    }
}
