//! An SMTP relay on a real socket that keeps what it is given, for the tests to read.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

/// A test that waits longer for a mail has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail as it came.
#[derive(Debug, Default)]
pub struct ReceivedMail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body, lines ended by CRLF, dots no longer doubled.
    pub raw: String,
}

/// A relay that accepts every mail.
pub struct SmtpSink {
    address: SocketAddr,
    mails: Mutex<UnboundedReceiver<ReceivedMail>>,
}

impl SmtpSink {
    /// Listens on a port of the system's choice until the runtime ends.
    pub async fn start() -> Self {
        Self::start_on(0).await
    }

    /// A port that nobody listens on, for now.
    pub async fn free_port() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        listener.local_addr().expect("an address").port()
    }

    /// Listens on this port until the runtime ends.
    pub async fn start_on(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (keep, mails) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, keep.clone()));
            }
        });
        Self { address, mails: Mutex::new(mails) }
    }

    /// The value for `SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Waits for the next mail, in the order they were accepted in.
    pub async fn next_mail(&self) -> ReceivedMail {
        let mut mails = self.mails.lock().await;
        timeout(PATIENCE, mails.recv()).await.expect("a mail in time").expect("a running sink")
    }
}

/// One connection, which may carry several mails; ends when the client leaves.
async fn converse(stream: TcpStream, keep: UnboundedSender<ReceivedMail>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let mut mail = ReceivedMail::default();
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = std::mem::take(&mut line);
        let command = command.trim_end();
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-sink\r\n250 PIPELINING\r\n",
            "MAIL" => {
                mail = ReceivedMail { from: path(command), ..ReceivedMail::default() };
                "250 sender noted\r\n"
            }
            "RCPT" => {
                mail.to.push(path(command));
                "250 recipient noted\r\n"
            }
            "DATA" if mail.to.is_empty() => "503 no recipient\r\n",
            "DATA" => {
                stream.write_all(b"354 end with a dot\r\n").await?;
                mail.raw = content(&mut stream).await?;
                // Kept before it is acknowledged: who has the answer finds the mail.
                let _ = keep.send(std::mem::take(&mut mail));
                "250 kept\r\n"
            }
            "NOOP" | "RSET" => "250 fine\r\n",
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 not here\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// Between `<` and `>`.
fn path(command: &str) -> String {
    let (_, rest) = command.split_once('<').unwrap_or_default();
    rest.split_once('>').unwrap_or_default().0.to_owned()
}

async fn content(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(raw);
        }
        // RFC 5321 §4.5.2: a dot at the start of a line was doubled.
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
