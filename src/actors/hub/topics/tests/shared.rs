//! A topic whose places Redis gives: what is asked, what the answers do, and what happens without one.

use super::*;
use crate::actors::hub::shared::Known;

pub(super) fn at(epoch: &str, offset: u64) -> Position {
    Position { epoch: epoch.into(), offset }
}

pub(super) fn placed(epoch: &str, offset: u64) -> PlacedEvent {
    let body = publication(EventId::new(now())).event.body();
    PlacedEvent { position: at(epoch, offset), pushed_at: now(), body }
}

/// Redis is at this offset, and remembers so many events.
pub(super) fn known(epoch: &str, offset: u64, remembered: u64) -> Known {
    let events = (offset - remembered + 1..=offset).map(|offset| placed(epoch, offset));
    Known { head: at(epoch, offset), events: events.collect() }
}

pub(super) fn place(topics: &mut Topics, epoch: &str, offset: u64) {
    topics.place(topic(), placed(epoch, offset), now());
}

/// The one question there is; what it asks after.
fn question(topics: &mut Topics) -> Option<u64> {
    let questions = topics.questions(10);
    assert_eq!(questions.len(), 1);
    questions[0].after
}

pub(super) fn answer(topics: &mut Topics, known: Option<Known>) {
    topics.catch_up(topic(), known, now());
}

/// A client of a topic of which Redis knows so much.
pub(super) fn client(topics: &mut Topics, epoch: &str, offset: u64) -> Client {
    let mut client = Client::new();
    client.subscribe(topics, None);
    assert_eq!(client.next(), None, "nobody knows yet where the topic is");
    assert_eq!(question(topics), None);
    answer(topics, Some(known(epoch, offset, 0)));
    assert_eq!(client.position(), at(epoch, offset));
    client
}

#[test]
fn the_first_subscription_waits_for_redis_and_loses_nothing_meanwhile() {
    let mut topics = Topics::new(true);
    let mut client = Client::new();
    client.subscribe(&mut topics, Some(at("e1", 5)));
    place(&mut topics, "e1", 6);
    assert_eq!(question(&mut topics), Some(5));
    place(&mut topics, "e1", 7);
    place(&mut topics, "e1", 8);
    answer(&mut topics, Some(known("e1", 7, 2)));
    let frames = client.frames(4);
    assert_eq!(frames[0]["recovered"], true);
    assert_eq!(offsets(&frames), [8, 6, 7, 8]);
    place(&mut topics, "e1", 9);
    assert_eq!(offsets(&client.frames(1)), [9]);
    assert_eq!(client.next(), None);
}

#[test]
fn a_repeat_is_dropped_and_a_hole_is_filled_from_redis() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    for offset in [6, 6, 5, 8, 9] {
        place(&mut topics, "e1", offset);
    }
    assert_eq!(offsets(&client.frames(1)), [6]);
    assert_eq!(client.next(), None);
    assert_eq!(question(&mut topics), Some(5), "the latest one once more");
    place(&mut topics, "e1", 10);
    answer(&mut topics, Some(known("e1", 9, 4)));
    assert_eq!(offsets(&client.frames(4)), [7, 8, 9, 10]);
    assert_eq!(client.next(), None);
}

#[test]
fn a_hole_that_redis_does_not_remember_is_a_gap() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    place(&mut topics, "e1", 300);
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, Some(known("e1", 300, 256)));
    assert_eq!(client.frame()["op"], "gap");
    place(&mut topics, "e1", 301);
    assert_eq!(offsets(&client.frames(1)), [301]);
}

#[test]
fn another_epoch_is_a_gap() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    place(&mut topics, "e2", 1);
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, Some(known("e2", 1, 0)));
    assert_eq!(client.frame()["op"], "gap");
    place(&mut topics, "e2", 2);
    let event = client.frame();
    assert_eq!((&event["epoch"], &event["offset"]), (&json!("e2"), &json!(2)));
}

#[test]
fn what_is_older_than_what_is_remembered_here_comes_from_redis() {
    let mut topics = Topics::new(true);
    let mut first = client(&mut topics, "e1", 5);
    place(&mut topics, "e1", 6);
    let mut back = Client::new();
    back.subscribe(&mut topics, Some(at("e1", 2)));
    assert_eq!(back.next(), None);
    assert_eq!(question(&mut topics), Some(2));
    answer(&mut topics, Some(known("e1", 7, 5)));
    assert_eq!(offsets(&back.frames(6)), [7, 3, 4, 5, 6, 7]);
    assert_eq!(offsets(&first.frames(2)), [6, 7]);
    assert_eq!((back.next(), first.next()), (None, None));
}

#[test]
fn who_saw_more_elsewhere_than_has_come_here_is_not_told_of_a_gap() {
    let mut topics = Topics::new(true);
    let mut first = client(&mut topics, "e1", 5);
    let mut back = Client::new();
    back.subscribe(&mut topics, Some(at("e1", 6)));
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, Some(known("e1", 6, 1)));
    assert_eq!(back.frame()["recovered"], true);
    assert_eq!(offsets(&first.frames(1)), [6]);
    place(&mut topics, "e1", 6);
    assert_eq!((back.next(), first.next()), (None, None));
}

