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
            "{} bookings by {} patients at {rate}/s in {:.2} s: {} accepted, {:.1}/s; {} sent late\n",
            outcomes.sent,
            report.patients,
            outcomes.elapsed_s,
            outcomes.accepted,
            outcomes.accepted_per_s,
            outcomes.late_sends
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
