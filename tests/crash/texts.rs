//! Twilio as far as a server under fire needs it: takes texts, tells what it took, and counts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;
use uuid::Uuid;

/// A stand-in that outlives the servers which text through it.
pub struct Texts {
    base: Url,
    desk: Arc<Desk>,
}

struct Desk {
    /// Of each number, what it was sent.
    taken: Mutex<HashMap<String, Vec<Value>>>,
    /// How often each delivery came.
    times: Mutex<HashMap<Uuid, usize>>,
    count: watch::Sender<usize>,
}

impl Texts {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let desk =
            Arc::new(Desk { taken: Mutex::default(), times: Mutex::default(), count: watch::Sender::new(0) });
        let serving = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, serving.clone()));
            }
        });
        Self { base, desk }
    }

    /// What a server must be told to text through it: the lines of its `.env`.
    pub fn settings(&self) -> String {
        format!(
            "TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef\nTWILIO_AUTH_TOKEN=the-token-of-the-stand-in\n\
             TWILIO_FROM=+15005550006\nTWILIO_API_BASE={}\n",
            self.base
        )
    }

    /// Waits until it took so many.
    pub async fn took(&self, count: usize) {
        let mut counted = self.desk.count.subscribe();
        counted.wait_for(|counted| *counted >= count).await.unwrap();
    }

    /// How often each delivery came.
    pub fn times(&self) -> HashMap<Uuid, usize> {
        self.desk.times.lock().unwrap().clone()
    }
}

impl Desk {
    fn take(&self, form: &[u8]) -> Value {
        let (to, callback) = (field(form, "To"), field(form, "StatusCallback"));
        let delivery: Uuid = callback.rsplit('/').next().unwrap().parse().unwrap();
        let text = json!({ "sid": format!("SM{}", delivery.simple()), "body": field(form, "Body"), "date_created": null });
        self.taken.lock().unwrap().entry(to).or_default().push(text.clone());
        *self.times.lock().unwrap().entry(delivery).or_default() += 1;
        self.count.send_modify(|count| *count += 1);
        text
    }

    fn list(&self, query: &str) -> Value {
        let taken = self.taken.lock().unwrap();
        json!({ "messages": taken.get(&field(query.as_bytes(), "To")).cloned().unwrap_or_default() })
    }
}

/// One connection, which carries one request after the other.
async fn serve(stream: TcpStream, desk: Arc<Desk>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
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
        let (status, body) = match head.strip_prefix("GET ") {
            Some(rest) => (200, desk.list(rest.split(['?', ' ']).nth(1).unwrap_or_default())),
            None => (201, desk.take(&form)),
        };
        let body = body.to_string();
        let answer = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn field(form: &[u8], name: &str) -> String {
    let mut fields = url::form_urlencoded::parse(form);
    fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}
