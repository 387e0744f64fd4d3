//! A server that this program starts, kills and starts again.

use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::client::Api;
use crate::error::Error;

/// It must answer within this.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// It may take so long to stop when it is asked to.
const STOP_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running server.
#[derive(Debug)]
pub struct Server {
    command: Vec<String>,
    child: Child,
}

impl Server {
    /// Starts it, and waits until it is ready.
    ///
    /// # Errors
    /// `Server` where it cannot be started, ends, or is not ready in time.
    pub async fn start(command: &[String], api: &Api) -> Result<Self, Error> {
        let mut server = Self { command: command.to_vec(), child: spawn(command)? };
        server.become_ready(api).await?;
        Ok(server)
    }

    /// Kills it, as a machine that loses power does.
    ///
    /// # Errors
    /// `Server` where it is gone already.
    pub async fn kill(&mut self) -> Result<(), Error> {
        self.child.kill().await.map_err(|error| Error::Server { reason: error.to_string() })
    }

    /// Starts it again, and waits until it is ready.
    ///
    /// # Errors
    /// As of [`Server::start`].
    pub async fn start_again(&mut self, api: &Api) -> Result<(), Error> {
        self.child = spawn(&self.command)?;
        self.become_ready(api).await
    }

    /// Asks it to stop, so that it leaves nothing behind, and insists where it does not.
    pub async fn stop(mut self) {
        if let Some(pid) = self.child.id().and_then(|pid| i32::try_from(pid).ok()) {
            // Where that fails it is gone.
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        if timeout(STOP_WITHIN, self.child.wait()).await.is_err() {
            eprintln!("loadtest: the server did not stop when it was asked to");
            // As above.
            let _ = self.child.kill().await;
        }
    }

    async fn become_ready(&mut self, api: &Api) -> Result<(), Error> {
        let deadline = Instant::now() + READY_WITHIN;
        while api.ready().await.is_err() {
            let ended = self.child.try_wait().map_err(|error| Error::Server { reason: error.to_string() })?;
            if let Some(status) = ended {
                return Err(Error::Server { reason: format!("it ended: {status}") });
            }
            if Instant::now() > deadline {
                return Err(Error::Server { reason: "it was not ready within a minute".to_owned() });
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

fn spawn(command: &[String]) -> Result<Child, Error> {
    let (program, arguments) =
        command.split_first().ok_or(Error::Unsupported("no server's command is given"))?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Error::Server { reason: format!("{program}: {error}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_server;

    #[tokio::test]
    async fn a_server_that_ends_is_not_waited_for() {
        let api = fake_server::start(|_, _| (503, "{}".to_owned())).await;
        let ended = Server::start(&["false".to_owned()], &api).await.unwrap_err();
        assert!(ended.to_string().contains("it ended"), "{ended}");
        let absent = Server::start(&["/nowhere/carebridge".to_owned()], &api).await.unwrap_err();
        assert!(absent.to_string().contains("/nowhere/carebridge"), "{absent}");
    }

    #[tokio::test]
    async fn a_server_is_killed_started_again_and_stopped() {
        let api = fake_server::start(|_, _| (200, "{}".to_owned())).await;
        let mut server = Server::start(&["sleep".to_owned(), "60".to_owned()], &api).await.unwrap();
        let first = server.child.id();
        server.kill().await.unwrap();
        server.start_again(&api).await.unwrap();
        assert!(server.child.id().is_some() && server.child.id() != first);
        let before = Instant::now();
        server.stop().await;
        assert!(before.elapsed() < STOP_WITHIN);
    }
}
