//! `carebridge serve` as a child process.

use std::fs::{self, File};
use std::process::ExitStatus;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;

use crate::serve::house::House;

/// A first start makes a cluster and a demo clinic, perhaps on a busy machine.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// From the word to stop until the process is gone, PostgreSQL stopped.
const STOPS_WITHIN: Duration = Duration::from_secs(15);

/// A server that takes requests. Dropping it kills it.
pub struct Server {
    child: Child,
    #[expect(dead_code, reason = "the server writes there: it stays open as long as the server runs")]
    said: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts a server and waits until it says that it is ready, the demo clinic included.
    pub async fn start(house: &House, arguments: &[&str]) -> Self {
        let log = house.path().join("serve.log");
        let mut command = house.command("serve");
        command.args(arguments).stderr(File::options().append(true).create(true).open(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = async {
            while let Some(line) = said.next_line().await.unwrap() {
                if line.starts_with("CareBridge is ready at ") {
                    return true;
                }
            }
            false
        };
        let ready = timeout(STARTS_WITHIN, ready).await;
        assert_eq!(ready, Ok(true), "it did not start: {}", fs::read_to_string(&log).unwrap());
        Self { child, said }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().unwrap().try_into().unwrap())
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
    }

    /// Waits for its end.
    pub async fn ended(mut self) -> ExitStatus {
        timeout(STOPS_WITHIN, self.child.wait()).await.expect("it stops in time").unwrap()
    }

    /// Tells it to stop, and asserts that it does in good order: in time, with success, and PostgreSQL with it.
    pub async fn stop(self, house: &House, signal: Signal) {
        assert!(house.postgres().is_some(), "PostgreSQL runs as long as the server");
        self.signal(signal);
        assert_eq!(self.ended().await.code(), Some(0));
        assert_eq!(house.postgres(), None, "PostgreSQL still runs");
    }
}
