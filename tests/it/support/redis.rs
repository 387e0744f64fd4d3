//! A Redis of the test's own, on a socket in a directory of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio, id};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// What takes longer than this will not happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

static SERVERS: AtomicU32 = AtomicU32::new(0);

/// Ends, with its directory, when dropped.
pub struct RedisServer {
    directory: PathBuf,
    process: Option<Process>,
}

struct Process {
    child: Child,
    /// Kept open: Redis writes its log to it.
    _log: BufReader<ChildStdout>,
}

impl RedisServer {
    /// An empty Redis that accepts connections.
    pub fn start() -> Self {
        let mut server = Self::absent();
        server.restart();
        server
    }

    /// The address of a Redis that does not run yet.
    pub fn absent() -> Self {
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("carebridge-redis-{}-{number}", id()));
        std::fs::create_dir_all(&directory).unwrap();
        Self { directory, process: None }
    }

    /// Kills it, as a crash would, and waits for its end.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.child.kill().unwrap();
            process.child.wait().unwrap();
        }
    }

    /// Starts it (again), empty, at the same address.
    pub fn restart(&mut self) {
        self.restart_with(&[]);
    }

    /// The same, with more arguments.
    pub fn restart_with(&mut self, arguments: &[&str]) {
        self.stop();
        let mut child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(self.directory.join("redis.sock"))
            .args(arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("redis-server is installed");
        let mut log = BufReader::new(child.stdout.take().unwrap());
        let ready = log.by_ref().lines().any(|line| line.unwrap().contains("eady to accept connections"));
        self.process = Some(Process { child, _log: log });
        assert!(ready, "redis-server ended before it was ready");
    }

    /// Stops it from answering, without closing its connections.
    pub fn freeze(&self) {
        let pid = self.process.as_ref().unwrap().child.id();
        kill(Pid::from_raw(pid.try_into().unwrap()), Signal::SIGSTOP).unwrap();
    }

    /// Lets it answer again.
    pub fn thaw(&self) {
        let pid = self.process.as_ref().unwrap().child.id();
        kill(Pid::from_raw(pid.try_into().unwrap()), Signal::SIGCONT).unwrap();
    }

    /// Forgets everything it holds.
    pub fn flush(&self) {
        let mut stream = UnixStream::connect(self.directory.join("redis.sock")).unwrap();
        stream.write_all(b"FLUSHALL\r\n").unwrap();
        let mut answer = [0; 5];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"+OK\r\n");
    }

    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.directory.join("redis.sock").display())
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
