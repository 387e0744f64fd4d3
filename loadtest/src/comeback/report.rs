//! What a restart came to: a table for people, JSON for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::latency::Figures;
use crate::run::Run;
use crate::table;

/// What a restart came to.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `comeback`.
    pub command: &'static str,
    /// How many clients there were.
    pub clients: u64,
    /// How many were live again in time.
    pub back: u64,
    /// From the kill to the server's being ready again.
    pub down_s: f64,
    /// From then until each client was live.
    pub from_ready: Figures,
    /// From the kill until each client was live.
    pub from_kill: Figures,
    /// Why connections ended or attempts failed meanwhile, by reason.
    pub ended: BTreeMap<String, u64>,
    /// Clients who got all that they had missed.
    pub recovered: u64,
    /// Clients who were told of a gap.
    pub gaps: u64,
    /// Deliveries that there had to be when all were back.
    pub due: u64,
    /// Deliveries.
    pub events: u64,
    /// Offsets that clients' events jumped over, before or after.
    pub missing: u64,
    /// Offsets that came again.
    pub duplicates: u64,
    /// What was published.
    pub publishing: Vec<Run>,
}

impl Report {
    /// Whether all came back, each with all that was missed or told of a gap, and heard every message from then on once.
    pub fn passes(&self) -> bool {
        self.back == self.clients
            && self.recovered + self.gaps == self.clients
            && self.missing + self.duplicates == 0
            && self.events == self.due
            && self.publishing.iter().all(|run| run.errors.is_empty())
    }

    /// The tables.
    pub fn tables(&self) -> String {
        let latencies =
            [self.from_ready.row("server ready to live again"), self.from_kill.row("kill to live again")];
        let row = |name: &str, figure: String| vec![name.to_owned(), figure];
        let mut rows = vec![
            row("clients", self.clients.to_string()),
            row("live again", self.back.to_string()),
            row("s until the server was ready again", format!("{:.2}", self.down_s)),
            row("recovered", self.recovered.to_string()),
            row("told of a gap", self.gaps.to_string()),
            row("deliveries due when all were back", self.due.to_string()),
            row("deliveries", self.events.to_string()),
            row("missing", self.missing.to_string()),
            row("duplicates", self.duplicates.to_string()),
        ];
        rows.extend(self.ended.iter().map(|(reason, count)| row(reason, count.to_string())));
        let errors = self.publishing.iter().flat_map(|run| &run.errors);
        rows.extend(errors.map(|(error, count)| row(&format!("not published: {error}"), count.to_string())));
        format!(
            "{}\n{}",
            table::markdown(&Figures::HEADINGS, &latencies),
            table::markdown(&["a restart", "figure"], &rows)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latency::Latencies;

    fn report() -> Report {
        let none = Latencies::new().figures();
        Report {
            command: "comeback",
            clients: 3,
            back: 3,
            down_s: 1.0,
            from_ready: none,
            from_kill: none,
            ended: BTreeMap::new(),
            recovered: 1,
            gaps: 2,
            due: 6,
            events: 6,
            missing: 0,
            duplicates: 0,
            publishing: Vec::new(),
        }
    }

    #[test]
    fn whoever_is_neither_told_all_nor_of_a_gap_was_forgotten() {
        assert!(report().passes());
        for wrong in [
            Report { back: 2, ..report() },
            Report { gaps: 1, ..report() },
            Report { events: 5, ..report() },
            Report { missing: 1, ..report() },
            Report { duplicates: 1, ..report() },
        ] {
            assert!(!wrong.passes(), "{wrong:?}");
        }
    }
}
