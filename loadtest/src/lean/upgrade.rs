//! The upgrade of a plain connection to a WebSocket.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::realtime::ended::Ended;

/// A head that is longer than this is no answer to an upgrade.
const LONGEST_HEAD: usize = 8 * 1024;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Upgrade {
    /// The path, with its query.
    pub path: String,
    /// What is offered as subprotocol.
    pub protocol: Option<&'static str>,
    /// An access token.
    pub access: Option<String>,
}

impl Upgrade {
    /// Asks for it. Gives what the server has sent already beyond its answer.
    ///
    /// # Errors
    /// `Refused` with the status of any answer but 101, or `Lost`.
    pub async fn ask(&self, stream: &mut TcpStream) -> Result<Vec<u8>, Ended> {
        stream.write_all(self.head(stream)?.as_bytes()).await.map_err(lost)?;
        let mut answer = Vec::with_capacity(512);
        loop {
            if let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let rest = answer.split_off(end + 4);
                return match status(&answer) {
                    Some(101) => Ok(rest),
                    Some(other) => Err(Ended::Refused(other)),
                    None => Err(Ended::Lost("not HTTP".to_owned())),
                };
            }
            if answer.len() > LONGEST_HEAD {
                return Err(Ended::Lost("an answer without end".to_owned()));
            }
            if stream.read_buf(&mut answer).await.map_err(lost)? == 0 {
                return Err(Ended::Lost("end of stream".to_owned()));
            }
        }
    }

    fn head(&self, stream: &TcpStream) -> Result<String, Ended> {
        let host = stream.peer_addr().map_err(lost)?;
        // The key only shows that the server knows the protocol (RFC 6455 §1.3), of which there is no doubt here.
        let mut head = format!(
            "GET {} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            self.path
        );
        if let Some(protocol) = self.protocol {
            head.push_str(&format!("Sec-WebSocket-Protocol: {protocol}\r\n"));
        }
        if let Some(access) = &self.access {
            head.push_str(&format!("Authorization: Bearer {access}\r\n"));
        }
        head.push_str("\r\n");
        Ok(head)
    }
}

fn status(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head).ok()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// By kind, so that the same end has the same name at every socket.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub fn lost(error: std::io::Error) -> Ended {
    Ended::Lost(error.kind().to_string())
}
