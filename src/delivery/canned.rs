//! For the tests of this floor: example messages, a standing clock, and servers on real sockets that say what
//! they are told to.

use chrono::{DateTime, Utc};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;

use crate::delivery::links::Links;
use crate::delivery::templates::examples::{self, NAME};
pub(crate) use crate::delivery::templates::examples::{messages, now, visit};
use crate::domain::channels::{Outgoing, Recipient};
use crate::domain::clock::Clock;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{DeliveryId, EventId, UserId};
use crate::domain::locale::Locale;
use crate::domain::messages::Message;

/// Always the same instant.
#[derive(Debug)]
pub(crate) struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }
}

pub(crate) fn public_url() -> Url {
    Url::parse("https://clinic.example").unwrap()
}

pub(crate) fn links() -> Links {
    Links::new(&public_url()).unwrap()
}

pub(crate) fn outgoing(message: Message) -> Outgoing {
    let recipient = Recipient {
        user_id: UserId::new(now()),
        name: NAME.to_owned(),
        email: Some(Email::parse("pat@carebridge.example").unwrap()),
        phone: Some(Phone::parse("+442079460958").unwrap()),
        push: Vec::new(),
        locale: Locale::En,
    };
    let (delivery_id, event_id) = (DeliveryId::new(now()), EventId::new(now()));
    let one_time = message.proof().map(|_| examples::one_time());
    Outgoing {
        delivery_id,
        event_id,
        recipient,
        message,
        one_time,
        attempt: 1,
        priority: 5,
        maybe_sent: false,
        via: None,
    }
}

/// An address nobody listens on.
pub(crate) async fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// What a server does with the answer to one line or request.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    /// Sends this.
    Text(String),
    /// Closes the connection.
    Nothing,
    /// Keeps it open and stays silent.
    Silence,
}

impl Say {
    pub(crate) fn http(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Text(format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"
        ))
    }
}

/// Answers one HTTP request a connection, in the order given; the receiver has the requests as they came.
pub(crate) async fn http(answers: Vec<Say>) -> (Url, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (seen, requests) = unbounded_channel();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        for answer in answers {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            seen.send(http_request(&mut stream).await).unwrap();
            match answer {
                Say::Text(text) => stream.write_all(text.as_bytes()).await.unwrap(),
                Say::Nothing => {}
                Say::Silence => kept.push(stream),
            }
        }
        std::future::pending::<()>().await;
    });
    (url, requests)
}

async fn http_request(stream: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).await.unwrap(), 0);
    }
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.unwrap();
    // What is sealed is no text; nobody here looks into it.
    head + &String::from_utf8_lossy(&body)
}

/// An SMTP server; `script` answers each line, `.` being the end of a mail, and a line of a mail is not asked about.
/// The receiver has every line, and `connect` for each connection.
pub(crate) async fn smtp(script: fn(&str) -> Say) -> (u16, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (seen, lines) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            seen.send("connect".to_owned()).unwrap();
            tokio::spawn(smtp_session(stream, script, seen.clone()));
        }
    });
    (port, lines)
}

async fn smtp_session(stream: TcpStream, script: fn(&str) -> Say, seen: UnboundedSender<String>) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 canned ESMTP\r\n").await.unwrap();
    let mut in_mail = false;
    let mut line = String::new();
    while matches!(stream.read_line(&mut line).await, Ok(length) if length > 0) {
        let said = std::mem::take(&mut line).trim_end().to_owned();
        let end = in_mail && said == ".";
        let _ = seen.send(said.clone());
        if in_mail && !end {
            continue;
        }
        match script(&said) {
            Say::Text(text) => {
                in_mail = text.starts_with("354");
                if stream.write_all(format!("{text}\r\n").as_bytes()).await.is_err() {
                    return;
                }
            }
            Say::Nothing => return,
            Say::Silence => std::future::pending().await,
        }
    }
}
