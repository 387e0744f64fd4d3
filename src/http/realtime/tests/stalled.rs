//! A client that has stopped reading: it is cut off, and whoever reads gets everything.

use std::io::ErrorKind;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::*;
use crate::domain::ids::EventId;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::live::Publication;

/// Events between two looks at what has come.
const AT_ONCE: usize = 50;

/// Two kilobytes for one topic.
fn events(topic: Topic, numbers: std::ops::Range<usize>) -> Vec<Publication> {
    let event = |number: usize| TopicEvent {
        id: EventId(Uuid::from_u128(number as u128 + 1)),
        kind: "notification.created".into(),
        at: SystemClock.now(),
        data: json!({"number": number, "text": "x".repeat(2000)}),
    };
    numbers.map(|number| Publication { topic, event: event(number) }).collect()
}

/// Opens a socket with a small buffer and this subprotocol, and never reads a byte of what comes over it.
async fn opens_and_sleeps(server: &Server, offer: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    let request = format!(
        "GET /api/v1/realtime/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: {offer}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.readable().await.unwrap();
    stream
}

#[actix_web::test]
async fn one_who_sleeps_is_cut_off_and_the_others_get_everything() {
    let server = Server::start();
    let offer = async || format!("carebridge.v1, carebridge.ticket.{}", server.ticket().await);
    let mut asleep = opens_and_sleeps(&server, &offer().await).await;
    let mut awake = server.open(&[("sec-websocket-protocol", &offer().await)]).await.unwrap();
    assert_eq!(awake.frame().await["op"], "hello");
    let topic = Topic::User(UserId(Uuid::from_u128(1)));
    let mut sent = 0;
    while server.door.census.open() == 2 {
        server.hub.deliver(events(topic, sent..sent + AT_ONCE));
        for number in sent..sent + AT_ONCE {
            assert_eq!(awake.frame().await["data"]["number"], number);
        }
        sent += AT_ONCE;
    }
    let end = asleep.read_to_end(&mut Vec::new()).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    server.hub.deliver(events(topic, sent..sent + 1));
    assert_eq!(awake.frame().await["data"]["number"], sent);
}
