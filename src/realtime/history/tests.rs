//! Offsets, repeats, ages, and where a reader can go on from.

use serde_json::{Value, json};

use super::*;

fn start() -> DateTime<Utc> {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn history() -> History {
    let doctor = "0193a5c0-0000-7000-8000-000000000001".parse().unwrap();
    History::new(Topic::DoctorSlots(doctor), "a1".into())
}

fn event() -> TopicEvent {
    TopicEvent { id: EventId::new(start()), kind: "slot.taken".into(), at: start(), data: json!({}) }
}

fn at(offset: u64) -> Position {
    Position { epoch: "a1".into(), offset }
}

fn offsets(frames: Option<Vec<Encoded>>) -> Vec<u64> {
    let offset =
        |frame: &Encoded| serde_json::from_str::<Value>(frame.as_str()).unwrap()["offset"].as_u64().unwrap();
    frames.expect("recovered").iter().map(offset).collect()
}

fn fill(history: &mut History, events: usize) {
    for _ in 0..events {
        history.push(&event(), start()).unwrap();
    }
}

#[test]
fn history_replays_without_a_hole() {
    let mut history = history();
    fill(&mut history, 5);
    assert_eq!(offsets(history.since(at(2), start())), [3, 4, 5]);
    assert_eq!(history.position(), at(5));
}

#[test]
fn who_missed_nothing_is_recovered_with_nothing() {
    let mut history = history();
    assert_eq!(history.since(at(0), start()), Some(Vec::new()));
    fill(&mut history, 2);
    assert_eq!(history.since(at(2), start()), Some(Vec::new()));
}

#[test]
fn a_repeat_is_dropped_by_its_event_id() {
    let mut history = history();
    let event = event();
    assert!(history.push(&event, start()).is_some());
    assert_eq!(history.push(&event, start()), None);
    assert_eq!(history.position(), at(1));
}

#[test]
fn a_move_frees_a_slot_and_takes_another_under_one_event_id() {
    let mut history = history();
    let freed = TopicEvent { kind: "slot.freed".into(), ..event() };
    let taken = TopicEvent { kind: "slot.taken".into(), ..freed.clone() };
    assert!(history.push(&freed, start()).is_some());
    assert!(history.push(&taken, start()).is_some());
}

#[test]
fn a_position_of_another_epoch_is_not_recovered() {
    let mut history = history();
    fill(&mut history, 3);
    assert_eq!(history.since(Position { epoch: "b2".into(), offset: 2 }, start()), None);
}

#[test]
fn a_position_in_the_future_is_not_recovered() {
    let mut history = history();
    fill(&mut history, 3);
    assert_eq!(history.since(at(4), start()), None);
    assert_eq!(history.since(at(u64::MAX), start()), None);
}

#[test]
fn the_257th_event_pushes_out_the_first() {
    let mut history = history();
    fill(&mut history, 257);
    assert_eq!(history.since(at(0), start()), None);
    assert_eq!(offsets(history.since(at(1), start())), (2..=257).collect::<Vec<_>>());
}

#[test]
fn what_is_older_than_ten_minutes_is_not_replayed() {
    let mut history = history();
    fill(&mut history, 1);
    let later = start() + TimeDelta::seconds(1);
    history.push(&event(), later).unwrap();

    let limit = start() + TimeDelta::minutes(10);
    assert_eq!(offsets(history.since(at(0), limit)), [1, 2]);
    let past = limit + TimeDelta::milliseconds(1);
    assert_eq!(history.since(at(0), past), None);
    assert_eq!(offsets(history.since(at(1), past)), [2]);
}

#[test]
fn offsets_go_on_after_everything_was_forgotten() {
    let mut history = history();
    fill(&mut history, 3);
    let later = start() + TimeDelta::hours(1);
    assert_eq!(history.since(at(3), later), Some(Vec::new()));
    history.push(&event(), later).unwrap();
    assert_eq!(history.position(), at(4));
}

fn placed(offset: u64) -> PlacedEvent {
    PlacedEvent { position: at(offset), pushed_at: start(), body: event().body() }
}

#[test]
fn events_that_have_their_place_are_remembered_there() {
    let mut history = History::at(history().topic(), at(7));
    history.follow(&placed(8));
    assert_eq!(offsets(history.since(at(7), start())), [8]);
    assert_eq!(history.since(at(6), start()), None);

    assert!(!history.precede(&placed(6)), "7 is not remembered");
    assert!(history.precede(&placed(7)));
    assert!(history.precede(&placed(6)));
    assert_eq!(offsets(history.since(at(5), start())), [6, 7, 8]);
    assert!(
        !history.precede(&PlacedEvent { position: Position { epoch: "b2".into(), offset: 5 }, ..placed(5) })
    );
}

#[test]
fn what_precedes_pushes_nothing_out() {
    let mut history = History::at(history().topic(), at(300));
    for offset in 301..=556 {
        history.follow(&placed(offset));
    }
    assert!(!history.precede(&placed(300)));
    assert_eq!(offsets(history.since(at(300), start())).len(), HISTORY_EVENTS);
}
