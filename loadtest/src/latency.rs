//! Durations collected in an HDR histogram, and the figures that are given of them.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// The longest that is told apart; what took longer counts as this.
const LONGEST_US: u64 = 600_000_000;

/// Durations in microseconds to three significant digits.
#[derive(Debug, Clone)]
pub struct Latencies(Histogram<u64>);

/// The figures given of a set of durations, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// How many there were.
    pub count: u64,
    /// The median.
    pub p50_ms: f64,
    /// 90 of 100 took at most this.
    pub p90_ms: f64,
    /// 95 of 100 took at most this.
    pub p95_ms: f64,
    /// 99 of 100 took at most this.
    pub p99_ms: f64,
    /// 999 of 1,000 took at most this.
    pub p999_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

impl Latencies {
    /// None yet.
    pub fn new() -> Self {
        #[expect(clippy::expect_used, reason = "the bounds are constants that a test builds")]
        Self(Histogram::new_with_bounds(1, LONGEST_US, 3).expect("constant bounds are valid"))
    }

    /// Adds one.
    pub fn record(&mut self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(LONGEST_US);
        self.0.saturating_record(micros);
    }

    /// Adds all of another set.
    pub fn merge(&mut self, other: &Self) {
        // Both have the same bounds: nothing of the other falls outside.
        let _ = self.0.add(&other.0);
    }

    /// The figures so far; all 0 if there is none.
    pub fn figures(&self) -> Figures {
        let quantile = |q| millis(self.0.value_at_quantile(q));
        Figures {
            count: self.0.len(),
            p50_ms: quantile(0.5),
            p90_ms: quantile(0.9),
            p95_ms: quantile(0.95),
            p99_ms: quantile(0.99),
            p999_ms: quantile(0.999),
            max_ms: millis(self.0.max()),
        }
    }
}

impl Figures {
    /// The headings of [`Figures::row`].
    pub const HEADINGS: [&'static str; 8] = ["ms", "count", "p50", "p90", "p95", "p99", "p99.9", "max"];

    /// One line of a table under `name`.
    pub fn row(&self, name: &str) -> Vec<String> {
        let figures = [self.p50_ms, self.p90_ms, self.p95_ms, self.p99_ms, self.p999_ms, self.max_ms];
        let mut row = vec![name.to_owned(), self.count.to_string()];
        row.extend(figures.map(|ms| format!("{ms:.2}")));
        row
    }
}

#[expect(clippy::cast_precision_loss, reason = "a histogram holds at most ten minutes in microseconds")]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_the_percentiles_to_three_digits() {
        let mut latencies = Latencies::new();
        for ms in 1..=1_000 {
            latencies.record(Duration::from_millis(ms));
        }
        let figures = latencies.figures();
        assert_eq!(figures.count, 1_000);
        for (found, expected) in [
            (figures.p50_ms, 500.0),
            (figures.p90_ms, 900.0),
            (figures.p99_ms, 990.0),
            (figures.max_ms, 1_000.0),
        ] {
            assert!((found - expected).abs() <= expected / 500.0, "{found} is not near {expected}");
        }
    }

    #[test]
    fn nothing_recorded_gives_zeros() {
        assert_eq!(Latencies::new().figures().row("none")[1..4], ["0", "0.00", "0.00"]);
    }
}
