//! One lean socket: between two frames it is a descriptor and a small task.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Instant;

use tokio::net::TcpStream;

use crate::lean::frames::{self, CLOSE, PING, PONG, TEXT};
use crate::lean::sources;
use crate::lean::upgrade::{Upgrade, lost};
use crate::realtime::ended::Ended;

/// What is read at once; shared by all sockets of a thread, for none keeps it beyond one look.
const AT_ONCE: usize = 16 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; AT_ONCE]);
}

/// An open socket.
#[derive(Debug)]
pub struct LeanSocket {
    stream: TcpStream,
    /// The beginning of a frame whose end has not come yet.
    partial: Vec<u8>,
}

/// What is to be done after a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Listen,
    /// Send this text.
    Say(&'static str),
    /// Stop reading; further frames stay where they are.
    Stop,
}

impl LeanSocket {
    /// Opens the `n`th socket of a crowd.
    ///
    /// # Errors
    /// `NoConnection`, `Refused` or `Lost`.
    pub async fn open(to: SocketAddr, upgrade: &Upgrade, n: usize) -> Result<Self, Ended> {
        Self::over(sources::connect(to, n).await?, upgrade).await
    }

    /// Upgrades a connection.
    ///
    /// # Errors
    /// `Refused` or `Lost`.
    pub async fn over(mut stream: TcpStream, upgrade: &Upgrade) -> Result<Self, Ended> {
        let partial = upgrade.ask(&mut stream).await?;
        Ok(Self { stream, partial })
    }

    /// Where it comes from.
    ///
    /// # Errors
    /// `Lost`.
    pub fn local(&self) -> Result<SocketAddr, Ended> {
        self.stream.local_addr().map_err(lost)
    }

    /// Sends a text.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn say(&self, text: &str) -> Result<(), Ended> {
        self.send(TEXT, text.as_bytes()).await
    }

    /// Reads until `heard` says to stop, answering pings. `heard` gets each text and the instant at which it was read.
    ///
    /// # Errors
    /// `Closed` or `Lost`.
    pub async fn listen(&mut self, mut heard: impl FnMut(&[u8], Instant) -> Then) -> Result<(), Ended> {
        loop {
            let due = match self.look(&mut heard)? {
                None => {
                    self.stream.readable().await.map_err(lost)?;
                    self.read(&mut heard)?
                }
                due => due,
            };
            match due {
                None => {}
                Some(Due::Pong(payload)) => self.send(PONG, &payload).await?,
                Some(Due::Say(text)) => self.say(text).await?,
                Some(Due::Stop) => return Ok(()),
            }
        }
    }

    /// Looks at what was kept.
    fn look(&mut self, heard: &mut impl FnMut(&[u8], Instant) -> Then) -> Result<Option<Due>, Ended> {
        if self.partial.is_empty() {
            return Ok(None);
        }
        let (taken, due) = take(&self.partial, heard)?;
        if taken == self.partial.len() {
            // Ten thousand sockets that each keep their longest beginning of a frame would be a lot.
            self.partial = Vec::new();
        } else {
            self.partial.drain(..taken);
        }
        Ok(due)
    }

    /// Looks at what the system has, and keeps what is no whole frame or comes after something that is due.
    fn read(&mut self, heard: &mut impl FnMut(&[u8], Instant) -> Then) -> Result<Option<Due>, Ended> {
        BUFFER.with_borrow_mut(|buffer| {
            let read = match self.stream.try_read(buffer) {
                Ok(0) => return Err(Ended::Lost("end of stream".to_owned())),
                Ok(read) => &buffer[..read],
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(lost(error)),
            };
            if self.partial.is_empty() {
                let (taken, due) = take(read, heard)?;
                self.partial.extend_from_slice(&read[taken..]);
                return Ok(due);
            }
            self.partial.extend_from_slice(read);
            self.look(heard)
        })
    }

    async fn send(&self, opcode: u8, payload: &[u8]) -> Result<(), Ended> {
        let frame = frames::masked(opcode, payload, rand::random());
        let mut rest = &frame[..];
        while !rest.is_empty() {
            self.stream.writable().await.map_err(lost)?;
            match self.stream.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(lost(error)),
            }
        }
        Ok(())
    }
}

