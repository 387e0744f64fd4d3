//! Every figure that is kept, by name. Counting is one atomic addition, so that the hottest path can afford it; whoever
//! shows them (`exposition.rs`, the topic `ops`) reads the totals.

use std::sync::atomic::{AtomicU64, Ordering};

/// One figure of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Sockets that are open now.
    Sockets,
    /// Sockets that were opened.
    SocketsOpened,
    /// Event streams (SSE) that are open now.
    EventStreams,
    /// People with an open socket on this node.
    Users,
    /// Topics that the hub remembers.
    Topics,
    /// Subscriptions that stand now.
    Subscriptions,
    /// Frames that wait in the sockets' queues now.
    QueuedFrames,
    /// Sockets closed because their queue was full.
    Evictions,
    /// Frames from clients.
    FramesIn,
    /// Events handed to subscribers, each counted once a subscriber.
    Deliveries,
    /// Bytes of text of these.
    DeliveredBytes,
    /// Resumes that replayed all that was missed.
    ResumesRecovered,
    /// Resumes that could not, and were told of a gap.
    ResumesLost,
    /// Gaps that subscribers were told of without asking.
    Gaps,
    /// Messages sent to the other nodes.
    BusSent,
    /// Messages heard from the other nodes.
    BusHeard,
    /// Requests answered below 400.
    RequestsFine,
    /// Requests refused with 4xx.
    RequestsRefused,
    /// Requests that failed with 5xx.
    RequestsFailed,
    /// Visits booked.
    Bookings,
    /// Messages sent in conversations.
    MessagesSent,
}

/// What a figure does over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
}

/// How a figure is shown: its name, a label where several share the name, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it does.
    pub kind: Kind,
    /// As Prometheus names things: a base unit last, `_total` for what only rises.
    pub name: &'static str,
    /// What tells it from others of the name.
    pub label: Option<(&'static str, &'static str)>,
    /// One sentence.
    pub help: &'static str,
}

static TOTALS: [AtomicU64; Metric::ALL.len()] = [const { AtomicU64::new(0) }; Metric::ALL.len()];

impl Metric {
    /// Every figure there is, in the order of their declaration.
    pub const ALL: [Self; 21] = [
        Self::Sockets,
        Self::SocketsOpened,
        Self::EventStreams,
        Self::Users,
        Self::Topics,
        Self::Subscriptions,
        Self::QueuedFrames,
        Self::Evictions,
        Self::FramesIn,
        Self::Deliveries,
        Self::DeliveredBytes,
        Self::ResumesRecovered,
        Self::ResumesLost,
        Self::Gaps,
        Self::BusSent,
        Self::BusHeard,
        Self::RequestsFine,
        Self::RequestsRefused,
        Self::RequestsFailed,
        Self::Bookings,
        Self::MessagesSent,
    ];

    /// One more.
    pub fn rise(self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(self, more: u64) {
        TOTALS[self as usize].fetch_add(more, Ordering::Relaxed);
    }

    /// One less; for gauges.
    pub fn fall(self) {
        self.sub(1);
    }

    /// So many less; for gauges.
    pub fn sub(self, less: u64) {
        debug_assert_eq!(self.row().kind, Kind::Gauge, "{self:?} only rises");
        TOTALS[self as usize].fetch_sub(less, Ordering::Relaxed);
    }

    /// Where it stands.
    #[must_use]
    pub fn total(self) -> u64 {
        TOTALS[self as usize].load(Ordering::Relaxed)
    }

    /// How it is shown.
    #[must_use]
    pub fn row(self) -> Row {
        let gauge = |name, help| Row { kind: Kind::Gauge, name, label: None, help };
        let counter = |name, help| Row { kind: Kind::Counter, name, label: None, help };
        let one_of =
            |name, label, value, help| Row { kind: Kind::Counter, name, label: Some((label, value)), help };
        let resumes = "carebridge_realtime_resumes_total";
        let resumed = "Subscriptions that named where they left off, by what became of them.";
        let requests = "carebridge_http_requests_total";
        let answered = "Requests answered, by the class of their status.";
        let bus = "carebridge_bus_messages_total";
        let carried = "Messages to and from the other nodes.";
        match self {
            Self::Sockets => gauge("carebridge_realtime_sockets", "WebSockets that are open."),
            Self::SocketsOpened => {
                counter("carebridge_realtime_sockets_opened_total", "WebSockets that were opened.")
            }
            Self::EventStreams => {
                gauge("carebridge_realtime_event_streams", "Server-Sent Events streams that are open.")
            }
            Self::Users => gauge("carebridge_realtime_users", "People with an open socket or stream."),
            Self::Topics => gauge("carebridge_realtime_topics", "Topics that this node remembers."),
            Self::Subscriptions => gauge("carebridge_realtime_subscriptions", "Subscriptions that stand."),
            Self::QueuedFrames => {
                gauge("carebridge_realtime_queued_frames", "Frames that wait in the queues of all sockets.")
            }
            Self::Evictions => counter(
                "carebridge_realtime_evictions_total",
                "Sockets closed because their reader was too slow.",
            ),
            Self::FramesIn => counter("carebridge_realtime_client_frames_total", "Frames from clients."),
            Self::Deliveries => counter(
                "carebridge_realtime_deliveries_total",
                "Events handed to sockets, once for each subscriber.",
            ),
            Self::DeliveredBytes => counter(
                "carebridge_realtime_delivered_bytes_total",
                "Bytes of the events handed to sockets, without WebSocket headers.",
            ),
            Self::ResumesRecovered => one_of(resumes, "outcome", "recovered", resumed),
            Self::ResumesLost => one_of(resumes, "outcome", "gap", resumed),
            Self::Gaps => {
                counter("carebridge_realtime_gaps_total", "Gaps that subscribers were told of unasked.")
            }
            Self::BusSent => one_of(bus, "direction", "sent", carried),
            Self::BusHeard => one_of(bus, "direction", "heard", carried),
            Self::RequestsFine => one_of(requests, "class", "fine", answered),
            Self::RequestsRefused => one_of(requests, "class", "4xx", answered),
            Self::RequestsFailed => one_of(requests, "class", "5xx", answered),
            Self::Bookings => counter("carebridge_bookings_total", "Visits booked on this node."),
            Self::MessagesSent => {
                counter("carebridge_messages_total", "Messages sent in conversations on this node.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_stands_at_its_own_place() {
        for (place, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!(metric as usize, place, "{metric:?}");
        }
    }

    #[test]
    fn names_tell_what_only_rises() {
        for metric in Metric::ALL {
            let Row { kind, name, .. } = metric.row();
            assert_eq!(name.ends_with("_total"), kind == Kind::Counter, "{name}");
        }
    }

    #[test]
    fn a_figure_rises_and_falls() {
        let before = Metric::EventStreams.total();
        Metric::EventStreams.add(3);
        Metric::EventStreams.fall();
        assert_eq!(Metric::EventStreams.total(), before + 2);
        Metric::EventStreams.sub(2);
    }
}