#[test]
fn who_comes_when_redis_was_asked_for_less_is_asked_about_once_more() {
    let mut topics = Topics::new(true);
    let (mut new, mut back, mut lost) = (Client::new(), Client::new(), Client::new());
    new.subscribe(&mut topics, None);
    assert_eq!(question(&mut topics), None);
    back.subscribe(&mut topics, Some(at("e1", 3)));
    lost.subscribe(&mut topics, Some(at("e1", 1)));
    answer(&mut topics, Some(known("e1", 5, 0)));
    assert_eq!(new.position(), at("e1", 5));
    assert_eq!((back.next(), lost.next()), (None, None));

    assert_eq!(question(&mut topics), Some(1));
    answer(&mut topics, Some(known("e1", 5, 3)));
    assert_eq!(offsets(&back.frames(3)), [5, 4, 5]);
    assert_eq!(lost.frame()["recovered"], false);
    assert_eq!(lost.frame()["op"], "gap");
    assert_eq!((new.next(), topics.questions(10).len()), (None, 0));
}

#[test]
fn without_redis_a_topic_goes_on_by_itself_after_a_gap_and_returns_after_another() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    tell(&mut topics, 2);
    assert_eq!(client.frame()["op"], "gap");
    let own = client.frames(2);
    assert_eq!(offsets(&own), [1, 2]);
    assert_ne!(own[0]["epoch"], "e1");
    // Redis is back, and so are others; but not all that this node has for it is there yet.
    place(&mut topics, "e1", 6);
    assert_eq!(client.next(), None);
    assert_eq!(topics.questions(10), []);

    topics.compare(None);
    assert_eq!(question(&mut topics), None);
    place(&mut topics, "e1", 9);
    answer(&mut topics, Some(known("e1", 8, 0)));
    assert_eq!(client.frame()["op"], "gap");
    place(&mut topics, "e1", 10);
    for offset in [9, 10] {
        let event = client.frame();
        assert_eq!((&event["epoch"], &event["offset"]), (&json!("e1"), &json!(offset)));
    }
}

#[test]
fn who_subscribes_without_redis_is_answered_all_the_same() {
    let mut topics = Topics::new(true);
    let (mut new, mut back) = (Client::new(), Client::new());
    new.subscribe(&mut topics, None);
    back.subscribe(&mut topics, Some(at("e1", 5)));
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, None);
    assert_eq!(new.frame()["recovered"], false);
    assert_eq!(new.next(), None, "no gap in what one never saw");
    assert_eq!(back.frame()["recovered"], false);
    assert_eq!(back.frame()["op"], "gap");
    tell(&mut topics, 1);
    assert_eq!(offsets(&new.frames(1)), [1]);
}

#[test]
fn who_leaves_while_redis_is_asked_does_not_come_back() {
    let mut topics = Topics::new(true);
    let mut client = Client::new();
    client.subscribe(&mut topics, Some(at("e1", 5)));
    question(&mut topics);
    let bye =
        Unsubscribe { topic: topic(), socket: client.handle.clone(), re: None, reason: Some("forbidden") };
    topics.unsubscribe(&bye, now());
    answer(&mut topics, Some(known("e1", 7, 2)));
    place(&mut topics, "e1", 8);
    assert_eq!(client.frame()["op"], "unsubscribed");
    assert_eq!(client.next(), None);
    assert!(topics.of_socket.is_empty());
}

#[test]
fn a_hole_that_nobody_can_fill_is_a_gap() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    place(&mut topics, "e1", 7);
    question(&mut topics);
    answer(&mut topics, None);
    assert_eq!(client.frame()["op"], "gap");
}

#[test]
fn a_look_that_fails_changes_nothing_and_one_that_succeeds_finds_what_was_lost() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    topics.compare(None);
    assert_eq!(question(&mut topics), Some(5));
    place(&mut topics, "e1", 6);
    answer(&mut topics, None);
    assert_eq!(offsets(&client.frames(1)), [6]);

    topics.compare(Some(partition(topic())));
    topics.compare(Some(partition(topic()) + 1));
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, Some(known("e1", 8, 3)));
    assert_eq!(offsets(&client.frames(2)), [7, 8]);
    assert_eq!(client.next(), None);
}

#[test]
fn more_than_is_kept_meanwhile_is_asked_for_again() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 0);
    topics.compare(None);
    question(&mut topics);
    (1..=300).for_each(|offset| place(&mut topics, "e1", offset));
    answer(&mut topics, Some(known("e1", 100, 100)));
    // The 156 kept ones that are new follow the 100 that were read.
    assert_eq!(question(&mut topics), Some(255));
    let seen = client.frames(255);
    assert_eq!(seen[254]["offset"], 255);
    client.frame();
    answer(&mut topics, Some(known("e1", 300, 45)));
    assert_eq!(client.frames(44)[43]["offset"], 300);
    assert_eq!(client.next(), None);
}

#[test]
fn what_is_lost_on_the_way_to_the_hub_is_a_gap_only_where_redis_does_not_have_it() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    topics.own_up(now());
    assert_eq!(client.next(), None);
    assert_eq!(question(&mut topics), Some(5));
    answer(&mut topics, Some(known("e1", 6, 1)));
    assert_eq!(offsets(&client.frames(1)), [6]);
    tell(&mut topics, 1);
    client.frames(2);
    topics.own_up(now());
    assert_eq!(client.frame()["op"], "gap");
}
