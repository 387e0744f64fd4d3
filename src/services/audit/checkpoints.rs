//! Signed checkpoints of the chain, kept outside of the database: whoever cuts its end off cannot cut these.
//!
//! `audit/checkpoint.json` in the data directory is the last one; `audit/checkpoints.jsonl` has one of each hour.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::services::audit::keys::AuditKeys;

/// Between two lines of the history.
const HOUR: TimeDelta = TimeDelta::hours(1);

/// What the chain was at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Its last position.
    pub position: i64,
    /// The link there, in base64 (RFC 4648 §5, unpadded).
    pub hash: String,
    /// When.
    pub at: DateTime<Utc>,
    signature: String,
}

/// What is known of the chain from outside of the database.
#[derive(Debug, Default)]
pub struct Known {
    /// The last checkpoint, if it is ours.
    pub last: Option<Checkpoint>,
    /// All that are ours, by position.
    pub all: Vec<Checkpoint>,
    /// Why not everything that is there can be believed.
    pub doubt: Option<String>,
}

/// The two files. Cloning is cheap; clones share when the last hour began.
#[derive(Debug, Clone)]
pub struct Checkpoints {
    dir: PathBuf,
    hour: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl Checkpoint {
    /// A signed one.
    #[must_use]
    pub fn sign(keys: &AuditKeys, position: i64, hash: &[u8], at: DateTime<Utc>) -> Self {
        let mut made = Self { position, hash: URL_SAFE_NO_PAD.encode(hash), at, signature: String::new() };
        made.signature = URL_SAFE_NO_PAD.encode(made.mac(keys).finalize().into_bytes());
        made
    }

    /// Whether the chain is as it was then, by the link at its position.
    #[must_use]
    pub fn agrees_with(&self, hash: &[u8]) -> bool {
        self.hash == URL_SAFE_NO_PAD.encode(hash)
    }

    fn is_ours(&self, keys: &AuditKeys) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(&self.signature) else { return false };
        self.mac(keys).verify_slice(&signature).is_ok()
    }

    fn mac(&self, keys: &AuditKeys) -> Hmac<Sha256> {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        keys.over_checkpoint([&self.position.to_be_bytes(), self.hash.as_bytes(), at.as_bytes()])
    }
}

impl Checkpoints {
    /// Those of a data directory. Nothing is made yet.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("audit"), hour: Arc::default() }
    }

    /// The last checkpoint.
    ///
    /// # Errors
    /// Where there is one that cannot be read, or that is not ours.
    pub fn last(&self, keys: &AuditKeys) -> Result<Option<Checkpoint>, String> {
        let path = self.dir.join("checkpoint.json");
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
            Ok(text) => ours(keys, &text).map(Some).ok_or_else(|| format!("{} is not ours", path.display())),
        }
    }

    /// Everything that both files say.
    #[must_use]
    pub fn read(&self, keys: &AuditKeys) -> Known {
        let mut known = Known::default();
        match self.last(keys) {
            Ok(last) => known.last = last,
            Err(doubt) => known.doubt = Some(doubt),
        }
        let path = self.dir.join("checkpoints.jsonl");
        let history = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    known.doubt = Some(format!("{} cannot be read: {error}", path.display()));
                }
                String::new()
            }
        };
        for (n, line) in history.lines().enumerate() {
            match ours(keys, line) {
                Some(checkpoint) => known.all.push(checkpoint),
                None => known.doubt = Some(format!("line {} of {} is not ours", n + 1, path.display())),
            }
        }
        known.all.extend(known.last.clone());
        known.all.sort_by_key(|checkpoint| checkpoint.position);
        known
    }

    /// Keeps a checkpoint as the last one, and once an hour in the history too; answers whether an hour began.
    ///
    /// # Errors
    /// Where the directory cannot be written. What was there stays.
    pub fn keep(&self, checkpoint: &Checkpoint) -> io::Result<bool> {
        // The data directory above it stays open: PostgreSQL, which may run as another user, has to pass through.
        if let Some(data_dir) = self.dir.parent() {
            fs::create_dir_all(data_dir)?;
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
        let line = serde_json::to_string(checkpoint)?;
        self.replace("checkpoint.json", &line)?;
        let begins = self.hour_begins(checkpoint.at);
        if begins {
            let path = self.dir.join("checkpoints.jsonl");
            let history = if path.exists() { fs::read_to_string(&path)? } else { String::new() };
            self.replace("checkpoints.jsonl", &format!("{history}{line}\n"))?;
        }
        Ok(begins)
    }

    /// Whether an hour has passed since this last said so.
    #[must_use]
    pub fn hour_begins(&self, now: DateTime<Utc>) -> bool {
        let mut hour = self.hour.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = hour.is_none_or(|began| now - began >= HOUR);
        if begins {
            *hour = Some(now);
        }
        begins
    }

    /// Written aside and put into place, so that a crash leaves the one or the other.
    fn replace(&self, name: &str, text: &str) -> io::Result<()> {
        let aside = self.dir.join(format!(".{name}"));
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&aside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(aside, self.dir.join(name))?;
        fs::File::open(&self.dir)?.sync_all()
    }
}

fn ours(keys: &AuditKeys, text: &str) -> Option<Checkpoint> {
    serde_json::from_str::<Checkpoint>(text).ok().filter(|checkpoint| checkpoint.is_ours(keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_last_one_is_kept_and_one_of_each_hour() {
        let dir = tempfile::tempdir().unwrap();
        let (keys, files) = (AuditKeys::new(b"a secret"), Checkpoints::of(dir.path()));
        assert_eq!(files.last(&keys).unwrap(), None);
        let begun: Vec<bool> = (0..5)
            .map(|n| {
                let at = noon() + TimeDelta::minutes(30) * i32::try_from(n).unwrap();
                files.keep(&Checkpoint::sign(&keys, n, &[7; 32], at)).unwrap()
            })
            .collect();
        assert_eq!(begun, [true, false, true, false, true]);
        let known = files.read(&keys);
        assert_eq!(known.last.unwrap().position, 4);
        let positions: Vec<_> = known.all.iter().map(|checkpoint| checkpoint.position).collect();
        assert_eq!((positions.as_slice(), known.doubt), ([0, 2, 4, 4].as_slice(), None));
    }

    #[test]
    fn a_checkpoint_of_another_key_or_with_another_figure_is_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let (keys, files) = (AuditKeys::new(b"a secret"), Checkpoints::of(dir.path()));
        files.keep(&Checkpoint::sign(&keys, 12, &[7; 32], noon())).unwrap();
        assert!(files.last(&AuditKeys::new(b"another")).is_err());
        let path = dir.path().join("audit/checkpoint.json");
        let text = fs::read_to_string(&path).unwrap();
        for (from, to) in [("12,", "11,"), ("2026-11", "2026-10"), ("{", "")] {
            fs::write(&path, text.replacen(from, to, 1)).unwrap();
            assert!(files.last(&keys).unwrap_err().ends_with("is not ours"), "{to}");
        }
    }
}
