//! For the tests of this program: a server of sockets that follows a script.

use std::sync::{Arc, Mutex};

use futures::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::net::TcpListener;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// In a script: another frame of the client is waited for.
pub const WAIT: &str = "wait";

/// Serves one socket after the other: says hello, waits for a frame, sends the frames of the socket's script, and closes.
/// Gives its address and what was asked.
pub async fn start(scripts: Vec<Vec<String>>) -> (Url, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    tokio::spawn(async move {
        for script in scripts {
            let (stream, _) = listener.accept().await.unwrap();
            #[expect(clippy::result_large_err, reason = "the library's signature")]
            let take_protocol = |request: &Request, mut response: Response| {
                let protocol = request.headers()["sec-websocket-protocol"].clone();
                response.headers_mut().insert("sec-websocket-protocol", protocol);
                Ok(response)
            };
            let mut socket = accept_hdr_async(stream, take_protocol).await.unwrap();
            socket
                .send(Message::text(r#"{"op":"hello","node":"n","heartbeat_s":25,"topics":[]}"#))
                .await
                .unwrap();
            for frame in std::iter::once(WAIT.to_owned()).chain(script) {
                if frame == WAIT {
                    let frame = socket.next().await.unwrap().unwrap().into_text().unwrap();
                    noted.lock().unwrap().push(frame.to_string());
                } else {
                    socket.send(Message::text(frame)).await.unwrap();
                }
            }
            socket.close(None).await.unwrap();
            while socket.next().await.is_some() {}
        }
    });
    (url.parse().unwrap(), asked)
}

/// The answer to the first subscription of a socket.
pub fn subscribed(epoch: &str, offset: u64, recovered: bool) -> String {
    format!(
        r#"{{"re":1,"op":"subscribed","topic":"doctor:1:slots","epoch":"{epoch}","offset":{offset},"recovered":{recovered}}}"#
    )
}

/// A taken slot, as many hours into the day as its offset says.
pub fn event(epoch: &str, offset: u64) -> String {
    format!(
        r#"{{"op":"event","topic":"doctor:1:slots","epoch":"{epoch}","offset":{offset},"type":"slot.taken",
           "at":"2026-11-24T08:00:00Z","data":{{"starts_at":"2026-11-24T{offset:02}:00:00Z","seats_left":0}}}}"#
    )
}
