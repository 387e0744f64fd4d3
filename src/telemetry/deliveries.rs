//! What becomes of messages to people, by channel: what this node did is counted, what waits is told to it now and then.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::channels::ChannelKind;
use crate::telemetry::metric::{Kind, Row};

/// One figure of each channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Accepted by the provider.
    Sent,
    /// Not sent, and to be tried again.
    Retried,
    /// Must not be sent.
    Suppressed,
    /// Given up.
    Dead,
    /// Neither sent nor given up, those of days to come included.
    Queued,
    /// Being sent now.
    InFlight,
    /// How long the oldest one that is due has been waiting, in seconds.
    OldestDue,
    /// From the change to the provider's answer, in seconds: half are faster.
    LatencyP50,
    /// The same: all but one in a hundred are faster.
    LatencyP99,
}

/// A counter's number, or a gauge's bits.
static VALUES: [[AtomicU64; ChannelKind::ALL.len()]; Figure::ALL.len()] =
    [const { [const { AtomicU64::new(0) }; ChannelKind::ALL.len()] }; Figure::ALL.len()];

impl Figure {
    /// Every figure there is, in the order of their declaration.
    pub const ALL: [Self; 9] = [
        Self::Sent,
        Self::Retried,
        Self::Suppressed,
        Self::Dead,
        Self::Queued,
        Self::InFlight,
        Self::OldestDue,
        Self::LatencyP50,
        Self::LatencyP99,
    ];

    /// One more; for counters.
    pub fn rise(self, channel: ChannelKind) {
        debug_assert_eq!(self.row().kind, Kind::Counter, "{self:?} is a level");
        self.value(channel).fetch_add(1, Ordering::Relaxed);
    }

    /// Where it stands; for gauges.
    pub fn set(self, channel: ChannelKind, level: f64) {
        debug_assert_eq!(self.row().kind, Kind::Gauge, "{self:?} only rises");
        self.value(channel).store(level.to_bits(), Ordering::Relaxed);
    }

    /// A counter's number.
    #[must_use]
    pub fn total(self, channel: ChannelKind) -> u64 {
        self.value(channel).load(Ordering::Relaxed)
    }

    /// A gauge's level.
    #[must_use]
    pub fn level(self, channel: ChannelKind) -> f64 {
        f64::from_bits(self.total(channel))
    }

    fn value(self, channel: ChannelKind) -> &'static AtomicU64 {
        &VALUES[self as usize][channel as usize]
    }

    /// How it is shown, beside the label `channel`.
    #[must_use]
    pub fn row(self) -> Row {
        let gauge = |name, help| Row { kind: Kind::Gauge, name, label: None, help };
        let ended = |outcome| Row {
            kind: Kind::Counter,
            name: "carebridge_delivery_outcomes_total",
            label: Some(("outcome", outcome)),
            help: "Attempts to send a message on this node, by what became of them.",
        };
        let took = |quantile| Row {
            kind: Kind::Gauge,
            name: "carebridge_delivery_latency_seconds",
            label: Some(("quantile", quantile)),
            help: "Seconds from a change to the provider's answer, within the last hour; 0 where nothing was sent.",
        };
        match self {
            Self::Sent => ended("sent"),
            Self::Retried => ended("retried"),
            Self::Suppressed => ended("suppressed"),
            Self::Dead => ended("dead"),
            Self::Queued => gauge(
                "carebridge_delivery_queued",
                "Messages that are neither sent nor given up, of all nodes.",
            ),
            Self::InFlight => {
                gauge("carebridge_delivery_in_flight", "Messages that are being sent, of all nodes.")
            }
            Self::OldestDue => gauge(
                "carebridge_delivery_oldest_due_seconds",
                "Seconds that the message has been due which has been so the longest.",
            ),
            Self::LatencyP50 => took("0.5"),
            Self::LatencyP99 => took("0.99"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_stands_at_its_own_place() {
        for (place, figure) in Figure::ALL.into_iter().enumerate() {
            assert_eq!(figure as usize, place, "{figure:?}");
        }
        for (place, channel) in ChannelKind::ALL.into_iter().enumerate() {
            assert_eq!(channel as usize, place, "{channel:?}");
        }
    }

    #[test]
    fn a_level_is_kept_as_it_was_set() {
        Figure::OldestDue.set(ChannelKind::Push, 1.5);
        assert_eq!(
            (Figure::OldestDue.level(ChannelKind::Push), Figure::Queued.level(ChannelKind::Push)),
            (1.5, 0.0)
        );
    }
}
