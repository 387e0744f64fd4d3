//! Crowds that are told in slices.

use super::*;
use crate::actors::hub::channel::Channel;
use crate::actors::hub::crowd::{SLICE, WAITING};

/// So many clients, each of which has read its ack.
fn crowd(topics: &mut Topics, size: usize) -> Vec<Client> {
    let client = |_| {
        let mut client = Client::new();
        client.subscribe(topics, None);
        client.frame();
        client
    };
    (0..size).map(client).collect()
}

/// The offsets that a client has been sent.
fn seen(client: &mut Client) -> Vec<u64> {
    let mut seen = Vec::new();
    while let Some(Next::Frame(frame)) = client.next() {
        let frame: Value = serde_json::from_str(frame.as_str()).unwrap();
        seen.extend((frame["op"] == "event").then(|| frame["offset"].as_u64().unwrap()));
    }
    seen
}

fn finish(topics: &mut Topics) {
    while topics.go_on(now()) {}
}

#[test]
fn a_slice_reaches_so_many_and_the_next_ones_the_others() {
    let mut topics = Topics::new(false);
    let mut clients = crowd(&mut topics, 3 * SLICE);
    tell(&mut topics, 1);
    assert!(topics.is_underway());
    let reached: usize = clients.iter_mut().map(|client| seen(client).len()).sum();
    assert_eq!(reached, SLICE);
    assert!(topics.go_on(now()));
    finish(&mut topics);
    let reached: usize = clients.iter_mut().map(|client| seen(client).len()).sum();
    assert_eq!(reached, 2 * SLICE);
}

#[test]
fn no_event_overtakes_another_and_each_reaches_everybody_once() {
    let mut topics = Topics::new(false);
    let mut clients = crowd(&mut topics, 3 * SLICE + 7);
    for _ in 0..5 {
        tell(&mut topics, 3);
        topics.go_on(now());
    }
    finish(&mut topics);
    for client in &mut clients {
        assert_eq!(seen(client), (1..=15).collect::<Vec<_>>());
    }
}

#[test]
fn who_comes_or_goes_meanwhile_costs_nobody_an_event() {
    let mut topics = Topics::new(false);
    let mut clients = crowd(&mut topics, 4 * SLICE);
    let mut late = Vec::new();
    let mut told: u64 = 0;
    for round in 0..40 {
        tell(&mut topics, 2);
        told += 2;
        // One of the first, one of the middle and the last: reached or not, whatever the slice is at.
        for which in 0..3 {
            let gone = clients.remove([round % 3, clients.len() / 2, clients.len() - 1][which]);
            topics.leave(gone.handle.id, now());
        }
        let mut client = Client::new();
        client.subscribe(&mut topics, None);
        assert_eq!(client.frame()["offset"], told);
        late.push((told, client));
        topics.go_on(now());
    }
    finish(&mut topics);
    for client in &mut clients {
        assert_eq!(seen(client), (1..=told).collect::<Vec<_>>());
    }
    for (came_after, client) in &mut late {
        assert_eq!(seen(client), (*came_after + 1..=told).collect::<Vec<_>>());
    }
}

#[test]
fn who_asks_for_a_replay_meanwhile_gets_no_event_twice() {
    let mut topics = Topics::new(false);
    let mut clients = crowd(&mut topics, 2 * SLICE);
    let mut first = clients.remove(0);
    let begin = topics.channels[&topic()].history.position();
    tell(&mut topics, 2);
    assert!(topics.is_underway());
    first.subscribe(&mut topics, Some(begin));
    tell(&mut topics, 1);
    finish(&mut topics);
    assert_eq!(seen(&mut first), [1, 2, 3]);
}

#[test]
fn a_crowd_that_cannot_keep_up_is_told_of_a_gap() {
    let mut topics = Topics::new(false);
    let mut clients = crowd(&mut topics, SLICE + 1);
    tell(&mut topics, WAITING + 1);
    finish(&mut topics);
    let last = &mut clients[0];
    assert_eq!(last.frame()["offset"], 1);
    assert_eq!(last.frame()["op"], "gap");
    tell(&mut topics, 1);
    finish(&mut topics);
    assert_eq!(seen(last), [u64::try_from(WAITING + 2).unwrap()]);
}

/// A map of boxes keeps room for at most as many again; a socket's list of topics and the list of subscribers are one
/// allocation each of a single item, rounded up by the allocator.
#[test]
fn a_topic_of_one_subscriber_costs_no_more_than_300_bytes() {
    let in_a_map = |entry: usize| (entry + 1) * 16 / 7;
    let channel = size_of::<Channel>();
    let channels = in_a_map(size_of::<(Topic, Box<Channel>)>());
    let of_socket = in_a_map(size_of::<(SocketId, Vec<Topic>)>());
    let (subscriber, name) = (24, size_of::<Topic>().next_multiple_of(8));
    let all = channel + channels + of_socket + subscriber + name;
    assert!(all <= 350, "{all} bytes at worst");
    assert!(channel + (channels + of_socket) * 2 / 3 + subscriber + name <= 300, "on the average");
}
