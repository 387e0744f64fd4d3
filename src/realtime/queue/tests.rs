//! What a queue keeps, refuses and says when it is closed.

use futures::FutureExt;

use super::*;
use crate::realtime::limits::{QUEUE_BYTES, QUEUE_FRAMES, REPLAY_FRAMES};

fn frame(text: &str) -> Encoded {
    Encoded::json(&text)
}

#[tokio::test]
async fn frames_come_out_in_the_order_they_went_in() {
    let (queue, mut writer) = socket_queue();
    for text in ["a", "b"] {
        queue.push(frame(text)).unwrap();
    }
    assert_eq!(writer.next().await, Next::Frame(frame("a")));
    assert_eq!(writer.next().await, Next::Frame(frame("b")));
    assert_eq!(writer.next().now_or_never(), None);
}

#[tokio::test]
async fn a_waiting_writer_is_woken_by_a_push() {
    let (queue, mut writer) = socket_queue();
    let (next, ()) = tokio::join!(writer.next(), async {
        tokio::task::yield_now().await;
        queue.push(frame("a")).unwrap();
    });
    assert_eq!(next, Next::Frame(frame("a")));
}

#[tokio::test]
async fn a_full_queue_closes_with_3008() {
    let (queue, mut writer) = socket_queue();
    for _ in 0..QUEUE_FRAMES {
        queue.push(frame("a")).unwrap();
    }
    assert_eq!(queue.push(frame("a")), Err(PushError::QueueFull));
    assert_eq!(queue.push(frame("a")), Err(PushError::Closed));
    assert!(queue.is_closed());
    for _ in 0..QUEUE_FRAMES {
        assert_eq!(writer.next().await, Next::Frame(frame("a")));
    }
    assert_eq!(writer.next().await, Next::Close(CloseCode::Slow));
}

#[tokio::test]
async fn a_replay_leaves_room_for_what_comes_live_and_keeps_the_order() {
    let (queue, mut writer) = socket_queue();
    queue.push(frame("a")).unwrap();
    queue.replay(vec![frame("b"); QUEUE_FRAMES + 1]).unwrap();
    for _ in 1..QUEUE_FRAMES {
        queue.push(frame("c")).unwrap();
    }
    assert_eq!(writer.next().await, Next::Frame(frame("a")));
    for _ in 0..=QUEUE_FRAMES {
        assert_eq!(writer.next().await, Next::Frame(frame("b")));
    }
    assert_eq!(writer.next().await, Next::Frame(frame("c")));
}

#[tokio::test]
async fn a_replay_without_room_is_left_out_whole_and_the_socket_stays() {
    let (queue, mut writer) = socket_queue();
    queue.replay(vec![frame("a"); REPLAY_FRAMES - 1]).unwrap();
    assert_eq!(queue.replay(vec![frame("b"); 2]), Err(PushError::QueueFull));
    assert!(!queue.is_closed());
    assert_eq!(writer.next().await, Next::Frame(frame("a")));
    queue.replay(vec![frame("b"); 2]).unwrap();
}

#[test]
fn a_queue_is_full_at_256_kib_too() {
    let (queue, _writer) = socket_queue();
    // Two quotation marks are part of the text.
    let quarter = "x".repeat(QUEUE_BYTES / 4 - 2);
    for _ in 0..4 {
        queue.push(frame(&quarter)).unwrap();
    }
    assert_eq!(queue.push(frame("")), Err(PushError::QueueFull));
}

#[tokio::test]
async fn what_was_written_makes_room() {
    let (queue, mut writer) = socket_queue();
    let half = "x".repeat(QUEUE_BYTES / 2 - 2);
    for _ in 0..8 {
        queue.push(frame(&half)).unwrap();
        assert_eq!(writer.next().await, Next::Frame(frame(&half)));
    }
}

#[tokio::test]
async fn a_close_waits_for_what_is_queued_and_the_first_code_counts() {
    let (queue, mut writer) = socket_queue();
    queue.push(frame("bye")).unwrap();
    queue.close(CloseCode::Drain);
    queue.close(CloseCode::Replaced);
    assert_eq!(queue.push(frame("late")), Err(PushError::Closed));
    assert_eq!(writer.next().await, Next::Frame(frame("bye")));
    assert_eq!(writer.next().await, Next::Close(CloseCode::Drain));
}

#[tokio::test]
async fn a_socket_that_nobody_knows_any_more_is_closed() {
    let (queue, mut writer) = socket_queue();
    let clone = queue.clone();
    drop(queue);
    assert_eq!(writer.next().now_or_never(), None);
    drop(clone);
    assert_eq!(writer.next().await, Next::Close(CloseCode::InsufficientState));
}

#[test]
fn pushing_to_a_socket_whose_writer_is_gone_is_refused() {
    let (queue, writer) = socket_queue();
    drop(writer);
    assert_eq!(queue.push(frame("a")), Err(PushError::Closed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushes_from_many_tasks_are_all_written() {
    let (queue, mut writer) = socket_queue();
    let pushers = (0..8).map(|_| {
        let queue = queue.clone();
        tokio::spawn(async move {
            for _ in 0..32 {
                queue.push(frame("a")).unwrap();
            }
        })
    });
    let pushers: Vec<_> = pushers.collect();
    for _ in 0..8 * 32 {
        assert_eq!(writer.next().await, Next::Frame(frame("a")));
    }
    for pusher in pushers {
        pusher.await.unwrap();
    }
    assert_eq!(writer.next().now_or_never(), None);
}
