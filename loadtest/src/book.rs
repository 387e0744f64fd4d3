//! `loadtest book`: a storm of bookings.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::args::{Book, Common, Mode};
use crate::client::Api;
use crate::error::Error;
use crate::ledger::Ledger;
use crate::patients::{self, Patient};
use crate::plan::{self, Job};
use crate::prepare;
use crate::report::{Outcomes, write_json};
use crate::roster::Roster;
use crate::schedule::Arrivals;
use crate::storm::Storm;

/// From the end of preparation to the first send.
const LEAD: Duration = Duration::from_millis(50);
/// Connections that a storm opens beforehand; a race opens one for each request.
const WARM_CONNECTIONS: usize = 64;

#[derive(Debug, Serialize)]
struct Report {
    command: &'static str,
    mode: String,
    base_urls: Vec<String>,
    intended_per_s: Option<f64>,
    arrivals: Option<String>,
    patients: usize,
    planned: usize,
    passed: bool,
    #[serde(flatten)]
    outcomes: Outcomes,
    warnings: Vec<String>,
}

/// Runs it. `Ok(false)` if a race was not won by exactly one, without a 5xx or a lost answer, or if nothing at all was booked.
pub async fn run(common: &Common, args: &Book) -> Result<bool, Error> {
    let api = Arc::new(Api::new(common)?);
    let ledger = args.ledger.as_deref().map(Ledger::create).transpose()?;
    let file = args.users_file.as_deref();
    let patients = Arc::new(patients::sign_in(&api, args.users, &common.seed_password, file).await?);
    if let Some(path) = &args.ledger {
        let users = patients.iter().map(|patient| patient.login.clone()).collect();
        Roster { users }.save(&Roster::beside(path))?;
    }
    let slots = prepare::slots(&api, None, args.days, &args.appointment_type).await?;
    let mut warnings: Vec<String> = prepare::limits_warning(&api).into_iter().collect();

    let mut rng = StdRng::seed_from_u64(args.random_seed);
    let mut offsets = match args.mode {
        Mode::OneSlot => vec![Duration::ZERO; args.attempts.unwrap_or(patients.len())],
        Mode::Distinct | Mode::Hot => args.arrivals.offsets(args.rate, args.duration, &mut rng),
    };
    let wanted = offsets.len();
    let gap = TimeDelta::minutes(i64::from(args.min_gap));
    let jobs: Vec<Job> = match args.mode {
        Mode::Distinct => plan::distinct(slots, patients.len(), wanted, gap, &mut rng),
        Mode::OneSlot => plan::one_slot(&slots, patients.len(), wanted, &mut rng),
        Mode::Hot => plan::hot(slots, patients.len(), wanted, args.hot_slots, &mut rng),
    };
    if jobs.len() < wanted {
        warnings.push(format!(
            "only {} of {wanted} bookings have a slot of their own: the run is shorter",
            jobs.len()
        ));
        offsets.truncate(jobs.len());
    }
    warnings.iter().for_each(|warning| eprintln!("loadtest: {warning}"));

    let outcomes = storm(args, api, patients.clone(), ledger, jobs, offsets).await?;
    if outcomes.rate_limited > 0 && warnings.is_empty() {
        warnings.push("rate limits are on: start the server with CAREBRIDGE_RATE_LIMITS=off".to_owned());
    }
    let race = args.mode == Mode::OneSlot;
    let report = Report {
        command: "book",
        mode: value_name(&args.mode),
        base_urls: common.base_url.iter().map(ToString::to_string).collect(),
        intended_per_s: (!race).then_some(args.rate),
        arrivals: (!race).then(|| value_name::<Arrivals>(&args.arrivals)),
        patients: patients.len(),
        planned: wanted,
        passed: passed(race, &outcomes),
        outcomes,
        warnings,
    };
    print(&report);
    write_json(&report, common.json.as_deref())?;
    Ok(report.passed)
}

async fn storm(
    args: &Book,
    api: Arc<Api>,
    patients: Arc<Vec<Patient>>,
    ledger: Option<Ledger>,
    jobs: Vec<Job>,
    offsets: Vec<Duration>,
) -> Result<Outcomes, Error> {
    let allowed = usize::try_from(args.max_in_flight).unwrap_or(usize::MAX);
    let (max_in_flight, connections) = match args.mode {
        Mode::OneSlot => (jobs.len().max(1), jobs.len()),
        Mode::Distinct | Mode::Hot => (allowed, WARM_CONNECTIONS.min(allowed)),
    };
    api.warm_up(connections).await;
    let renewal = patients::keep_signed_in(api.clone(), patients.clone());
    let appointment_type = args.appointment_type.clone();
    let start = Instant::now() + LEAD;
    let shots =
        Storm { api, patients, appointment_type, ledger, max_in_flight }.run(jobs, offsets, start).await?;
    renewal.abort();
    Ok(Outcomes::of(&shots, start))
}

/// A race has one winner, no server error, and nobody who does not know; a storm books something.
fn passed(race: bool, outcomes: &Outcomes) -> bool {
    let won_once = outcomes.accepted == 1 && outcomes.server_errors == 0 && outcomes.unanswered == 0;
    if race { won_once } else { outcomes.accepted > 0 }
}

