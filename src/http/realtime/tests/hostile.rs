//! Peers that break the rules of the wire. Each is told so, once, and gone; nobody else notices.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

const MASK: [u8; 4] = [1, 2, 3, 4];

/// A connection that says whatever bytes it is given.
struct Raw {
    stream: TcpStream,
}

impl Raw {
    /// Opens a socket, and reads its `hello`.
    async fn open(server: &Server) -> Self {
        let mut raw = Self { stream: TcpStream::connect(server.address).await.unwrap() };
        raw.send(&handshake("Connection: Upgrade\r\nUpgrade: websocket\r\n")).await;
        assert!(raw.head().await.starts_with("HTTP/1.1 101 "));
        let (first, hello) = raw.frame().await;
        assert!(first == 0x81 && hello.starts_with(br#"{"op":"hello""#));
        raw
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The head of the answer to a request.
    async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap()
    }

    async fn frame(&mut self) -> (u8, Vec<u8>) {
        let first = self.stream.read_u8().await.unwrap();
        let length = match self.stream.read_u8().await.unwrap() {
            126 => self.stream.read_u16().await.unwrap().into(),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).await.unwrap();
        (first, payload)
    }

    /// Expects the last frame, and the end of the connection.
    async fn is_refused(mut self) {
        let (first, payload) = self.frame().await;
        assert_eq!((first, &payload[..2]), (0x88, &3502_u16.to_be_bytes()[..]));
        assert_eq!(self.stream.read(&mut [0]).await.unwrap(), 0);
    }
}

fn handshake(headers: &str) -> Vec<u8> {
    format!(
        "GET /api/v1/realtime/ws HTTP/1.1\r\nHost: care.example\r\n{headers}\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    .into_bytes()
}

/// A short frame with this first byte.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let payload_masked = payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask);
    [first, 0x80 | u8::try_from(payload.len()).unwrap()]
        .into_iter()
        .chain(MASK)
        .chain(payload_masked)
        .collect()
}

#[actix_web::test]
async fn what_breaks_the_rules_of_the_wire_closes_the_socket() {
    let server = Server::start();
    let ping = br#"{"op":"ping"}"#;
    for (rule, bytes) in [
        ("mask", [&[0x81, 13][..], ping].concat()),
        ("reserved bit", masked(0xc1, ping)),
        ("opcode", masked(0x83, ping)),
        ("fragmented ping", masked(0x09, b"")),
        ("long ping", vec![0x89, 0xfe, 0, 126, 1, 2, 3, 4]),
        ("nothing to continue", masked(0x80, ping)),
        ("message in a message", [masked(0x01, b"{"), masked(0x81, ping)].concat()),
        ("frame of 64 KiB and a byte", vec![0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1]),
        ("length below zero", vec![0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]),
        ("UTF-8 in one piece", masked(0x81, b"\"\xed\xa0\x80\"")),
        ("UTF-8 in two", [masked(0x01, b"\"\xe2\x82"), masked(0x00, b"\"")].concat()),
        ("status code", masked(0x88, &1005_u16.to_be_bytes())),
    ] {
        let mut raw = Raw::open(&server).await;
        raw.send(&bytes).await;
        tokio::time::timeout(std::time::Duration::from_secs(20), raw.is_refused()).await.expect(rule);
    }
    server.visit().await;
}

#[actix_web::test]
async fn a_message_of_too_many_pieces_is_refused_as_soon_as_it_is_too_large() {
    let server = Server::start();
    let mut raw = Raw::open(&server).await;
    raw.send(&masked(0x01, b"\"")).await;
    // The head alone says that together they are a byte too many.
    raw.send(&[&[0x80, 0xff, 0, 0, 0, 0, 0, 1, 0, 0], &MASK[..]].concat()).await;
    raw.is_refused().await;
}

#[actix_web::test]
async fn frames_may_come_byte_by_byte_and_on_the_heels_of_the_handshake() {
    let server = Server::start();
    let mut raw = Raw { stream: TcpStream::connect(server.address).await.unwrap() };
    let first = masked(0x81, br#"{"id":1,"op":"ping"}"#);
    raw.send(&[handshake("Connection: Upgrade\r\nUpgrade: websocket\r\n"), first].concat()).await;
    assert!(raw.head().await.starts_with("HTTP/1.1 101 "));
    raw.frame().await;
    assert!(raw.frame().await.1.starts_with(br#"{"re":1,"op":"pong""#));
    for byte in masked(0x81, br#"{"id":2,"op":"ping"}"#) {
        raw.send(&[byte]).await;
    }
    assert!(raw.frame().await.1.starts_with(br#"{"re":2,"op":"pong""#));
}

#[actix_web::test]
async fn a_flood_of_pings_or_of_empty_pieces_is_refused() {
    let server = Server::start();
    let burst = CLIENT_FRAMES_PER_SECOND as usize + TOPICS_PER_SOCKET;
    for piece in [masked(0x8a, b""), masked(0x00, b"")] {
        let mut raw = Raw::open(&server).await;
        raw.send(&masked(0x01, b"")).await;
        raw.send(&piece.repeat(burst * 2)).await;
        raw.is_refused().await;
    }
}

#[actix_web::test]
async fn what_is_no_handshake_opens_nothing() {
    let server = Server::start();
    for (request, status) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), 400),
        (handshake(""), 426),
        (handshake("Connection: Upgrade\r\nUpgrade: h2c\r\n"), 426),
        (handshake("Connection: close\r\nUpgrade: websocket\r\n"), 426),
        (handshake("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"), 426),
        (
            b"GET /api/v1/nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                .to_vec(),
            404,
        ),
    ] {
        let mut raw = Raw { stream: TcpStream::connect(server.address).await.unwrap() };
        raw.send(&request).await;
        let head = raw.head().await;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status} ")),
            "{head}: {}",
            String::from_utf8_lossy(&request)
        );
    }
    assert_eq!(server.door.census.open(), 0);
}

#[actix_web::test]
async fn a_connection_that_breaks_in_the_middle_of_a_frame_gives_its_place_back() {
    let server = Server::start();
    let mut raw = Raw::open(&server).await;
    raw.send(&masked(0x81, br#"{"op":"ping"}"#)[..9]).await;
    assert_eq!(server.door.census.open(), 1);
    drop(raw);
    server.door.census.emptied().await;
}
