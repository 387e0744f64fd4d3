//! HTTP/1.1 as far as a stand-in needs it: one request a connection.

use std::io::{Error, ErrorKind};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A request, its body read to the end.
pub struct Request {
    /// `GET`, `POST` ...
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// Empty where there is none.
    pub content_type: String,
    /// Empty where there is none.
    pub authorization: String,
    /// As long as `Content-Length` said.
    pub body: Vec<u8>,
}

/// Reads the request of a connection.
pub async fn read(stream: &mut BufReader<TcpStream>) -> Result<Request, Error> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    let mut first = head.split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default().to_owned();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    let (content_type, authorization) = (header("content-type"), header("authorization"));
    Ok(Request { method, target, content_type, authorization, body })
}

/// Answers with JSON, or whatever `body` is, and closes.
pub async fn answer(stream: &mut BufReader<TcpStream>, status: u16, body: &str) -> Result<(), Error> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).await?;
    stream.shutdown().await
}
