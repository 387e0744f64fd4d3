//! Finds PostgreSQL's programs: the setting, then PATH, then where packages put them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::storage::postgres::error::PostgresError;

/// The oldest major that makes new clusters.
const OLDEST: u32 = 15;

/// Where packages put the programs: a directory, what stands before the version in it, what comes after.
const PACKAGED: [(&str, &str, &str); 7] = [
    ("/usr/lib/postgresql", "", "bin"),          // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),                   // Red Hat
    ("/usr/libexec", "postgresql", ""),          // Alpine
    ("/usr/lib", "postgresql", "bin"),           // SUSE
    ("/opt/homebrew/opt", "postgresql@", "bin"), // Homebrew
    ("/usr/local/opt", "postgresql@", "bin"),    // Homebrew on Intel
    ("/Library/PostgreSQL", "", "bin"),          // EnterpriseDB on macOS
];

/// A directory with `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    /// The directory, links resolved.
    pub dir: PathBuf,
    /// The major version.
    pub major: u32,
}

impl Binaries {
    /// The programs for a new cluster or, where `cluster` gives one's directory and major, for exactly that.
    pub async fn find(setting: Option<&Path>, cluster: Option<(&Path, u32)>) -> Result<Self, PostgresError> {
        let dirs = match setting {
            Some(dir) => vec![resolve(dir).ok_or_else(|| PostgresError::NoPrograms(dir.to_path_buf()))?],
            None => installed(std::env::var_os("PATH").as_deref()),
        };
        let mut found = Vec::new();
        for dir in dirs {
            match major_of(&dir).await {
                Some(major) => found.push(Self { dir, major }),
                None if setting.is_some() => return Err(PostgresError::NoPrograms(dir)),
                None => {}
            }
        }
        choose(found, cluster)
    }

    /// The path of one program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

fn choose(mut found: Vec<Binaries>, cluster: Option<(&Path, u32)>) -> Result<Binaries, PostgresError> {
    let fits = |binaries: &Binaries| match cluster {
        Some((_, made_by)) => binaries.major == made_by,
        None => binaries.major >= OLDEST,
    };
    if let Some(position) = found.iter().position(fits) {
        return Ok(found.swap_remove(position));
    }
    let Some(newest) = found.into_iter().max_by_key(|binaries| binaries.major) else {
        return Err(PostgresError::NotInstalled);
    };
    Err(match cluster {
        Some((cluster, made_by)) => {
            PostgresError::OtherMajor { cluster: cluster.to_path_buf(), made_by, found: newest.major }
        }
        None => PostgresError::TooOld { dir: newest.dir, major: newest.major },
    })
}

/// Every directory with the programs, the preferred first: those of PATH in its order, then packages, newest first.
fn installed(path: Option<&OsStr>) -> Vec<PathBuf> {
    let on_path = path.into_iter().flat_map(std::env::split_paths).filter_map(|dir| resolve(&dir));
    let mut packaged: Vec<(u32, PathBuf)> = PACKAGED
        .iter()
        .flat_map(|(parent, before, after)| {
            fs::read_dir(parent).into_iter().flatten().flatten().filter_map(move |entry| {
                let version = entry.file_name().to_str()?.strip_prefix(before)?.parse().ok()?;
                Some((version, resolve(&entry.path().join(after))?))
            })
        })
        .collect();
    packaged.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let mut dirs: Vec<PathBuf> = Vec::new();
    for dir in on_path.chain(packaged.into_iter().map(|(_, dir)| dir)) {
        if !dirs.contains(&dir) {
            dirs.push(dir);
        }
    }
    dirs
}

/// The directory where `dir/postgres` really is; `initdb` must be its neighbour, since it looks for it there.
fn resolve(dir: &Path) -> Option<PathBuf> {
    let program = dir.join("postgres").canonicalize().ok()?;
    let dir = program.parent()?;
    dir.join("initdb").is_file().then(|| dir.to_path_buf())
}

async fn major_of(dir: &Path) -> Option<u32> {
    let output = Command::new(dir.join("postgres")).arg("--version").output().await.ok()?;
    parse_major(std::str::from_utf8(&output.stdout).ok()?)
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, `… 18beta1`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(dir: &str, major: u32) -> Binaries {
        Binaries { dir: dir.into(), major }
    }

    #[test]
    fn versions_are_read_as_packages_print_them() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("GNU bash 5.2"), None);
    }

    #[test]
    fn the_first_that_fits_is_taken() {
        let found = vec![at("/a", 14), at("/b", 16), at("/c", 17)];
        assert_eq!(choose(found.clone(), None).unwrap(), at("/b", 16));
        assert_eq!(choose(found, Some((Path::new("data/postgres"), 14))).unwrap(), at("/a", 14));
    }

    #[test]
    fn nothing_installed_says_what_to_install_or_set() {
        let line = choose(Vec::new(), None).unwrap_err().to_string();
        for word in ["apt install postgresql", "CAREBRIDGE_PG_BIN", "DATABASE_URL"] {
            assert!(line.contains(word), "{line}");
        }
    }

    #[test]
    fn too_old_and_other_majors_are_told_apart() {
        assert!(matches!(choose(vec![at("/a", 14)], None), Err(PostgresError::TooOld { major: 14, .. })));
        assert_eq!(
            choose(vec![at("/a", 15)], Some((Path::new("data/postgres"), 14))).unwrap_err().to_string(),
            "data/postgres was made by PostgreSQL 14, found 15: install PostgreSQL 14, \
             or set CAREBRIDGE_PG_BIN to its bin directory"
        );
    }
}
