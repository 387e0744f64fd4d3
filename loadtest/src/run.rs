//! What one stretch of requests came to: figures of what was answered, and counts of what was not.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::error::Error;
use crate::latency::{Figures, Latencies};
use crate::table;

/// What one stretch of requests came to.
#[derive(Debug, Default, Serialize)]
pub struct Run {
    /// Answers a second.
    pub per_s: f64,
    /// Of what was answered as asked for.
    pub latency: Option<Figures>,
    /// What went wrong, by how.
    pub errors: BTreeMap<String, u64>,
}

/// What is seen while it lasts.
#[derive(Debug)]
pub struct Tally {
    latencies: Latencies,
    errors: BTreeMap<String, u64>,
}

impl Tally {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { latencies: Latencies::new(), errors: BTreeMap::new() }
    }

    /// Adds an answer, or what came instead, after `took`.
    pub fn add<T>(&mut self, answer: &Result<T, Error>, took: Duration) {
        match answer {
            Ok(_) => self.latencies.record(took),
            Err(error) => *self.errors.entry(label(error)).or_default() += 1,
        }
    }

    /// Adds what another saw.
    pub fn merge(&mut self, other: Self) {
        self.latencies.merge(&other.latencies);
        for (error, count) in other.errors {
            *self.errors.entry(error).or_default() += count;
        }
    }

    /// Sums it up, all seen within `elapsed`.
    pub fn run(self, elapsed: Duration) -> Run {
        let figures = self.latencies.figures();
        let per_s = per_second(figures.count, elapsed);
        Run { per_s, latency: (figures.count > 0).then_some(figures), errors: self.errors }
    }
}

impl Run {
    /// Whether all was answered, and 99 of 100 within `p99_ms`, where that is asked for.
    pub fn passes(&self, p99_ms: Option<f64>) -> bool {
        let in_time = p99_ms.is_none_or(|most| self.latency.is_some_and(|found| found.p99_ms <= most));
        in_time && self.errors.is_empty() && self.latency.is_some()
    }
}

/// The tables of several stretches under their names.
pub fn tables(runs: &[(&str, &Run)]) -> String {
    let row = |(name, run): &(&str, &Run)| {
        let mut row = run.latency.unwrap_or_else(|| Latencies::new().figures()).row(name);
        row.insert(1, format!("{:.0}", run.per_s));
        row.push(run.errors.values().sum::<u64>().to_string());
        row
    };
    let mut headings = Figures::HEADINGS.to_vec();
    headings.insert(1, "a second");
    headings.push("errors");
    let rows: Vec<_> = runs.iter().map(row).collect();
    let mut text = table::markdown(&headings, &rows);
    let errors = runs.iter().flat_map(|(_, run)| &run.errors);
    let errors: Vec<_> = errors.map(|(error, count)| vec![error.clone(), count.to_string()]).collect();
    if !errors.is_empty() {
        text.push_str(&format!("\n{}", table::markdown(&["error", "count"], &errors)));
    }
    text
}

fn label(error: &Error) -> String {
    match error {
        Error::Refused { status, code, .. } => format!("{status} {code}"),
        Error::RateLimited { .. } => "429 rate_limited".to_owned(),
        Error::NoAnswer { source, .. } if source.is_timeout() => "timeout".to_owned(),
        _ => "no answer".to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
fn per_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(f64::EPSILON)
}