fn print(report: &Report) {
    let outcomes = &report.outcomes;
    match report.intended_per_s {
        Some(rate) => println!(
            "{} bookings by {} patients at {rate}/s in {:.2} s: {} accepted, {:.1}/s; {} sent late, {} held back\n",
            outcomes.sent,
            report.patients,
            outcomes.elapsed_s,
            outcomes.accepted,
            outcomes.accepted_per_s,
            outcomes.late_sends,
            outcomes.held_back
        ),
        None => println!(
            "{} requests of {} patients for one slot: {} accepted, {} server errors, {} unanswered: {}\n",
            outcomes.sent,
            report.patients,
            outcomes.accepted,
            outcomes.server_errors,
            outcomes.unanswered,
            if report.passed { "as it must be" } else { "WRONG" }
        ),
    }
    println!("{}", outcomes.tables());
    report.warnings.iter().for_each(|warning| println!("Warning: {warning}"));
}

fn value_name<T: clap::ValueEnum>(value: &T) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Mutex;

    use clap::Parser;
    use uuid::Uuid;

    use super::*;
    use crate::args::{Args, Command};
    use crate::fake_server::{self, created};

    /// A clinic with one doctor and six slots a list; `sells` says how often it gives the same slot away.
    fn clinic(sells: usize) -> impl Fn(&str, &str) -> (u16, String) {
        let sold = Mutex::new(Vec::new());
        move |head, body| {
            let path = head.split(' ').nth(1).unwrap();
            match path {
                "/api/v1/auth/register/" => (201, "{}".to_owned()),
                "/api/v1/auth/login/" => (200, r#"{"access":"a","refresh":"r","expires_in":600}"#.to_owned()),
                "/api/v1/doctors/?limit=100" => (
                    200,
                    format!(
                        r#"{{"results":[{{"id":"{}","accepts_new_patients":true}}],"next":null}}"#,
                        Uuid::nil()
                    ),
                ),
                "/api/v1/appointment-booking/book/" => {
                    let mut sold = sold.lock().unwrap();
                    if sold.iter().filter(|other| *other == body).count() >= sells {
                        return (409, r#"{"code":"slot_taken"}"#.to_owned());
                    }
                    sold.push(body.to_owned());
                    created(Uuid::new_v4())
                }
                "/health/live" => (200, "{}".to_owned()),
                slots => {
                    assert!(slots.contains("/available_slots/?from="), "{slots}");
                    let slot = |hour| {
                        format!(
                            r#"{{"starts_at":"2027-01-15T{hour:02}:00:00Z","ends_at":"2027-01-15T{hour:02}:30:00Z","seats_left":1}}"#
                        )
                    };
                    (200, format!(r#"{{"slots":[{}]}}"#, (8..14).map(slot).collect::<Vec<_>>().join(",")))
                }
            }
        }
    }

    async fn book(sells: usize, options: &[&str]) -> (bool, serde_json::Value) {
        let base_url = fake_server::listen(clinic(sells)).await;
        let json = std::env::temp_dir().join(format!("{}.json", Uuid::new_v4()));
        let common =
            ["loadtest", "book", "--users", "4", "--base-url", &base_url, "--json", json.to_str().unwrap()];
        let args = Args::parse_from(common.iter().chain(options));
        let Command::Book(command) = &args.command else { panic!("not book") };
        let passed = run(&args.common, command).await.unwrap();
        let report = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
        std::fs::remove_file(json).unwrap();
        (passed, report)
    }

    #[tokio::test]
    async fn a_storm_books_each_free_slot_once() {
        let (passed, report) = book(1, &["--rate", "1000", "--duration", "20ms"]).await;
        assert!(passed);
        assert_eq!(
            (&report["planned"], &report["sent"], &report["accepted"]),
            (&20.into(), &6.into(), &6.into())
        );
        assert_eq!(report["outcomes"], serde_json::json!({ "201": 6 }));
        assert_eq!(report["latency_accepted"]["count"], 6);
        let warning = report["warnings"][0].as_str().unwrap();
        assert!(warning.starts_with("only 6 of 20 bookings"), "{warning}");
    }

    #[tokio::test]
    async fn a_race_for_one_slot_has_one_winner() {
        let (passed, report) = book(1, &["--mode", "one-slot", "--attempts", "30"]).await;
        assert!(passed);
        assert_eq!(report["outcomes"], serde_json::json!({ "201": 1, "409 slot_taken": 29 }));
    }

    #[tokio::test]
    async fn a_slot_that_is_sold_twice_fails_the_race() {
        let (passed, report) = book(2, &["--mode", "one-slot", "--attempts", "30"]).await;
        assert!(!passed);
        assert_eq!(report["accepted"], 2);
    }

    #[tokio::test]
    async fn rate_limits_are_named_when_they_are_in_the_way() {
        let base_url = fake_server::listen(|_, _| (429, r#"{"code":"rate_limited"}"#.to_owned())).await;
        let args = Args::parse_from(["loadtest", "book", "--base-url", &base_url]);
        let Command::Book(command) = &args.command else { panic!("not book") };
        let error = run(&args.common, command).await.unwrap_err();
        assert!(error.to_string().contains("CAREBRIDGE_RATE_LIMITS=off"), "{error}");
    }

    #[tokio::test]
    async fn new_patients_are_kept_for_the_next_run() {
        let file = std::env::temp_dir().join(format!("{}.json", Uuid::new_v4()));
        let options =
            ["--users-file", file.to_str().unwrap(), "--mode", "hot", "--rate", "100", "--duration", "20ms"];
        book(1, &options).await;
        let first = Roster::load(&file).unwrap();
        book(1, &options).await;
        assert_eq!(Roster::load(&file).unwrap(), first);
        let addresses: HashSet<_> = first.users.iter().map(|login| &login.email).collect();
        assert_eq!(addresses.len(), 4);
        std::fs::remove_file(file).unwrap();
    }
}
