//! What is pushed to a queue with a stream beneath it.

use std::task::ready;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::*;
use crate::realtime::opcode::Opcode;

/// A queue that is connected, and the peer's end.
async fn connected() -> (SocketQueue, SocketWriter, Arc<TcpStream>, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (ours, theirs) = tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), async {
        listener.accept().await.unwrap().0
    });
    let ours = Arc::new(ours.unwrap());
    ours.writable().await.unwrap();
    let (queue, mut writer) = socket_queue();
    writer.connect(ours.clone());
    (queue, writer, ours, theirs)
}

fn poll_write(stream: &TcpStream, cx: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
    loop {
        ready!(stream.poll_write_ready(cx))?;
        match stream.try_write_vectored(slices) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            written => return Poll::Ready(written),
        }
    }
}

/// Writes until nothing is left.
async fn write_all(writer: &mut SocketWriter, stream: &TcpStream) {
    poll_fn(|cx| {
        let written = writer.write(cx, |cx, slices| poll_write(stream, cx, slices)).unwrap();
        if written.left { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

/// Pushes until the peer, who does not read, takes no more; answers how many.
fn stall(queue: &SocketQueue, writer: &SocketWriter) -> usize {
    (0..)
        .take_while(|number| {
            let idle = writer.shared.lock().backlog.is_empty();
            if idle {
                queue.push(numbered(*number)).unwrap();
            }
            idle
        })
        .count()
}

fn numbered(number: usize) -> Encoded {
    Encoded::new(Opcode::Binary, &[&number.to_be_bytes()[..], &[b'x'; 2000]].concat())
}

#[tokio::test]
async fn a_frame_is_written_by_whoever_pushes_it() {
    let (queue, _writer, _stream, mut peer) = connected().await;
    let frame = Encoded::new(Opcode::Text, b"hello");
    queue.push(frame.clone()).unwrap();
    let mut read = vec![0; frame.bytes().len()];
    peer.read_exact(&mut read).await.unwrap();
    assert_eq!(read, frame.bytes());
}

#[tokio::test]
async fn what_a_slow_peer_does_not_take_at_once_follows_in_order_and_whole() {
    let (queue, mut writer, stream, mut peer) = connected().await;
    let mut pushed = stall(&queue, &writer);
    queue.replay((pushed..pushed + 400).map(numbered).collect()).unwrap();
    pushed += 400;
    queue.push(numbered(pushed)).unwrap();
    let expected: Vec<u8> = (0..=pushed).flat_map(|number| numbered(number).bytes().to_vec()).collect();
    let mut read = vec![0; expected.len()];
    let ((), took) = tokio::join!(write_all(&mut writer, &stream), peer.read_exact(&mut read));
    took.unwrap();
    assert!(read == expected, "the peer read something else");
    queue.push(numbered(0)).unwrap();
    peer.read_exact(&mut read[..numbered(0).bytes().len()]).await.unwrap();
}

#[tokio::test]
async fn a_last_frame_comes_after_what_is_begun_and_instead_of_what_is_not() {
    let (queue, mut writer, stream, mut peer) = connected().await;
    let pushed = stall(&queue, &writer);
    queue.push(numbered(pushed)).unwrap();
    let last = Encoded::new(Opcode::Close, &[]);
    writer.end_with(last.clone());
    assert_eq!(queue.push(numbered(0)), Err(PushError::Closed));
    let mut read = Vec::new();
    let writes = async {
        write_all(&mut writer, &stream).await;
        drop((writer, stream));
    };
    let ((), took) = tokio::join!(writes, peer.read_to_end(&mut read));
    took.unwrap();
    let frame = numbered(0).bytes().len();
    assert!(read.ends_with(last.bytes()));
    // The frame that the peer did not take at once was begun, or was the first to be left out.
    let whole = (read.len() - last.bytes().len()) / frame;
    assert!(whole == pushed || whole == pushed - 1, "{whole} of {pushed}");
    assert_eq!(read.len(), whole * frame + last.bytes().len());
}

#[tokio::test]
async fn the_stream_goes_with_its_writer_whoever_still_pushes() {
    let (queue, writer, stream, mut peer) = connected().await;
    drop((writer, stream));
    assert_eq!(peer.read(&mut [0]).await.unwrap(), 0);
    assert_eq!(queue.push(numbered(0)), Err(PushError::Closed));
}
