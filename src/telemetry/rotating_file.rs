//! A log file that makes way for the next one when it is full: `app.log`, then `app.log.1` to `app.log.10`.
//!
//! Our own, since the crates for it panic or drop lines where the directory cannot be written, or buffer lines that a
//! crash then loses.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// A file that is rotated between two writes; a write is never split.
pub(super) struct RotatingFile {
    path: PathBuf,
    file: File,
    size: u64,
    max_bytes: u64,
    kept: u32,
}

impl RotatingFile {
    /// Opens the file, going on where it ends; `kept` older ones stay beside it.
    pub(super) fn open(path: PathBuf, max_bytes: u64, kept: u32) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, max_bytes, kept })
    }

    fn rotate(&mut self) -> io::Result<()> {
        for age in (0..self.kept).rev() {
            match fs::rename(self.aged(age), self.aged(age + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        self.size = 0;
        Ok(())
    }

    fn aged(&self, age: u32) -> PathBuf {
        let mut name = OsString::from(&self.path);
        if age > 0 {
            name.push(format!(".{age}"));
        }
        PathBuf::from(name)
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let length = line.len() as u64;
        if self.size > 0 && self.size + length > self.max_bytes {
            // A file that grows too long is better than a line that is lost; the next line tries again.
            let _ = self.rotate();
        }
        self.file.write_all(line)?;
        self.size += length;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use uuid::Uuid;

    use super::*;

    fn in_scratch(test: impl FnOnce(&Path)) {
        let dir = std::env::temp_dir().join(format!("carebridge-log-{}", Uuid::new_v4()));
        fs::create_dir(&dir).unwrap();
        test(&dir);
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_full_file_makes_way_and_only_so_many_are_kept() {
        in_scratch(|dir| {
            let mut log = RotatingFile::open(dir.join("app.log"), 8, 2).unwrap();
            for line in ["one..\n", "two..\n", "three\n", "four.\n"] {
                log.write_all(line.as_bytes()).unwrap();
            }
            let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
            assert_eq!(
                (read("app.log"), read("app.log.1"), read("app.log.2")),
                ("four.\n".into(), "three\n".into(), "two..\n".into())
            );
            assert_eq!(fs::read_dir(dir).unwrap().count(), 3);
        });
    }

    #[test]
    fn a_restart_goes_on_in_the_same_file() {
        in_scratch(|dir| {
            for line in ["a\n", "b\n", "c\n"] {
                let mut log = RotatingFile::open(dir.join("app.log"), 4, 2).unwrap();
                log.write_all(line.as_bytes()).unwrap();
            }
            assert_eq!(fs::read_to_string(dir.join("app.log.1")).unwrap(), "a\nb\n");
        });
    }

    #[test]
    fn a_line_is_written_even_where_rotation_fails() {
        in_scratch(|dir| {
            fs::create_dir_all(dir.join("app.log.1/in the way")).unwrap();
            let mut log = RotatingFile::open(dir.join("app.log"), 4, 1).unwrap();
            log.write_all(b"one\n").unwrap();
            log.write_all(b"two\n").unwrap();
            assert_eq!(fs::read_to_string(dir.join("app.log")).unwrap(), "one\ntwo\n");
        });
    }
}
