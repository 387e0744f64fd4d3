//! TLS by the server itself: requests, HTTP/2 where it is asked for, and sockets, with a certificate made for the test.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream as Blocking;
use std::sync::Arc;

use futures::{SinkExt, StreamExt};
use rcgen::CertifiedKey;
use reqwest::{Certificate, Client, StatusCode};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::support::app::{TestApp, Wishes};

/// A server with a certificate for `localhost`, which only this client trusts.
struct Secure {
    app: TestApp,
    client: Client,
    certificate: CertificateDer<'static>,
    _files: TempDir,
}

impl Secure {
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let files = tempfile::tempdir().unwrap();
        let file = |name: &str, pem: String| {
            let path = files.path().join(name);
            fs::write(&path, pem).unwrap();
            path.display().to_string()
        };
        let app = Wishes::default()
            .setting("CAREBRIDGE_TLS_CERT", file("cert.pem", cert.pem()))
            .setting("CAREBRIDGE_TLS_KEY", file("key.pem", signing_key.serialize_pem()))
            .spawn()
            .await;
        let trusted = Certificate::from_pem(cert.pem().as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([trusted]).no_proxy().build().unwrap();
        Self { app, client, certificate: cert.der().clone(), _files: files }
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.app.address.port())
    }

    /// The protocol agreed to by a client that offers these, and the first bytes that it is answered with.
    fn speaks(&self, offers: &[&[u8]], say: &[u8]) -> (Option<Vec<u8>>, Vec<u8>) {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = offers.iter().map(|offer| offer.to_vec()).collect();
        let tls = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(tls, Blocking::connect(self.app.address).unwrap());
        stream.write_all(say).unwrap();
        let mut answer = vec![0; 9];
        stream.read_exact(&mut answer).unwrap();
        (stream.conn.alpn_protocol().map(<[u8]>::to_vec), answer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_over_tls_and_not_without() {
    let server = Secure::start().await;
    let answer = server.client.get(server.url("/health/live")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let plain = reqwest::get(server.app.url("/health/live")).await;
    assert!(!plain.is_ok_and(|answer| answer.status().is_success()));
}

#[tokio::test(flavor = "multi_thread")]
async fn http_2_is_spoken_with_those_who_offer_it() {
    let server = Secure::start().await;
    let (protocol, answer) = tokio::task::block_in_place(|| {
        server.speaks(&[b"h2", b"http/1.1"], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
    });
    assert_eq!(protocol.as_deref(), Some(&b"h2"[..]));
    // A frame of settings, on the stream of the connection itself.
    assert_eq!((answer[3], &answer[5..]), (4, &[0, 0, 0, 0][..]));
    let request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let (protocol, answer) = tokio::task::block_in_place(|| server.speaks(&[b"http/1.1"], request));
    assert_eq!((protocol.as_deref(), &answer[..]), (Some(&b"http/1.1"[..]), &b"HTTP/1.1 "[..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_says_hello_over_tls_answers_and_closes() {
    let server = Secure::start().await;
    let handshake = server
        .client
        .get(server.url("/api/v1/realtime/ws"))
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("sec-websocket-protocol", "carebridge.v1");
    let answer = handshake.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
    assert_eq!(answer.headers()["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    let upgraded = answer.upgrade().await.unwrap();
    let mut socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await;
    let read = |message: Message| serde_json::from_str::<Value>(message.to_text().unwrap()).unwrap();
    assert_eq!(read(socket.next().await.unwrap().unwrap())["op"], "hello");
    for id in 1..=100 {
        socket.send(Message::text(json!({"id": id, "op": "ping"}).to_string())).await.unwrap();
        let answer = read(socket.next().await.unwrap().unwrap());
        assert_eq!((&answer["re"], &answer["op"]), (&json!(id), &json!("pong")));
    }
    socket.send(Message::text("nonsense")).await.unwrap();
    let Message::Close(Some(close)) = socket.next().await.unwrap().unwrap() else { panic!("no close frame") };
    assert_eq!(u16::from(close.code), 3502);
    assert!(socket.next().await.is_none(), "the server hangs up");
}
