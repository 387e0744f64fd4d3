//! For the tests of this program: a server over a real socket that answers as a test wants it to.

use std::sync::Arc;

use clap::Parser;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::args::Args;
use crate::client::Api;

/// A client of a server that serves until the runtime ends. `answer` gets head and body and gives status and JSON.
pub async fn start(answer: impl Fn(&str, &str) -> (u16, String) + Send + Sync + 'static) -> Api {
    let base_url = listen(answer).await;
    Api::new(&Args::parse_from(["loadtest", "book", "--base-url", &base_url]).common).unwrap()
}

/// The address of such a server.
pub async fn listen(answer: impl Fn(&str, &str) -> (u16, String) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, answer.clone()));
        }
    });
    base_url
}

/// What a booking is answered with.
pub fn created(id: Uuid) -> (u16, String) {
    (201, format!(r#"{{"id":"{id}"}}"#))
}

async fn serve(mut socket: TcpStream, answer: Arc<impl Fn(&str, &str) -> (u16, String)>) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        while let Some((head, rest)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length = length.map_or(0, |length| length.parse().unwrap());
            let Some(body) = rest.get(..length) else { break };
            let (status, json) = answer(head, body);
            let reply = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{json}", json.len());
            socket.write_all(reply.as_bytes()).await.unwrap();
            text = rest[length..].to_owned();
        }
        match socket.read(&mut buffer).await {
            Ok(read @ 1..) => text.push_str(std::str::from_utf8(&buffer[..read]).unwrap()),
            _ => return,
        }
    }
}
