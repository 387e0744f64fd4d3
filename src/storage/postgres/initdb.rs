//! Fills an empty directory with a new cluster.

use std::fs;
use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt, stream};

use crate::storage::postgres::binaries::Binaries;
use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::settings::SUPERUSER;
use crate::storage::postgres::user::ServerUser;

/// Sorted by code point, which no upgrade of the system changes under an index, but letters beyond ASCII have upper
/// and lower case (names are searched without case). Systems spell that differently; the last one always exists.
const LOCALES: [&[&str]; 3] = [&["--locale=C.UTF-8"], &["--locale=C", "--lc-ctype=UTF-8"], &["--no-locale"]];

/// How many files are flushed at once. One after the other, as `initdb` does it, takes ten times as long.
const FLUSHES: usize = 32;

/// Runs `initdb` in `dir`, which is empty and belongs to `user`.
pub(super) async fn initdb(
    binaries: &Binaries,
    user: &ServerUser,
    dir: &Path,
    durable: bool,
) -> Result<(), PostgresError> {
    let program = binaries.program("initdb");
    let mut reason = String::new();
    for locale in LOCALES {
        let output = user
            .command(&program, dir)
            .arg("-D")
            .arg(dir)
            // Whoever reaches the socket is trusted: `socket_dir` says why that is enough.
            .args(["--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions", "--no-sync"])
            .args(["-U", SUPERUSER])
            .args(locale)
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|source| PostgresError::Run {
                program: program.clone(),
                user: user.name.clone(),
                cluster: dir.to_path_buf(),
                source,
            })?;
        if output.status.success() {
            return if durable { flush(dir).await } else { Ok(()) };
        }
        reason = reason_in(&String::from_utf8_lossy(&output.stderr));
        if !reason.contains("locale") && !reason.contains("encoding") {
            break;
        }
    }
    if reason.contains("No space left on device") {
        return Err(PostgresError::DiskFull(dir.to_path_buf()));
    }
    Err(PostgresError::InitDb { cluster: dir.to_path_buf(), reason })
}

/// The line that says what was wrong: the server's own, or that of `initdb`.
fn reason_in(stderr: &str) -> String {
    let after = |mark| stderr.lines().find_map(|line| line.split_once(mark));
    after("FATAL:")
        .or_else(|| after("PANIC:"))
        .or_else(|| after("error:"))
        .map_or_else(|| "initdb failed".to_owned(), |(_, reason)| reason.trim().to_owned())
}

async fn flush(dir: &Path) -> Result<(), PostgresError> {
    let mut paths = Vec::new();
    collect(dir, &mut paths).map_err(PostgresError::at(dir))?;
    let flushed = stream::iter(paths).map(|path| tokio::task::spawn_blocking(move || flush_one(&path)));
    let mut flushed = flushed.buffer_unordered(FLUSHES).map_err(std::io::Error::other);
    while let Some(result) = flushed.try_next().await.map_err(PostgresError::at(dir))? {
        result.map_err(PostgresError::at(dir))?;
    }
    Ok(())
}

/// Flushes one file, or the names in one directory, to the disk.
pub(super) fn flush_one(path: &Path) -> std::io::Result<()> {
    Ok(nix::unistd::fsync(fs::File::open(path)?)?)
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    into.push(path.to_path_buf());
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), into)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::reason_in;

    #[test]
    fn the_servers_own_words_come_before_those_of_initdb() {
        let stderr = "2026-01-01 [7] FATAL:  could not write file: No space left on device\n\
                      child process exited with exit code 1\ninitdb: error: could not start\n";
        assert_eq!(reason_in(stderr), "could not write file: No space left on device");
        assert_eq!(reason_in("initdb: error: invalid locale name \"x\"\n"), "invalid locale name \"x\"");
        assert_eq!(reason_in(""), "initdb failed");
    }
}
