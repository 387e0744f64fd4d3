//! One process at a time works on a data directory. The system gives the lock back however its holder ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::storage::postgres::error::PostgresError;

const FILE: &str = "serve.lock";

/// Held as long as a process works on a data directory; dropping it lets the next one in.
#[derive(Debug)]
pub struct DataDirLock {
    file: File,
}

impl DataDirLock {
    /// Takes the lock of an existing data directory, or says who has it.
    ///
    /// # Errors
    /// `InUse` where another process (or this one, a second time) holds it; `Path` where the file cannot be written.
    pub fn acquire(data_dir: &Path) -> Result<Self, PostgresError> {
        let path = data_dir.join(FILE);
        // Not truncated on opening: the number in it belongs to whoever holds the lock.
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(PostgresError::at(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = (&file).read_to_string(&mut pid);
                let holder = match pid.trim() {
                    pid if read.is_ok() && !pid.is_empty() => format!("another carebridge (process {pid})"),
                    _ => "another carebridge".to_owned(),
                };
                return Err(PostgresError::InUse { data_dir: data_dir.to_path_buf(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(PostgresError::at(&path)(source)),
        }
        let note = |mut file: &File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())
        };
        note(&file).map_err(PostgresError::at(&path))?;
        Ok(Self { file })
    }
}

impl Drop for DataDirLock {
    /// Closing the file is not enough: a child that this process is just about to start holds a copy of the descriptor
    /// until it has become its own program, and the lock with it. Unlocking ends the lock for every copy (flock(2)).
    fn drop(&mut self) {
        let _ = self.file.unlock(); // the system ends it at the latest with the last copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_was_given_back_is_free_though_a_child_still_has_a_copy_of_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let lock = DataDirLock::acquire(dir.path()).unwrap();
        let copy = lock.file.try_clone().unwrap(); // what a fork makes
        drop(lock);
        DataDirLock::acquire(dir.path()).unwrap();
        drop(copy);
    }
}
