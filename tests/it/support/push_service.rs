//! A stand-in for a browser's push service on a real socket.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

/// A test that waits longer for a push has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A push as it came.
#[derive(Debug)]
pub struct Pushed {
    pub target: String,
    head: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Pushed {
    pub fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The service; it takes every push unless it was told otherwise.
pub struct PushService {
    origin: String,
    answers: Arc<Mutex<VecDeque<u16>>>,
    pushed: tokio::sync::Mutex<UnboundedReceiver<Pushed>>,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (keep, pushed) = unbounded_channel();
        let answers: Arc<Mutex<VecDeque<u16>>> = Arc::default();
        let told = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&told), keep.clone()));
            }
        });
        Self { origin, answers, pushed: tokio::sync::Mutex::new(pushed) }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/push/{name}", self.origin)
    }

    /// Answers the next push with this status; several wait in line.
    pub fn answer_next(&self, status: u16) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push_back(status);
    }

    pub async fn next(&self) -> Pushed {
        timeout(PATIENCE, async { self.pushed.lock().await.recv().await }).await.expect("a push").unwrap()
    }
}

async fn serve(stream: TcpStream, answers: Arc<Mutex<VecDeque<u16>>>, keep: UnboundedSender<Pushed>) {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if !matches!(stream.read_line(&mut head).await, Ok(read) if read > 0) {
            return;
        }
    }
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let head: Vec<_> = lines.map(|(key, value)| (key.to_lowercase(), value.to_owned())).collect();
    let mut pushed = Pushed { target, head, body: Vec::new() };
    pushed.body = vec![0; pushed.header("content-length").parse().unwrap_or(0)];
    if stream.read_exact(&mut pushed.body).await.is_err() {
        return;
    }
    let _ = keep.send(pushed);
    let status = answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(201);
    let answer = format!("HTTP/1.1 {status} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(answer.as_bytes()).await;
}
