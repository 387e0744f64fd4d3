//! Who runs the server. PostgreSQL refuses root, so that root lends its cluster to an unprivileged user.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown, lchown};
use std::path::Path;

use nix::unistd::{Uid, User, geteuid};
use tokio::process::Command;

use crate::storage::postgres::error::PostgresError;

/// The users that root may lend to, the best first. They have a passwd entry, which `initdb` asks for.
const UNPRIVILEGED: [&str; 4] = ["postgres", "_postgres", "nobody", "daemon"];

/// The user that PostgreSQL runs as.
#[derive(Debug, Clone)]
pub(super) struct ServerUser {
    /// For messages.
    pub name: String,
    uid: u32,
    gid: u32,
    /// Whether it is somebody else than this process.
    lent: bool,
}

impl ServerUser {
    /// Who shall run a new cluster: this user or, for root, the first unprivileged one that exists.
    pub fn for_new_cluster() -> Result<Self, PostgresError> {
        if !geteuid().is_root() {
            return Ok(Self::this());
        }
        UNPRIVILEGED
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(Self::lent_to)
            .ok_or(PostgresError::NoUser)
    }

    /// Who shall run an existing cluster: its owner, since PostgreSQL accepts nobody else. One that root owns (such
    /// as a restored copy), or whose owner this machine does not know, is handed to an unprivileged user first.
    pub fn of_cluster(cluster: &Path) -> Result<Self, PostgresError> {
        let owner = Uid::from_raw(fs::metadata(cluster).map_err(PostgresError::at(cluster))?.uid());
        let known = User::from_uid(owner).ok().flatten();
        if !geteuid().is_root() {
            return if owner == geteuid() {
                Ok(Self::this())
            } else {
                let owner = known.map_or_else(|| owner.to_string(), |user| user.name);
                Err(PostgresError::NotYours { cluster: cluster.to_path_buf(), owner })
            };
        }
        match known {
            Some(user) if !owner.is_root() => Ok(Self::lent_to(user)),
            _ => {
                let user = Self::for_new_cluster()?;
                user.give_all(cluster).map_err(PostgresError::at(cluster))?;
                Ok(user)
            }
        }
    }

    fn this() -> Self {
        let uid = geteuid();
        let name = User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name);
        Self { name, uid: uid.as_raw(), gid: nix::unistd::getegid().as_raw(), lent: false }
    }

    fn lent_to(user: User) -> Self {
        Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw(), lent: true }
    }

    /// Whether the user is somebody else than this process, and may be shut out of its directories.
    pub fn is_lent(&self) -> bool {
        self.lent
    }

    /// The numeric id.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// Makes one file or directory the user's own.
    pub fn give(&self, path: &Path) -> io::Result<()> {
        if self.lent { chown(path, Some(self.uid), Some(self.gid)) } else { Ok(()) }
    }

    fn give_all(&self, path: &Path) -> io::Result<()> {
        lchown(path, Some(self.uid), Some(self.gid))?;
        if fs::symlink_metadata(path)?.is_dir() {
            for entry in fs::read_dir(path)? {
                self.give_all(&entry?.path())?;
            }
        }
        Ok(())
    }

    /// A command that runs as the user, in `dir`, with nothing of this process's environment but the search paths:
    /// it holds secrets, and PG* variables would change what the server does.
    pub fn command(&self, program: &Path, dir: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(dir).env_clear().env("LC_ALL", "C");
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        if self.lent {
            command.uid(self.uid).gid(self.gid); // also drops root's supplementary groups
        }
        command
    }
}
