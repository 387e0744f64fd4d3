//! What is told of a storm: a table for people, JSON for programs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::answer::Shot;
use crate::error::Error;
use crate::latency::{Figures, Latencies};
use crate::table;

/// A send that is later than this counts as late.
const LATE: Duration = Duration::from_millis(10);

/// What came of a storm's bookings.
#[derive(Debug, Serialize)]
pub struct Outcomes {
    /// Requests sent.
    pub sent: u64,
    /// Requests answered 201.
    pub accepted: u64,
    /// From the first intended send to the last answer.
    pub elapsed_s: f64,
    /// Bookings accepted a second of `elapsed_s`.
    pub accepted_per_s: f64,
    /// Answers 429, which say nothing of how fast bookings are.
    pub rate_limited: u64,
    /// Answers 5xx.
    pub server_errors: u64,
    /// Requests without an answer.
    pub unanswered: u64,
    /// Requests that were held back because too many were in flight.
    pub held_back: u64,
    /// Requests sent more than 10 ms after they were meant to be, for whatever reason: this program is too slow here.
    pub late_sends: u64,
    /// Counts by status and problem code.
    pub outcomes: BTreeMap<String, u64>,
    /// From the intended send to a 201.
    pub latency_accepted: Figures,
    /// From the intended send to whatever came of it.
    pub latency_all: Figures,
    /// From the intended send to the real one: what of the latencies is this program's own.
    pub send_lag: Figures,
}

impl Outcomes {
    /// Sums up a storm that began at `start`.
    pub fn of(shots: &[Shot], start: Instant) -> Self {
        let (mut accepted, mut all, mut lag) = (Latencies::new(), Latencies::new(), Latencies::new());
        let mut outcomes = BTreeMap::new();
        for shot in shots {
            *outcomes.entry(shot.answer.label()).or_default() += 1;
            all.record(shot.latency());
            lag.record(shot.lag);
            if shot.answer.status() == Some(201) {
                accepted.record(shot.latency());
            }
        }
        let count = |wanted: &dyn Fn(&Shot) -> bool| -> u64 {
            shots.iter().map(|shot| u64::from(wanted(shot))).sum()
        };
        let end = shots.iter().map(|shot| shot.done).max().unwrap_or(start);
        let elapsed_s = end.saturating_duration_since(start).as_secs_f64();
        let latency_accepted = accepted.figures();
        Self {
            sent: count(&|_| true),
            accepted: latency_accepted.count,
            elapsed_s,
            accepted_per_s: per_second(latency_accepted.count, elapsed_s),
            rate_limited: count(&|shot| shot.answer.status() == Some(429)),
            server_errors: count(&|shot| shot.answer.status().is_some_and(|status| status >= 500)),
            unanswered: count(&|shot| shot.answer.status().is_none()),
            held_back: count(&|shot| shot.waited),
            late_sends: count(&|shot| shot.lag > LATE),
            outcomes,
            latency_accepted,
            latency_all: all.figures(),
            send_lag: lag.figures(),
        }
    }

    /// The tables of latencies and outcomes.
    pub fn tables(&self) -> String {
        let latencies = [
            self.latency_accepted.row("accepted, from intended send"),
            self.latency_all.row("all, from intended send"),
            self.send_lag.row("of it, before the send"),
        ];
        let outcomes: Vec<Vec<String>> =
            self.outcomes.iter().map(|(label, count)| vec![label.clone(), count.to_string()]).collect();
        format!(
            "{}\n{}",
            table::markdown(&Figures::HEADINGS, &latencies),
            table::markdown(&["outcome", "count"], &outcomes)
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
fn per_second(count: u64, elapsed_s: f64) -> f64 {
    if elapsed_s > 0.0 { count as f64 / elapsed_s } else { 0.0 }
}

/// Writes `report` where `--json` says, if it says anything.
pub fn write_json(report: &impl Serialize, path: Option<&Path>) -> Result<(), Error> {
    let Some(path) = path else { return Ok(()) };
    let mut text = serde_json::to_vec_pretty(report).map_err(Error::content(path))?;
    text.push(b'\n');
    std::fs::write(path, text).map_err(Error::file(path))
}

/// A bar on standard error that goes up to `length`.
pub fn progress(length: usize, of_what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX)).with_message(of_what);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::answer::Answer;

    fn shot(start: Instant, at_ms: u64, took_ms: u64, answer: Answer) -> Shot {
        let intended = start + Duration::from_millis(at_ms);
        let done = intended + Duration::from_millis(took_ms);
        Shot {
            job: 0,
            lag: Duration::from_millis(took_ms / 2),
            waited: took_ms > 100,
            intended,
            done,
            answer,
        }
    }

    fn refused(status: u16, code: &str) -> Answer {
        Answer::Refused { status, code: code.to_owned() }
    }

    #[test]
    fn outcomes_are_counted_apart() {
        let start = Instant::now();
        let booked = || Answer::Booked { appointment_id: Uuid::nil(), replayed: false };
        let outcomes = Outcomes::of(
            &[
                shot(start, 0, 10, booked()),
                shot(start, 500, 20, booked()),
                shot(start, 700, 1, refused(409, "slot_taken")),
                shot(start, 800, 1, refused(429, "rate_limited")),
                shot(start, 900, 1, refused(503, "busy")),
                shot(start, 1_000, 1_000, Answer::Unknown { reason: "timeout" }),
            ],
            start,
        );
        assert_eq!((outcomes.sent, outcomes.accepted), (6, 2));
        assert_eq!((outcomes.held_back, outcomes.late_sends), (1, 1));
        assert_eq!((outcomes.rate_limited, outcomes.server_errors, outcomes.unanswered), (1, 1, 1));
        assert!((outcomes.elapsed_s - 2.0).abs() < 1e-9 && (outcomes.accepted_per_s - 1.0).abs() < 1e-9);
        let labels: Vec<&str> = outcomes.outcomes.keys().map(String::as_str).collect();
        assert_eq!(labels, ["201", "409 slot_taken", "429 rate_limited", "503 busy", "timeout"]);
        assert_eq!((outcomes.latency_accepted.max_ms.round(), outcomes.latency_all.count), (20.0, 6));
        assert!(outcomes.tables().contains("| 409 slot_taken   |     1 |"), "{}", outcomes.tables());
    }

    #[test]
    fn a_storm_of_nothing_has_figures_too() {
        let outcomes = Outcomes::of(&[], Instant::now());
        assert_eq!((outcomes.sent, outcomes.accepted_per_s), (0, 0.0));
    }
}
