//! What processes take of the machine, as Linux tells it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::Error;

/// Ticks of a second in `/proc/<pid>/stat`: the same wherever Linux runs, whatever the kernel's own are.
const TICKS_A_SECOND: u64 = 100;
/// The place of `utime` after the command's name, which may itself hold spaces (`proc_pid_stat(5)`).
const UTIME: usize = 11;

/// Some processes, looked at as one.
#[derive(Debug, Clone)]
pub struct Processes(Vec<u32>);

impl Processes {
    /// These; none gives no figures.
    pub fn of(pids: &[u32]) -> Option<Self> {
        (!pids.is_empty()).then(|| Self(pids.to_vec()))
    }

    /// Resident memory, in KiB.
    ///
    /// # Errors
    /// `File` where one is gone, `Unsupported` where this is not Linux.
    pub fn memory_kib(&self) -> Result<u64, Error> {
        self.0.iter().map(|pid| resident(&read(*pid, "smaps_rollup")?)).sum()
    }

    /// Processor time since they began.
    ///
    /// # Errors
    /// As of `memory_kib`.
    pub fn processor_time(&self) -> Result<Duration, Error> {
        let ticks = self.0.iter().map(|pid| ticks(&read(*pid, "stat")?)).sum::<Result<u64, Error>>()?;
        Ok(Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
    }
}

fn read(pid: u32, of_what: &str) -> Result<String, Error> {
    let path = PathBuf::from(format!("/proc/{pid}/{of_what}"));
    fs::read_to_string(&path).map_err(Error::file(&path))
}

fn resident(rollup: &str) -> Result<u64, Error> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"));
    let figure = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    figure.ok_or(Error::Unsupported("this system does not tell a process's memory as Linux does"))
}

fn ticks(stat: &str) -> Result<u64, Error> {
    let after_name = stat.rsplit_once(") ").map(|(_, rest)| rest.split_whitespace().skip(UTIME));
    let mut times = after_name.into_iter().flatten().take(2).map(str::parse::<u64>);
    match (times.next(), times.next()) {
        (Some(Ok(user)), Some(Ok(system))) => Ok(user + system),
        _ => Err(Error::Unsupported("this system does not tell a process's time as Linux does")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_whatever_the_process_is_called() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 700 50 8 9 20 0 1 0";
        assert_eq!(ticks(stat).unwrap(), 750);
        let rollup = "55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss:                1234 kB\nPss:  7 kB\n";
        assert_eq!(resident(rollup).unwrap(), 1234);
        assert!(ticks("42 (a) S 1").is_err() && resident("Pss: 1 kB\n").is_err());
    }

    #[test]
    fn this_process_takes_memory() {
        let this = Processes::of(&[std::process::id()]).unwrap();
        assert!(this.memory_kib().unwrap() > 100);
        assert!(this.processor_time().is_ok());
        assert!(Processes::of(&[]).is_none());
    }
}
