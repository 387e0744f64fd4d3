//! The directory of the server's socket: the door, and its only lock.
//!
//! Whoever can open the socket is trusted as superuser (`--auth=trust`). The directory is therefore 0700 and the
//! server user's own, so that only that user and root get to the socket; `peer` would lock root out, and a password
//! would lie in a file that exactly these two can read.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::unistd::mkdtemp;

use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::user::ServerUser;

/// Short, since a socket's path has at most 103 bytes, and there on every system.
const PARENTS: [&str; 2] = ["/tmp", "/run"];
const PREFIX: &str = "carebridge-";

/// The directory of one server's socket, removed with its owner.
#[derive(Debug)]
pub(super) struct SocketDir {
    path: PathBuf,
    uid: u32,
}

impl SocketDir {
    /// Makes a new one. Its name cannot be guessed, so that nobody can be there first; the pid file tells it.
    pub fn create(user: &ServerUser) -> Result<Self, PostgresError> {
        let mut failure = Errno::ENOENT;
        for parent in PARENTS {
            match mkdtemp(&Path::new(parent).join(format!("{PREFIX}XXXXXX"))) {
                Ok(path) => {
                    user.give(&path).map_err(PostgresError::SocketDir)?;
                    return Ok(Self { path, uid: user.uid() });
                }
                Err(errno) => failure = errno,
            }
        }
        Err(PostgresError::SocketDir(failure.into()))
    }

    /// The one that a running server of user `uid` names, if it is indeed private: a socket in any other directory
    /// may be somebody else's trap.
    pub fn existing(path: &Path, uid: u32) -> Option<Self> {
        is_private(path, uid).then(|| Self { path: path.to_path_buf(), uid })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketDir {
    fn drop(&mut self) {
        let ours =
            self.path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX));
        if ours && is_private(&self.path, self.uid) {
            // The server may be removing its socket at the same time; what is left of an empty directory harms nobody.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Whether a directory is `uid`'s own and nobody else's.
pub(super) fn is_private(path: &Path, uid: u32) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|dir| dir.is_dir() && dir.uid() == uid && dir.permissions().mode() & 0o077 == 0)
}
