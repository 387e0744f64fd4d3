//! What a fan-out came to: a table for people, JSON for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fanout::stretch::Stretch;
use crate::latency::Figures;
use crate::table;

/// What sockets that hear nothing cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Memory {
    /// How many there were.
    pub sockets: usize,
    /// Resident memory of the server a socket; nothing where its process is not known.
    pub kib_a_socket: Option<f64>,
}

/// What a fan-out came to.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `fanout`.
    pub command: &'static str,
    /// Whose protocol was spoken.
    pub target: String,
    /// Of sockets that hear nothing.
    pub idle: Option<Memory>,
    /// Of sockets that hear nothing and are signed in.
    pub signed_in: Option<Memory>,
    /// How many of the first ended before their time.
    pub idle_lost: usize,
    /// Sockets that heard every message.
    pub subscribers: usize,
    /// Messages a second.
    pub rate: f64,
    /// Of text, in the longest frame.
    pub message_bytes: usize,
    /// Messages × sockets that were not delivered, the warm-up's included.
    pub missing: u64,
    /// Deliveries that came again.
    pub duplicates: u64,
    /// Why subscribers ended before their time, by reason.
    pub sockets_ended: BTreeMap<String, u64>,
    /// What was measured.
    pub fanout: Stretch,
}

impl Memory {
    /// What so many sockets cost, from memory before and after in KiB.
    #[expect(clippy::cast_precision_loss, reason = "no machine has 2^52 KiB or sockets")]
    pub fn of(sockets: usize, memory_kib: Option<(u64, u64)>) -> Self {
        let each = |(before, after): (u64, u64)| (after as f64 - before as f64) / sockets as f64;
        Self { sockets, kib_a_socket: memory_kib.map(each) }
    }
}

impl Report {
    /// Whether all was delivered once, nobody was lost, and 99 of 100 came within `p99_ms`, where that is asked for.
    pub fn passes(&self, p99_ms: Option<f64>) -> bool {
        self.missing + self.duplicates == 0
            && self.fanout.deliveries > 0
            && self.fanout.publishing.errors.is_empty()
            && self.idle_lost == 0
            && self.sockets_ended.is_empty()
            && p99_ms.is_none_or(|most| self.fanout.latency.p99_ms <= most)
    }

    /// The tables.
    pub fn tables(&self) -> String {
        let mut rows = Vec::new();
        let mut row = |name: &str, figure: String| rows.push(vec![name.to_owned(), figure]);
        let memories =
            [("KiB a socket, idle", self.idle), ("KiB a socket, idle and signed in", self.signed_in)];
        for (name, memory) in memories {
            if let Some(kib) = memory.and_then(|memory| memory.kib_a_socket) {
                row(name, format!("{kib:.2}"));
            }
        }
        if let Some(cpu_us) = self.fanout.cpu_us {
            row("µs of the server's processor a delivery", format!("{cpu_us:.2}"));
        }
        row("bytes of text in a frame", self.message_bytes.to_string());
        row("deliveries", self.fanout.deliveries.to_string());
        row("missing", self.missing.to_string());
        row("duplicates", self.duplicates.to_string());
        row("idle sockets lost", self.idle_lost.to_string());
        for (reason, count) in &self.sockets_ended {
            row(&format!("ended: {reason}"), count.to_string());
        }
        for (error, count) in &self.fanout.publishing.errors {
            row(&format!("not published: {error}"), count.to_string());
        }
        let mut latencies = vec![self.fanout.latency.row("intended send to delivery")];
        latencies
            .extend(self.fanout.publishing.latency.map(|figures| figures.row("to the publisher's answer")));
        latencies.push(self.fanout.send_lag.row("of it, before the send"));
        format!(
            "{}\n{}",
            table::markdown(&[&self.target, "figure"], &rows),
            table::markdown(&Figures::HEADINGS, &latencies)
        )
    }
}