/// What a frame asks for that takes a write, or ends the reading.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    Pong(Vec<u8>),
    Say(&'static str),
    Stop,
}

/// Takes whole frames up to the first after which something is due. Gives how many bytes they were.
fn take(bytes: &[u8], heard: &mut impl FnMut(&[u8], Instant) -> Then) -> Result<(usize, Option<Due>), Ended> {
    let (now, mut taken) = (Instant::now(), 0);
    while let Some(frame) = frames::first(&bytes[taken..]).map_err(|error| Ended::Lost(error.0.to_owned()))? {
        taken += frame.length;
        let due = match frame.opcode {
            TEXT => match heard(frame.payload, now) {
                Then::Listen => None,
                Then::Say(text) => Some(Due::Say(text)),
                Then::Stop => Some(Due::Stop),
            },
            PING => Some(Due::Pong(frame.payload.to_vec())),
            CLOSE => {
                let code = frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                return Err(Ended::Closed(code));
            }
            _ => None,
        };
        if due.is_some() {
            return Ok((taken, due));
        }
    }
    Ok((taken, None))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A socket whose server answers the upgrade with `status`, then sends each of `parts` by itself; and what the client
    /// wrote after its request.
    async fn open(
        status: &str,
        parts: &'static [&'static [u8]],
    ) -> (Result<LeanSocket, Ended>, tokio::task::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let head = format!("HTTP/1.1 {status}\r\nUpgrade: websocket\r\n\r\n");
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                stream.read_buf(&mut request).await.unwrap();
            }
            let request = String::from_utf8(request).unwrap();
            assert!(
                request.starts_with("GET /ws HTTP/1.1\r\n") && request.contains("Bearer a\r\n"),
                "{request}"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            for part in parts {
                stream.write_all(part).await.unwrap();
                tokio::task::yield_now().await;
            }
            stream.shutdown().await.unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            rest
        });
        let upgrade = Upgrade { path: "/ws".to_owned(), protocol: None, access: Some("a".to_owned()) };
        (LeanSocket::open(address, &upgrade, 0).await, server)
    }

    #[tokio::test]
    async fn texts_are_heard_whole_wherever_they_were_cut_and_pings_are_answered() {
        let (socket, server) =
            open("101 Switching", &[b"\x81\x02hi\x81\x05", b"the", b"re\x89\x01p\x81\x01?", b"\x81\x01!"])
                .await;
        let (mut socket, mut texts) = (socket.unwrap(), Vec::new());
        let ended = socket
            .listen(|text, _| {
                texts.push(String::from_utf8(text.to_vec()).unwrap());
                if text == b"?" { Then::Say("yes") } else { Then::Listen }
            })
            .await;
        assert_eq!(ended, Err(Ended::Lost("end of stream".to_owned())));
        assert_eq!(texts, ["hi", "there", "?", "!"]);
        drop(socket);
        let wrote = server.await.unwrap();
        assert_eq!((wrote[0], wrote[1], wrote[7], wrote[8]), (0x8A, 0x81, 0x81, 0x83));
    }

    #[tokio::test]
    async fn what_comes_after_a_stop_is_heard_by_the_next_listener() {
        let (socket, _server) = open("101 Switching", &[b"\x81\x01a\x81\x01b\x88\x02\x0b\xc0"]).await;
        let mut socket = socket.unwrap();
        assert_eq!(socket.listen(|_, _| Then::Stop).await, Ok(()));
        let mut texts = Vec::new();
        let ended = socket
            .listen(|text, _| {
                texts.push(text.to_vec());
                Then::Listen
            })
            .await;
        assert_eq!((texts, ended), (vec![b"b".to_vec()], Err(Ended::Closed(Some(3008)))));
    }

    #[tokio::test]
    async fn a_refused_upgrade_says_with_what() {
        let (socket, _server) = open("503 Service Unavailable", &[]).await;
        assert_eq!(socket.unwrap_err(), Ended::Refused(503));
    }
}
