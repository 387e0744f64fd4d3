//! `loadtest verify`: compares a ledger with what the server has now, after whatever happened in between.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures::stream::{self, StreamExt};
use serde::Serialize;
use uuid::Uuid;

use crate::answer::Answer;
use crate::args::{Common, Verify};
use crate::client::Api;
use crate::error::Error;
use crate::ledger::{self, Event, Line};
use crate::patients::{self, Patient};
use crate::report::{progress, write_json};
use crate::roster::Roster;
use crate::wire::Booking;

const AT_ONCE: usize = 16;

/// What a look at one request showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Finding {
    /// Acknowledged, and there.
    Kept,
    /// Acknowledged, and not there.
    Lost,
    /// Acknowledged, and there with another doctor or time.
    Changed,
    /// Acknowledged, but the server did not say whether it is there.
    Unread,
    /// Refused; nothing was promised.
    Refused,
    /// Unknown; the repeat was answered with what had been booked.
    HadBeenBooked,
    /// Unknown; nothing had been booked, and the repeat booked it.
    BookedNow,
    /// Unknown; nothing had been booked under this key, and the repeat was refused.
    RefusedNow,
    /// Unknown, and unknown again.
    StillUnknown,
}

#[derive(Debug, Serialize)]
struct Report {
    command: &'static str,
    requests: usize,
    findings: BTreeMap<Finding, u64>,
    /// Slots that were acknowledged to more than one request.
    sold_twice: usize,
    /// The appointments that are missing or changed.
    missing: Vec<Uuid>,
    passed: bool,
}

/// Runs it. `Ok(false)` if an acknowledged booking is missing, changed, unreadable, or sold twice.
pub async fn run(common: &Common, args: &Verify) -> Result<bool, Error> {
    let last = last_lines(ledger::read(&args.ledger)?);
    let api = Api::new(common)?;
    let mut roster = Roster::load(&Roster::beside(&args.ledger))?;
    let seen: HashSet<&str> = last.iter().map(|line| line.patient.as_str()).collect();
    roster.users.retain(|login| seen.contains(login.email.as_str()));
    let patients = patients::log_in(&api, roster).await?;
    let report = compare(&api, &patients, &last).await;

    println!("{} requests in the ledger", report.requests);
    for (finding, count) in &report.findings {
        println!("- {}: {count}", finding.words());
    }
    println!("- slots sold twice: {}", report.sold_twice);
    report.missing.iter().for_each(|id| println!("MISSING: appointment {id}"));
    println!("{}", if report.passed { "Every acknowledged booking is there." } else { "NOT as promised." });
    write_json(&report, common.json.as_deref())?;
    Ok(report.passed)
}

/// What is known in the end of each request: its outcome, or that it was sent.
fn last_lines(lines: Vec<Line>) -> Vec<Line> {
    let mut last = HashMap::new();
    for line in lines {
        last.insert(line.key, line);
    }
    let mut last: Vec<Line> = last.into_values().collect();
    last.sort_by_key(|line| (line.at_ms, line.key));
    last
}

async fn compare(api: &Api, patients: &[Patient], last: &[Line]) -> Report {
    let by_email: HashMap<&str, &Patient> =
        patients.iter().map(|patient| (patient.login.email.as_str(), patient)).collect();
    let bar = progress(last.len(), "requests looked at");
    let found: Vec<(Finding, Option<Uuid>)> = stream::iter(last)
        .map(|line| {
            let patient = by_email.get(line.patient.as_str()).copied();
            async move { (look(api, patient, line).await, line.appointment_id) }
        })
        .buffered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .collect()
        .await;
    bar.finish_and_clear();

    let mut findings = BTreeMap::new();
    for (finding, _) in &found {
        *findings.entry(*finding).or_default() += 1;
    }
    let lost = |finding| matches!(finding, Finding::Lost | Finding::Changed);
    let missing: Vec<Uuid> =
        found.iter().filter(|(finding, _)| lost(*finding)).filter_map(|(_, id)| *id).collect();
    let sold_twice = sold_twice(last);
    let passed = missing.is_empty() && sold_twice == 0 && !findings.contains_key(&Finding::Unread);
    Report { command: "verify", requests: last.len(), findings, sold_twice, missing, passed }
}

async fn look(api: &Api, patient: Option<&Patient>, line: &Line) -> Finding {
    let Some(access) = patient.map(|patient| patient.tokens().access) else {
        return if line.event == Event::Ok { Finding::Unread } else { Finding::StillUnknown };
    };
    match (line.event, line.appointment_id) {
        (Event::Ok, Some(id)) => match api.appointment(&access, id).await {
            Ok(Some(found)) if found.doctor_id == line.doctor_id && found.starts_at == line.starts_at => {
                Finding::Kept
            }
            Ok(Some(_)) => Finding::Changed,
            Ok(None) => Finding::Lost,
            Err(_) => Finding::Unread,
        },
        (Event::Ok, None) => Finding::Unread,
        (Event::Fail, _) => Finding::Refused,
        // Sent without an outcome: this program was stopped in between, which tells as little as a time-out.
        (Event::Info | Event::Invoke, _) => {
            let booking = Booking {
                doctor_id: line.doctor_id,
                starts_at: line.starts_at,
                appointment_type: &line.appointment_type,
            };
            match api.book(&access, line.key, &booking).await {
                Answer::Booked { replayed: true, .. } => Finding::HadBeenBooked,
                Answer::Booked { replayed: false, .. } => Finding::BookedNow,
                // The key is looked up before the booking's own rules may refuse; what is refused before or because of
                // the key (sign-in, rate limits, a first request still running) says nothing of the booking.
                Answer::Refused { status: 409 | 422, code }
                    if code != "in_progress" && code != "idempotency_mismatch" =>
                {
                    Finding::RefusedNow
                }
                _ => Finding::StillUnknown,
            }
        }
    }
}

