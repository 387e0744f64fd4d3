//! For the tests of this program: a server that gives what is posted to it to whoever has a socket, as nchan does.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex as AsyncMutex;

type Sockets = Arc<Mutex<Vec<Arc<AsyncMutex<OwnedWriteHalf>>>>>;

/// Its address. `times` says how often a socket is sent a message: by the socket's and the message's number, from 0.
pub async fn start(times: fn(usize, usize) -> usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (sockets, posted) = (Sockets::default(), Arc::new(Mutex::new(0)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, sockets.clone(), posted.clone(), times));
        }
    });
    base_url
}

async fn serve(
    mut stream: TcpStream,
    sockets: Sockets,
    posted: Arc<Mutex<usize>>,
    times: fn(usize, usize) -> usize,
) {
    let mut text = String::new();
    loop {
        while let Some((head, rest)) = text.split_once("\r\n\r\n") {
            if head.contains("Upgrade: websocket") {
                let (mut reading, mut writing) = stream.into_split();
                writing.write_all(b"HTTP/1.1 101 Switching Protocols\r\n\r\n").await.unwrap();
                // What a listener hears it hears from here on; `/sub/quiet` is told nothing.
                if head.starts_with("GET /sub/busy ") {
                    sockets.lock().unwrap().push(Arc::new(AsyncMutex::new(writing)));
                    while reading.read(&mut [0; 256]).await.is_ok_and(|read| read > 0) {}
                } else {
                    while reading.read(&mut [0; 256]).await.is_ok_and(|read| read > 0) {}
                    drop(writing);
                }
                return;
            }
            let length: usize =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
            let Some(body) = rest.get(..length) else { break };
            let message = {
                let mut posted = posted.lock().unwrap();
                *posted += 1;
                *posted - 1
            };
            let all = sockets.lock().unwrap().clone();
            for (n, socket) in all.iter().enumerate() {
                for _ in 0..times(n, message) {
                    let mut frame = vec![0x81, u8::try_from(length).unwrap()];
                    frame.extend(body.as_bytes());
                    socket.lock().await.write_all(&frame).await.unwrap();
                }
            }
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            text = rest[length..].to_owned();
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => text.push_str(std::str::from_utf8(&buffer[..read]).unwrap()),
            _ => return,
        }
    }
}
