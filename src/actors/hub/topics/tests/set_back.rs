//! A Redis that was put back to an older state: it would give places a second time.

use super::shared::{answer, at, client, known, place, placed};
use super::*;
use crate::actors::hub::shared::Known;

/// Whether the one question there is lets the topic begin anew.
fn begins_anew(topics: &mut Topics) -> bool {
    let questions = topics.questions(10);
    assert_eq!(questions.len(), 1);
    questions[0].anew
}

/// Another event than [`placed`] gives that offset.
fn another(epoch: &str, offset: u64) -> PlacedEvent {
    PlacedEvent { body: r#"{"type":"slot.freed"}"#.into(), ..placed(epoch, offset) }
}

/// Redis begins anew, and the client is told of one gap and of what comes then.
fn assert_begins_anew(topics: &mut Topics, client: &mut Client) {
    assert_eq!(client.next(), None);
    assert!(begins_anew(topics));
    place(topics, "e2", 0);
    answer(topics, Some(known("e2", 0, 0)));
    assert_eq!(client.frame()["op"], "gap");
    place(topics, "e2", 1);
    assert_eq!(client.frame()["epoch"], "e2");
    assert_eq!(client.next(), None);
    assert_eq!(topics.questions(10), []);
    topics.compare(None);
    assert!(!begins_anew(topics));
}

#[test]
fn a_lower_offset_is_a_gap_and_a_new_epoch() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    topics.compare(None);
    assert!(!begins_anew(&mut topics));
    answer(&mut topics, Some(known("e1", 3, 0)));
    assert_begins_anew(&mut topics, &mut client);
}

#[test]
fn another_event_in_a_known_place_is_a_gap_and_a_new_epoch() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    place(&mut topics, "e1", 6);
    client.frame();
    topics.place(topic(), another("e1", 6), now());
    assert_begins_anew(&mut topics, &mut client);
}

#[test]
fn places_that_were_given_twice_before_anybody_looked_are_found() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    place(&mut topics, "e1", 6);
    client.frame();
    topics.compare(None);
    assert!(!begins_anew(&mut topics));
    let events = vec![another("e1", 6), another("e1", 7)];
    answer(&mut topics, Some(Known { head: at("e1", 7), events }));
    assert_begins_anew(&mut topics, &mut client);
}

#[test]
fn who_waits_meanwhile_is_answered_in_the_new_epoch() {
    let mut topics = Topics::new(true);
    let _first = client(&mut topics, "e1", 5);
    let mut back = Client::new();
    back.subscribe(&mut topics, Some(at("e1", 4)));
    assert!(!begins_anew(&mut topics));
    answer(&mut topics, Some(known("e1", 3, 0)));
    assert_eq!(back.next(), None);
    assert!(begins_anew(&mut topics));
    answer(&mut topics, Some(known("e2", 0, 0)));
    assert_eq!(back.position(), at("e2", 0));
    assert_eq!(back.frame()["op"], "gap");
}

#[test]
fn a_redis_that_goes_away_before_it_has_begun_anew_does_so_when_it_is_back() {
    let mut topics = Topics::new(true);
    let mut client = client(&mut topics, "e1", 5);
    topics.compare(None);
    assert!(!begins_anew(&mut topics));
    answer(&mut topics, Some(known("e1", 3, 0)));
    assert!(begins_anew(&mut topics));
    answer(&mut topics, None);
    assert_eq!(client.frame()["op"], "gap");
    topics.compare_own();
    assert_begins_anew(&mut topics, &mut client);
}