/// Slots, of one seat each, that were acknowledged under more than one appointment.
fn sold_twice(last: &[Line]) -> usize {
    let mut sold: HashMap<_, HashSet<Uuid>> = HashMap::new();
    for line in last.iter().filter(|line| line.event == Event::Ok) {
        sold.entry((line.doctor_id, line.starts_at)).or_default().extend(line.appointment_id);
    }
    sold.values().filter(|appointments| appointments.len() > 1).count()
}

impl Finding {
    fn words(self) -> &'static str {
        match self {
            Self::Kept => "acknowledged and there",
            Self::Lost => "acknowledged and LOST",
            Self::Changed => "acknowledged and there with another doctor or time",
            Self::Unread => "acknowledged, but the server did not say whether it is there",
            Self::Refused => "refused",
            Self::HadBeenBooked => "unknown; had been booked, and the repeat says so",
            Self::BookedNow => "unknown; had not been booked, and the repeat booked it",
            Self::RefusedNow => "unknown; had not been booked, and the repeat was refused",
            Self::StillUnknown => "unknown, and still so",
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::fake_server::{self, created};
    use crate::roster::Login;
    use crate::wire::Tokens;

    fn line(n: u128, event: Event) -> Line {
        Line {
            at_ms: 0,
            event,
            key: Uuid::from_u128(n),
            patient: "p".to_owned(),
            doctor_id: Uuid::nil(),
            starts_at: DateTime::from_timestamp(1_800_000_000 + i64::try_from(n).unwrap() * 3_600, 0)
                .unwrap(),
            appointment_type: "consultation".to_owned(),
            outcome: None,
            appointment_id: (event == Event::Ok).then(|| Uuid::from_u128(n)),
        }
    }

    fn patient() -> Patient {
        let tokens = Tokens { access: "a".to_owned(), refresh: "r".to_owned(), expires_in: 600 };
        Patient::new(Login { email: "p".to_owned(), password: "p".to_owned() }, tokens)
    }

    #[tokio::test]
    async fn a_lost_booking_is_found() {
        // The server has appointment 1, as promised, but not 2.
        let there = line(1, Event::Ok);
        let json = format!(
            r#"{{"doctor_id":"{}","starts_at":"{}"}}"#,
            there.doctor_id,
            there.starts_at.to_rfc3339()
        );
        let path = format!("/appointments/{}/ ", Uuid::from_u128(1));
        let api = fake_server::start(move |head, _| {
            if head.contains(&path) {
                (200, json.clone())
            } else {
                (404, r#"{"code":"not_found"}"#.to_owned())
            }
        })
        .await;
        let kept = compare(&api, &[patient()], std::slice::from_ref(&there)).await;
        assert!(kept.passed);
        let report = compare(&api, &[patient()], &[there, line(2, Event::Ok), line(3, Event::Fail)]).await;
        assert!(!report.passed);
        assert_eq!(report.missing, [Uuid::from_u128(2)]);
        let expected = [(Finding::Kept, 1), (Finding::Lost, 1), (Finding::Refused, 1)];
        assert_eq!(report.findings, BTreeMap::from(expected));
    }

    #[tokio::test]
    async fn an_unknown_outcome_is_asked_for_with_the_same_key() {
        let api = fake_server::start(|head, _| {
            assert!(head.contains(&format!("idempotency-key: {}", Uuid::from_u128(4))), "{head}");
            created(Uuid::from_u128(9))
        })
        .await;
        let report = compare(&api, &[patient()], &[line(4, Event::Invoke)]).await;
        assert_eq!(report.findings, BTreeMap::from([(Finding::BookedNow, 1)]));
    }

    #[tokio::test]
    async fn an_answer_that_is_not_about_the_booking_leaves_it_unknown() {
        for (status, code, finding) in [
            (409, "slot_taken", Finding::RefusedNow),
            (409, "in_progress", Finding::StillUnknown),
            (422, "idempotency_mismatch", Finding::StillUnknown),
            (429, "rate_limited", Finding::StillUnknown),
            (503, "outcome_unknown", Finding::StillUnknown),
        ] {
            let api = fake_server::start(move |_, _| (status, format!(r#"{{"code":"{code}"}}"#))).await;
            let report = compare(&api, &[patient()], &[line(4, Event::Info)]).await;
            assert_eq!(report.findings, BTreeMap::from([(finding, 1)]), "{status} {code}");
        }
    }

    #[test]
    fn a_slot_that_was_promised_to_two_is_found() {
        let one = line(1, Event::Ok);
        let other = Line { key: Uuid::from_u128(8), appointment_id: Some(Uuid::from_u128(8)), ..one.clone() };
        assert_eq!(sold_twice(&[one.clone(), line(2, Event::Ok)]), 0);
        assert_eq!(sold_twice(&[one, other]), 1);
    }

    #[test]
    fn the_last_line_of_a_request_counts() {
        let last = last_lines(vec![line(1, Event::Invoke), line(2, Event::Invoke), line(1, Event::Ok)]);
        assert_eq!(last.iter().map(|line| line.event).collect::<Vec<_>>(), [Event::Ok, Event::Invoke]);
    }
}
