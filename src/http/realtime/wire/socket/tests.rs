//! A socket from open to end, over a real connection and on a driven clock.

use std::io;
use std::rc::Rc;

use actix_web::rt;
use futures::channel::oneshot;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::*;
use crate::http::realtime::wire::endpoint::Message;
use crate::http::realtime::wire::violation::Violation;
use crate::realtime::limits::{PING_EVERY, PONG_WITHIN};
use crate::realtime::queue::{PushError, SocketQueue, socket_queue};

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(1);

/// What a client's end of a socket is for a test.
struct Peer {
    stream: TcpStream,
    /// Where the server's frames go.
    queue: SocketQueue,
    heard: Rc<RefCell<Vec<Message>>>,
    /// Answers the message that is in hand.
    answers: Rc<RefCell<Vec<oneshot::Sender<bool>>>>,
    /// Ends with the socket.
    task: rt::task::JoinHandle<()>,
}

/// Keeps what it hears, and is asked to wait by texts that begin with `wait`.
struct Recorder {
    heard: Rc<RefCell<Vec<Message>>>,
    answers: Rc<RefCell<Vec<oneshot::Sender<bool>>>>,
}

impl Endpoint for Recorder {
    fn take(&mut self, message: Message) -> Taken {
        self.heard.borrow_mut().push(message.clone());
        match message {
            Message::Text(text) if text.starts_with("wait") => {
                let (answer, answered) = oneshot::channel();
                self.answers.borrow_mut().push(answer);
                Taken::Waits(Box::pin(async { answered.await.unwrap_or(false) }))
            }
            Message::Text(_) => Taken::Done,
            Message::Binary(_) => Taken::Close(CloseCode::ProtocolError),
        }
    }

    fn refuse(&mut self, violation: Violation) -> u16 {
        violation.code()
    }
}

impl Peer {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        // A peer that does not read is soon full.
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        let (theirs, ours) = tokio::join!(socket.connect(listener.local_addr().unwrap()), listener.accept());
        let (queue, writer) = socket_queue();
        let (heard, answers) = (Rc::default(), Rc::default());
        let endpoint = Box::new(Recorder { heard: Rc::clone(&heard), answers: Rc::clone(&answers) });
        let socket = Socket::new(ours.unwrap().0.into(), Vec::new(), Opened { writer, endpoint });
        assert!(size_of_val(&socket) <= 600, "{} bytes a socket", size_of_val(&socket));
        Self { stream: theirs.unwrap(), queue, heard, answers, task: rt::spawn(socket) }
    }

    /// Sends a frame with this first byte, masked by zeros.
    async fn say(&mut self, first: u8, payload: &[u8]) {
        let head = [first, 0x80 | u8::try_from(payload.len()).unwrap(), 0, 0, 0, 0];
        self.stream.write_all(&[&head, payload].concat()).await.unwrap();
    }

    /// The next frame of the server: its first byte and its payload.
    async fn frame(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let (first, length) = (self.stream.read_u8().await?, self.stream.read_u8().await?);
        let length = match length {
            126 => self.stream.read_u16().await?.into(),
            127 => self.stream.read_u64().await?.try_into().unwrap(),
            short => short.into(),
        };
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).await?;
        Ok((first, payload))
    }

    /// The status code that the server closes with, after which it hears nothing more and ends.
    async fn close_code(&mut self) -> u16 {
        loop {
            if let (0x88, payload) = self.frame().await.unwrap() {
                return u16::from_be_bytes(payload[..2].try_into().unwrap());
            }
        }
    }

    fn texts(&self) -> Vec<String> {
        let heard = self.heard.borrow();
        let text = |message: &Message| match message {
            Message::Text(text) => text.clone(),
            Message::Binary(_) => "binary".to_owned(),
        };
        heard.iter().map(text).collect()
    }

    /// A pong comes when everything before it was read.
    async fn catch_up(&mut self) {
        self.say(0x89, b"?").await;
        assert_eq!(self.frame().await.unwrap(), (0x8a, b"?".to_vec()));
    }
}

fn text(text: &str) -> Encoded {
    Encoded::new(Opcode::Text, text.as_bytes())
}

#[actix_web::test]
async fn frames_go_both_ways_however_they_are_cut() {
    let mut peer = Peer::open().await;
    for byte in [&[0x81, 0x82, 0, 0, 0, 0][..], b"hi"].concat() {
        peer.stream.write_all(&[byte]).await.unwrap();
    }
    peer.catch_up().await;
    assert_eq!(peer.texts(), ["hi"]);
    peer.queue.push(text("there")).unwrap();
    assert_eq!(peer.frame().await.unwrap(), (0x81, b"there".to_vec()));
}

