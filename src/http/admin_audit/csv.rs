//! Lines of the trail as CSV (RFC 4180), such that a spreadsheet takes no cell for a formula.

use chrono::SecondsFormat;
use uuid::Uuid;

use crate::http::problem::Problem;
use crate::storage::audit::search::AuditRow;

/// The first row of a file.
const HEADER: [&str; 12] = [
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "action",
    "object_kind",
    "object_id",
    "patient_id",
    "request_id",
    "ip",
    "outcome",
    "detail",
];

/// The header row.
///
/// # Errors
/// 500 where it cannot be written.
pub fn header() -> Result<Vec<u8>, Problem> {
    written([HEADER.map(str::to_owned)])
}

/// A row for each line.
///
/// # Errors
/// 500 where they cannot be written.
pub fn rows(lines: &[AuditRow]) -> Result<Vec<u8>, Problem> {
    written(lines.iter().map(cells))
}

fn written(rows: impl IntoIterator<Item = [String; 12]>) -> Result<Vec<u8>, Problem> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        file.write_record(row.map(harmless)).map_err(Problem::internal)?;
    }
    file.into_inner().map_err(|error| Problem::internal(error.into_error()))
}

fn cells(line: &AuditRow) -> [String; 12] {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    [
        line.id.to_string(),
        line.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        line.actor_kind.clone(),
        id(line.actor_id),
        line.action.clone(),
        line.object_kind.clone(),
        id(line.object_id),
        id(line.patient_id.map(|patient| patient.0)),
        line.request_id.clone().unwrap_or_default(),
        line.ip.clone().unwrap_or_default(),
        line.outcome.clone(),
        line.detail.to_string(),
    ]
}

/// Whatever a spreadsheet would compute is made text of (OWASP, CSV injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula.to_owned()), format!("'{formula}"));
        }
        for plain in ["", "appointment.book", "1-2", "{\"a\":\"=1\"}"] {
            assert_eq!(harmless(plain.to_owned()), plain);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_within_their_cell() {
        let mut row = HEADER.map(str::to_owned);
        row[11] = "a,\"b\"\r\nc".to_owned();
        let text = String::from_utf8(written([row]).unwrap()).unwrap();
        assert!(text.ends_with(",\"a,\"\"b\"\"\r\nc\"\r\n"), "{text}");
    }
}
