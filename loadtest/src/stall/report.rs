//! What stopped readers came to: a table for people, JSON for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fanout::stretch::Stretch;
use crate::latency::Figures;
use crate::stall::scales::Course;
use crate::table;

/// What stopped readers came to.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `stall`.
    pub command: &'static str,
    /// Sockets that went on reading.
    pub subscribers: usize,
    /// Readers that were stopped.
    pub stopped: usize,
    /// How many of these the server let go of while they were stopped.
    pub evicted: usize,
    /// When the last of these was gone.
    pub evicted_after_s: Option<f64>,
    /// Messages a second.
    pub rate: f64,
    /// With everybody reading.
    pub all_reading: Stretch,
    /// With some stopped; of the others.
    pub some_stopped: Stretch,
    /// The others' p99 to that with everybody reading.
    pub p99_ratio: f64,
    /// Messages × sockets that were not delivered to the others.
    pub missing: u64,
    /// Deliveries that came again.
    pub duplicates: u64,
    /// Why others ended before their time, by reason.
    pub sockets_ended: BTreeMap<String, u64>,
    /// Of the kernel's TCP sockets while some were stopped.
    pub socket_memory: Course,
    /// Of the server's process meanwhile.
    pub server_memory: Option<Course>,
}

impl Report {
    /// Whether the others missed nothing and the stopped ones are gone; and p99 and memory grew by no more than is allowed,
    /// where something is.
    pub fn passes(&self, p99_ratio: Option<f64>, growth_mib: Option<f64>) -> bool {
        let grown = |course: &Course| growth_mib.is_some_and(|most| course.growth_mib() > most);
        self.missing + self.duplicates == 0
            && self.some_stopped.deliveries > 0
            && self.sockets_ended.is_empty()
            && self.evicted == self.stopped
            && p99_ratio.is_none_or(|most| self.p99_ratio <= most)
            && !grown(&self.socket_memory)
            && !self.server_memory.as_ref().is_some_and(grown)
    }

    /// The tables.
    pub fn tables(&self) -> String {
        let latencies = [
            self.all_reading.latency.row("all reading"),
            self.some_stopped.latency.row("others, some stopped"),
        ];
        let row = |name: &str, figure: String| vec![name.to_owned(), figure];
        let mut rows = vec![
            row("p99 with some stopped to without", format!("{:.2}", self.p99_ratio)),
            row("stopped", self.stopped.to_string()),
            row("of these evicted", self.evicted.to_string()),
        ];
        rows.extend(self.evicted_after_s.map(|after_s| row("the last after s", format!("{after_s:.1}"))));
        rows.push(row("missing at the others", self.missing.to_string()));
        rows.push(row("duplicates", self.duplicates.to_string()));
        rows.extend(
            self.sockets_ended.iter().map(|(reason, n)| row(&format!("ended: {reason}"), n.to_string())),
        );
        let errors =
            [&self.all_reading, &self.some_stopped].into_iter().flat_map(|run| &run.publishing.errors);
        rows.extend(errors.map(|(error, count)| row(&format!("not published: {error}"), count.to_string())));
        let course = |name: &str, course: &Course| {
            let mibs = [course.before_mib, course.most_mib, course.after_mib];
            let mut cells = vec![name.to_owned()];
            cells.extend(mibs.map(|mib| format!("{mib:.1}")));
            cells
        };
        let mut courses = vec![course("TCP sockets", &self.socket_memory)];
        courses.extend(self.server_memory.as_ref().map(|memory| course("server", memory)));
        format!(
            "{}\n{}\n{}",
            table::markdown(&Figures::HEADINGS, &latencies),
            table::markdown(&["while some were stopped", "figure"], &rows),
            table::markdown(&["MiB", "before", "most", "after"], &courses)
        )
    }
}
