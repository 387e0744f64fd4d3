//! Readers that can be stopped: a process each, for that is what SIGSTOP stops.

use std::collections::HashSet;
use std::io::{Write, stdout};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::Url;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpSocket;
use tokio::process::{Child, Command};

use crate::args::{Common, Reader};
use crate::error::Error;
use crate::fanout::crowd::Place;
use crate::lean::socket::{LeanSocket, Then};
use crate::lean::upgrade::lost;
use crate::realtime::ended::Ended;

/// What the system keeps for a reader: little, so that what piles up does so at the server, where it is looked for.
const RECEIVE_BUFFER: u32 = 8 * 1024;

/// The processes; they end when this is dropped.
#[derive(Debug)]
pub struct Readers {
    children: Vec<Child>,
    /// The port that each one's socket has on this machine.
    pub ports: HashSet<u16>,
}

impl Readers {
    /// Starts so many, and waits until each has subscribed.
    ///
    /// # Errors
    /// `NoSocket` where one could not.
    pub async fn start(count: u16, base_url: &Url, topic: &str) -> Result<Self, Error> {
        let mut readers = Self { children: Vec::new(), ports: HashSet::new() };
        for _ in 0..count {
            let (child, port) = start(base_url, topic).await?;
            readers.children.push(child);
            readers.ports.insert(port);
        }
        Ok(readers)
    }

    /// Stops all of them where they are. Their sockets stay open, and nobody reads from them.
    ///
    /// # Errors
    /// `NoSocket` where one has ended already.
    pub fn stop(&self) -> Result<(), Error> {
        for child in &self.children {
            let pid = child.id().and_then(|pid| i32::try_from(pid).ok());
            let stopped = pid.is_some_and(|pid| kill(Pid::from_raw(pid), Signal::SIGSTOP).is_ok());
            if !stopped {
                return Err(Error::NoSocket { reason: "a reader ended before it was stopped".to_owned() });
            }
        }
        Ok(())
    }
}

async fn start(base_url: &Url, topic: &str) -> Result<(Child, u16), Error> {
    let no_socket = |error: std::io::Error| Error::NoSocket { reason: error.to_string() };
    let mut child = Command::new(std::env::current_exe().map_err(no_socket)?)
        .args(["reader", "--base-url", base_url.as_str(), "--topic", topic, "--allow-remote"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(no_socket)?;
    let mut said = String::new();
    if let Some(out) = child.stdout.as_mut() {
        BufReader::new(out).read_line(&mut said).await.map_err(no_socket)?;
    }
    let port = said.trim().parse();
    let port = port.map_err(|_| Error::NoSocket { reason: "a reader could not subscribe".to_owned() })?;
    Ok((child, port))
}

/// `loadtest reader`: subscribes, says on which port, and reads until the socket ends.
///
/// # Errors
/// `NoSocket` where it cannot.
pub async fn run(common: &Common, args: &Reader) -> Result<bool, Error> {
    // Whoever is stopped hears of no end: the system sees to it that none is left behind.
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)
        .map_err(|_| Error::Unsupported("a reader cannot be tied to its parent"))?;
    let place = Place::of_carebridge(&common.base_url[0], args.topic.clone()).await?;
    let mut socket = open(&place).await.map_err(|ended| Error::NoSocket { reason: ended.to_string() })?;
    let port = socket.local().map_err(|ended| Error::NoSocket { reason: ended.to_string() })?.port();
    writeln!(stdout(), "{port}").map_err(|error| Error::NoSocket { reason: error.to_string() })?;
    // Why it ends is seen from the server's side.
    let _ = socket.listen(|_, _| Then::Listen).await;
    Ok(true)
}

async fn open(place: &Place) -> Result<LeanSocket, Ended> {
    let connecting = async {
        let socket = if place.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
        socket.connect(place.address).await
    };
    let upgrade = place.target.upgrade(&place.channel, None);
    let mut socket = LeanSocket::over(connecting.await.map_err(lost)?, &upgrade).await?;
    place.target.greet(&mut socket, &place.channel).await?;
    Ok(socket)
}
