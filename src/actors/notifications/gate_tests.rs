//! What passes the gate, and what is put back before it.

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::domain::channels::Via;
use crate::domain::deliveries::MAX_ATTEMPTS;
use crate::domain::ids::{EventId, UserId};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn claimed(priority: i16) -> Claimed {
    Claimed {
        id: DeliveryId::new(NOW),
        lease_token: Uuid::nil(),
        event_id: EventId::new(NOW),
        user_id: UserId::new(NOW),
        message: None,
        attempt: 1,
        attempts_allowed: MAX_ATTEMPTS,
        priority,
        not_after: None,
        at_once: false,
        maybe_sent: false,
        via: None,
        asked_at: None,
    }
}

fn gate(measure: Measure) -> Gate {
    Gate::new(ChannelKind::Sms, measure)
}

fn sent() -> Outcome {
    Outcome::Sent { provider_id: None, via: Via::First }
}

fn away() -> Outcome {
    Outcome::Unavailable { wait: None, reason: "away".to_owned() }
}

fn broken() -> Gate {
    let gate = gate(Measure::UNLIMITED);
    for _ in 0..5 {
        gate.settled(&claimed(5), &away(), NOW);
    }
    gate
}

#[test]
fn an_open_circuit_claims_nothing_but_a_probe_when_it_is_due() {
    let gate = broken();
    assert_eq!(gate.room(8, NOW), 0);
    let due = NOW + TimeDelta::seconds(5);
    assert_eq!(gate.room(8, due), 1);
    let probe = claimed(5);
    gate.claimed(std::slice::from_ref(&probe), due);
    assert_eq!((gate.room(8, due), gate.standing()), (0, Standing::HalfOpen));
    assert_eq!(gate.admit(&probe, due), Ok(()));
    gate.settled(&probe, &sent(), due);
    assert_eq!((gate.room(8, due), gate.standing()), (8, Standing::Closed));
}

#[test]
fn what_was_claimed_and_not_begun_when_the_circuit_opened_is_put_back() {
    let (gate, waiting) = (broken(), claimed(1));
    let put_back = gate.admit(&waiting, NOW).unwrap_err();
    assert!(matches!(put_back, Outcome::PutBack { until, .. } if until == NOW), "{put_back:?}");
}

#[test]
fn a_bad_number_opens_no_circuit() {
    let gate = gate(Measure::UNLIMITED);
    for _ in 0..50 {
        gate.settled(&claimed(5), &Outcome::Dead { reason: "no such number".to_owned() }, NOW);
    }
    assert_eq!(gate.standing(), Standing::Closed);
}

#[test]
fn a_probe_that_need_not_be_sent_any_more_makes_way_for_another() {
    let (gate, due) = (broken(), NOW + TimeDelta::seconds(5));
    let probe = claimed(5);
    gate.claimed(std::slice::from_ref(&probe), due);
    gate.not_asked(&probe, due);
    assert_eq!(gate.room(8, due), 1);
}

#[test]
fn too_many_requests_pause_the_whole_channel_and_open_no_circuit() {
    let gate = gate(Measure::UNLIMITED);
    let wait = Some(Duration::from_secs(30));
    gate.settled(&claimed(5), &Outcome::TooMany { wait, reason: "429".to_owned() }, NOW);
    assert_eq!((gate.room(8, NOW), gate.standing()), (0, Standing::Closed));
    let until = NOW + TimeDelta::seconds(30);
    assert!(matches!(gate.admit(&claimed(1), NOW), Err(Outcome::PutBack { until: due, .. }) if due == until));
    assert_eq!(gate.room(8, until), 8);
}

#[test]
fn no_more_is_claimed_than_the_pace_gives() {
    let gate = gate(Measure { per_second: Some(3), per_person: 0 });
    assert_eq!(gate.room(8, NOW), 3);
    gate.claimed(&[claimed(5), claimed(5)], NOW);
    assert_eq!(gate.room(8, NOW), 1);
    assert_eq!(gate.room(8, NOW + TimeDelta::seconds(1)), 3);
}

#[test]
fn what_is_put_back_gives_its_place_to_another() {
    let gate = gate(Measure { per_second: Some(3), per_person: 0 });
    let three = [claimed(5), claimed(5), claimed(5)];
    gate.claimed(&three, NOW);
    assert_eq!(gate.room(8, NOW), 0);
    gate.not_asked(&three[0], NOW);
    gate.settled(&three[1], &Outcome::Suppressed { reason: "no number".to_owned() }, NOW);
    gate.settled(&three[2], &sent(), NOW);
    assert_eq!(gate.room(8, NOW), 2);
}

#[test]
fn nobody_is_showered_but_what_is_urgent_goes() {
    let gate = gate(Measure { per_second: None, per_person: 2 });
    let person = UserId::new(NOW);
    let to_them = |priority| Claimed { user_id: person, ..claimed(priority) };
    let first = to_them(5);
    assert_eq!((gate.admit(&first, NOW), gate.admit(&to_them(9), NOW)), (Ok(()), Ok(())));
    let until = NOW + TimeDelta::minutes(10);
    assert!(matches!(gate.admit(&to_them(5), NOW), Err(Outcome::PutBack { until: due, .. }) if due == until));
    assert_eq!(gate.admit(&to_them(1), NOW), Ok(()));
    gate.settled(&first, &away(), NOW);
    assert_eq!(gate.admit(&to_them(5), NOW), Ok(()), "the first one did not go after all");
}
