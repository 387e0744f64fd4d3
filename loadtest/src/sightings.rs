//! What all watching sockets together saw of the bookings that were made meanwhile.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answer::Shot;
use crate::clocks::Clocks;
use crate::latency::{Figures, Latencies};
use crate::plan::Job;
use crate::seen::{Seen, Taken};
use crate::table;

/// What all sockets saw.
#[derive(Debug, Serialize)]
pub struct Sightings {
    /// Accepted bookings × open sockets.
    pub events_due: u64,
    /// How many of these arrived.
    pub events_seen: u64,
    /// Offsets that a socket's events jumped over, on all sockets.
    pub offsets_missing: u64,
    /// Offsets or slots that came again.
    pub duplicates: u64,
    /// `gap` frames.
    pub gap_frames: u64,
    /// Changes of epoch.
    pub epoch_changes: u64,
    /// How many sockets have any of these.
    pub sockets_with_faults: u64,
    /// Events that were there before the booking's own 201 was; they count as 0 from it.
    pub before_the_201: u64,
    /// From the booking's intended send to the event.
    pub from_intended: Figures,
    /// From the booking's 201 to the event.
    pub from_201: Figures,
    /// From the server's decision, which is before its commit, to the event.
    pub from_decision: Figures,
    /// From a ping to its pong on a socket of its own, meanwhile.
    pub ping_to_pong: Figures,
    /// Why sockets ended before their time, by reason.
    pub sockets_ended: BTreeMap<String, u64>,
}

impl Sightings {
    /// Looks for each accepted booking at each socket.
    pub fn of(jobs: &[Job], shots: &[Shot], seen: &[Seen], pings: &Latencies, clocks: Clocks) -> Self {
        let (mut from_intended, mut from_201) = (Latencies::new(), Latencies::new());
        let mut from_decision = Latencies::new();
        let (mut events_due, mut before_the_201) = (0, 0);
        for shot in shots.iter().filter(|shot| shot.answer.status() == Some(201)) {
            let slot = jobs[shot.job].slot.starts_at;
            for socket in seen {
                events_due += 1;
                let Some(&Taken { seen, decided }) = socket.taken.get(&slot) else { continue };
                from_intended.record(seen.saturating_duration_since(shot.intended));
                from_201.record(seen.saturating_duration_since(shot.done));
                from_decision.record(clocks.since(decided, seen));
                before_the_201 += u64::from(seen < shot.done);
            }
        }
        let sum = |of: fn(&Seen) -> u64| seen.iter().map(of).sum();
        let mut sockets_ended = BTreeMap::new();
        for reason in seen.iter().filter_map(|socket| socket.ended.clone()) {
            *sockets_ended.entry(reason).or_default() += 1;
        }
        let from_201 = from_201.figures();
        Self {
            events_due,
            events_seen: from_201.count,
            offsets_missing: sum(|socket| socket.following.missing),
            duplicates: sum(Seen::duplicates),
            gap_frames: sum(|socket| socket.following.gaps),
            epoch_changes: sum(|socket| socket.following.epochs),
            sockets_with_faults: sum(|socket| u64::from(!socket.is_flawless())),
            before_the_201,
            from_intended: from_intended.figures(),
            from_201,
            from_decision: from_decision.figures(),
            ping_to_pong: pings.figures(),
            sockets_ended,
        }
    }

    /// Whether every socket stayed and saw every booking once, in order.
    pub fn is_flawless(&self) -> bool {
        self.events_due > 0
            && self.events_seen == self.events_due
            && self.sockets_with_faults == 0
            && self.sockets_ended.is_empty()
    }

    /// The tables of latencies and faults.
    pub fn tables(&self) -> String {
        let latencies = [
            self.from_201.row("201 to event"),
            self.from_decision.row("decision to event"),
            self.from_intended.row("intended send to event"),
            self.ping_to_pong.row("ping to pong, meanwhile"),
        ];
        let row = |name: &str, count: u64| vec![name.to_owned(), count.to_string()];
        let mut counts = vec![
            row("events due", self.events_due),
            row("events seen", self.events_seen),
            row("of these before the 201", self.before_the_201),
            row("offsets missing", self.offsets_missing),
            row("duplicates", self.duplicates),
            row("gap frames", self.gap_frames),
            row("epoch changes", self.epoch_changes),
            row("sockets with any of these", self.sockets_with_faults),
        ];
        counts.extend(
            self.sockets_ended.iter().map(|(reason, count)| row(&format!("ended: {reason}"), *count)),
        );
        format!(
            "{}\n{}",
            table::markdown(&Figures::HEADINGS, &latencies),
            table::markdown(&["at all sockets", "count"], &counts)
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::answer::Answer;
    use crate::wire::Slot;

    fn job(hour: i64) -> Job {
        let starts_at = DateTime::from_timestamp(1_800_000_000 + hour * 3_600, 0).unwrap();
        Job { patient: 0, slot: Slot { doctor_id: Uuid::nil(), starts_at, ends_at: starts_at } }
    }

    #[test]
    fn an_event_that_never_came_is_missed() {
        let jobs = [job(0), job(1)];
        let intended = Instant::now();
        let done = intended + Duration::from_millis(10);
        let booked = Answer::Booked { appointment_id: Uuid::nil(), replayed: false };
        let shot =
            |job| Shot { job, lag: Duration::ZERO, waited: false, intended, done, answer: booked.clone() };
        let decided = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clocks = Clocks { monotonic: intended, wall: decided };
        let taken = |seen| Taken { seen, decided };
        let both = || Seen {
            taken: [
                (jobs[0].slot.starts_at, taken(done + Duration::from_millis(5))),
                (jobs[1].slot.starts_at, taken(done - Duration::from_millis(5))),
            ]
            .into(),
            ..Seen::default()
        };
        let of = |seen: &[Seen]| Sightings::of(&jobs, &[shot(0), shot(1)], seen, &Latencies::new(), clocks);

        let good = of(&[both(), both()]);
        assert!(good.is_flawless(), "{good:?}");
        assert_eq!((good.events_due, good.events_seen, good.before_the_201), (4, 4, 2));
        assert_eq!((good.from_201.max_ms.round(), good.from_intended.max_ms.round()), (5.0, 15.0));
        assert_eq!(good.from_decision.max_ms.round(), 15.0);

        let mut poor = both();
        poor.taken.remove(&jobs[1].slot.starts_at);
        let bad = of(&[both(), poor]);
        assert!(!bad.is_flawless());
        assert_eq!((bad.events_due, bad.events_seen), (4, 3));
    }

    #[test]
    fn without_a_booking_nothing_was_shown() {
        let clocks = Clocks { monotonic: Instant::now(), wall: DateTime::UNIX_EPOCH };
        assert!(!Sightings::of(&[], &[], &[Seen::default()], &Latencies::new(), clocks).is_flawless());
    }
}
