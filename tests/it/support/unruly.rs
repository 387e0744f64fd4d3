//! Providers that do what no provider should, each message in another way, and come to their senses afterwards.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What is done with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Kind,
    /// Answers with this status; an SMTP relay with this line.
    Answer(u16, &'static str),
    /// Says something that is no answer.
    Garbage,
    /// Takes it, and dies before it says so.
    DiesAfter,
    /// Dies before it has taken it.
    DiesBefore,
    /// Never says a word.
    Stalls,
}

/// One provider, and what it took: for a text the callback that names the delivery, for a mail its Message-ID.
pub struct Unruly {
    port: u16,
    desk: Arc<Desk>,
}

#[derive(Default)]
struct Desk {
    moods: Mutex<VecDeque<Mood>>,
    taken: Mutex<Vec<(String, Value)>>,
}

impl Desk {
    fn mood(&self) -> Mood {
        self.moods.lock().unwrap().pop_front().unwrap_or(Mood::Kind)
    }

    fn texts_to(&self, number: &str) -> Vec<Value> {
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|(_, text)| text).filter(|text| text["to"] == number).cloned().collect()
    }

    fn take(&self, name: &str, message: Value) {
        self.taken.lock().unwrap().push((name.to_owned(), message));
    }
}

impl Unruly {
    /// Twilio's API.
    pub async fn twilio(moods: impl IntoIterator<Item = Mood>) -> Self {
        Self::start(moods, |stream, desk| async move { drop(texts(stream, desk).await) }).await
    }

    /// An SMTP relay.
    pub async fn relay(moods: impl IntoIterator<Item = Mood>) -> Self {
        Self::start(moods, |stream, desk| async move { drop(mails(stream, desk).await) }).await
    }

    async fn start<F: Future<Output = ()> + Send + 'static>(
        moods: impl IntoIterator<Item = Mood>,
        serve: fn(BufReader<TcpStream>, Arc<Desk>) -> F,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Desk { moods: Mutex::new(moods.into_iter().collect()), taken: Mutex::default() });
        let serving = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(BufReader::new(stream), serving.clone()));
            }
        });
        Self { port, desk }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The names of what it took, each as often as it did.
    pub fn taken(&self) -> Vec<String> {
        self.desk.taken.lock().unwrap().iter().map(|(name, _)| name.clone()).collect()
    }

    /// How many moods it has yet to live out.
    pub fn moods_left(&self) -> usize {
        self.desk.moods.lock().unwrap().len()
    }
}

/// One request; look-ups are answered in any mood.
async fn texts(mut stream: BufReader<TcpStream>, desk: Arc<Desk>) -> std::io::Result<()> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut form = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut form).await?;
    if head.starts_with("GET ") {
        let query = head.split(['?', ' ']).nth(2).unwrap_or_default();
        let messages = desk.texts_to(&field(query.as_bytes(), "To"));
        return say(&mut stream, 200, &json!({ "messages": messages }).to_string()).await;
    }
    let name = field(&form, "StatusCallback");
    let text = json!({ "sid": format!("SM{}", name.len()), "to": field(&form, "To"), "body": field(&form, "Body"), "date_created": null });
    match desk.mood() {
        Mood::Kind => {
            desk.take(&name, text.clone());
            say(&mut stream, 201, &text.to_string()).await
        }
        Mood::Answer(status, body) => say(&mut stream, status, body).await,
        Mood::Garbage => stream.write_all(b"0xDEADBEEF\r\n\r\n").await,
        Mood::DiesAfter => {
            desk.take(&name, text);
            Ok(())
        }
        Mood::DiesBefore => Ok(()),
        Mood::Stalls => pending().await,
    }
}

fn field(form: &[u8], name: &str) -> String {
    let mut fields = url::form_urlencoded::parse(form);
    fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

async fn say(stream: &mut BufReader<TcpStream>, status: u16, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).await?;
    stream.shutdown().await
}

/// One connection; its mood shows when a mail is handed over.
async fn mails(mut stream: BufReader<TcpStream>, desk: Arc<Desk>) -> std::io::Result<()> {
    stream.write_all(b"220 unruly ESMTP\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = std::mem::take(&mut line);
        if !command.starts_with("DATA") {
            stream.write_all(b"250 yes\r\n").await?;
            continue;
        }
        let mood = desk.mood();
        if mood == Mood::DiesBefore {
            return Ok(());
        }
        stream.write_all(b"354 go on\r\n").await?;
        let mut name = String::new();
        while line != ".\r\n" {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if let Some(id) = line.strip_prefix("Message-ID: ") {
                name = id.trim().to_owned();
            }
        }
        line.clear();
        match mood {
            Mood::Kind | Mood::DiesAfter => desk.take(&name, Value::Null),
            Mood::Stalls => pending().await,
            _ => {}
        }
        match mood {
            Mood::Answer(code, words) => stream.write_all(format!("{code} {words}\r\n").as_bytes()).await?,
            Mood::Garbage => stream.write_all(b"0xDEADBEEF\r\n").await?,
            Mood::DiesAfter => return Ok(()),
            _ => stream.write_all(b"250 kept\r\n").await?,
        }
    }
    Ok(())
}