#[actix_web::test]
async fn nothing_is_read_while_a_message_is_in_hand() {
    let mut peer = Peer::open().await;
    peer.say(0x81, b"wait 1").await;
    peer.say(0x81, b"2").await;
    peer.queue.push(text("meanwhile")).unwrap();
    assert_eq!(peer.frame().await.unwrap(), (0x81, b"meanwhile".to_vec()));
    while peer.answers.borrow().is_empty() {
        rt::task::yield_now().await;
    }
    assert_eq!(peer.texts(), ["wait 1"]);
    let answer = peer.answers.borrow_mut().remove(0);
    answer.send(true).unwrap();
    peer.catch_up().await;
    assert_eq!(peer.texts(), ["wait 1", "2"]);

    peer.say(0x81, b"wait 3").await;
    while peer.answers.borrow().is_empty() {
        rt::task::yield_now().await;
    }
    peer.answers.borrow_mut().clear();
    assert_eq!(peer.close_code().await, 3010);
}

#[actix_web::test]
async fn what_ends_a_socket_is_said_and_then_it_ends() {
    let mut leaves = Peer::open().await;
    leaves.say(0x88, &[&[3, 232][..], b"bye"].concat()).await;
    assert_eq!(leaves.frame().await.unwrap(), (0x88, [&[3, 232][..], b"bye"].concat()));

    let mut refused = Peer::open().await;
    refused.say(0x82, b"bytes").await;
    assert_eq!(refused.close_code().await, 3502);

    let mut broken = Peer::open().await;
    broken.say(0xc1, b"reserved").await;
    assert_eq!(broken.close_code().await, 1002);

    let mut told = Peer::open().await;
    told.queue.push(text("bye")).unwrap();
    told.queue.close(CloseCode::Drain);
    assert_eq!(told.frame().await.unwrap(), (0x81, b"bye".to_vec()));
    assert_eq!(told.close_code().await, 3001);

    for mut peer in [leaves, refused, broken, told] {
        let mut rest = Vec::new();
        peer.stream.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"");
        drop(peer.stream);
        peer.task.await.unwrap();
    }
}

#[actix_web::test]
async fn a_peer_that_leaves_in_the_middle_of_a_frame_is_gone() {
    let mut peer = Peer::open().await;
    peer.stream.write_all(&[0x81, 0x85, 1, 2]).await.unwrap();
    drop(peer.stream);
    peer.task.await.unwrap();
    assert_eq!(peer.queue.push(text("anybody?")), Err(PushError::Closed));
}

#[actix_web::test]
async fn a_peer_that_does_not_hang_up_is_not_waited_for() {
    tokio::time::pause();
    let mut peer = Peer::open().await;
    peer.queue.close(CloseCode::Replaced);
    assert_eq!(peer.close_code().await, 3009);
    let told = Instant::now();
    peer.task.await.unwrap();
    assert!(told.elapsed() <= HANGS_UP_WITHIN + LOOK * 2, "{:?}", told.elapsed());
}

#[actix_web::test]
async fn who_answers_pings_stays_and_who_does_not_is_cut_off() {
    tokio::time::pause();
    let mut peer = Peer::open().await;
    let mut before = Instant::now();
    for _ in 0..4 {
        assert_eq!(peer.frame().await.unwrap(), (0x89, Vec::new()));
        assert!(before.elapsed() <= PING_EVERY + LOOK * 2, "{:?}", before.elapsed());
        before = Instant::now();
        peer.say(0x8a, b"").await;
    }
    assert_eq!(peer.frame().await.unwrap(), (0x89, Vec::new()));
    let pinged = Instant::now();
    assert_eq!(peer.frame().await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert!((PONG_WITHIN..=PONG_WITHIN + LOOK * 2).contains(&pinged.elapsed()), "{:?}", pinged.elapsed());
    peer.task.await.unwrap();
}

/// Pushes frames, numbered, until the queue is full; answers how many were taken.
fn fill(queue: &SocketQueue) -> usize {
    let frame = |number: usize| Encoded::new(Opcode::Text, format!("{number:01000}").as_bytes());
    (0..).take_while(|number| queue.push(frame(*number)).is_ok()).count()
}

#[actix_web::test]
async fn a_full_queue_is_said_where_the_peer_still_reads() {
    let mut peer = Peer::open().await;
    let taken = fill(&peer.queue);
    for number in 0..taken {
        assert_eq!(peer.frame().await.unwrap(), (0x81, format!("{number:01000}").into_bytes()));
    }
    assert_eq!(peer.close_code().await, 3008);
}

#[actix_web::test]
async fn a_peer_that_has_stopped_reading_is_cut_off() {
    for (full, within) in [(true, TAKES_IF_FULL_WITHIN), (false, TAKES_WITHIN)] {
        tokio::time::pause();
        let mut peer = Peer::open().await;
        if full {
            fill(&peer.queue);
        } else {
            // More than the kernel keeps, and less than that and the queue.
            let long = text(&"x".repeat(2000));
            (0..150).for_each(|_| peer.queue.push(long.clone()).unwrap());
        }
        let start = Instant::now();
        peer.task.await.unwrap();
        assert!((within..=within + LOOK * 2).contains(&start.elapsed()), "{full}: {:?}", start.elapsed());
        assert_eq!(peer.queue.push(text("")), Err(PushError::Closed));
        let mut rest = Vec::new();
        let end = peer.stream.read_to_end(&mut rest).await;
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
        tokio::time::resume();
    }
}
