//! `loadtest watch`: how soon those who look at a doctor's slots learn that one is taken.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures::stream::{self, StreamExt};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::args::{Common, Watch};
use crate::client::Api;
use crate::clocks::Clocks;
use crate::error::Error;
use crate::patients::{self, Patient};
use crate::plan;
use crate::prepare;
use crate::pulse;
use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::report::{Outcomes, progress, write_json};
use crate::schedule::Arrivals;
use crate::sightings::Sightings;
use crate::storm::Storm;
use crate::watcher::Watcher;

const OPENING_AT_ONCE: usize = 32;
const APPOINTMENT_TYPE: &str = "consultation";
const LEAD: Duration = Duration::from_millis(50);
/// How often to look whether the last event has arrived everywhere.
const LOOK_EVERY: Duration = Duration::from_millis(20);

#[derive(Debug, Serialize)]
struct Report {
    command: &'static str,
    doctor_id: Uuid,
    sockets: u32,
    sockets_open: usize,
    /// Why the others are not, by reason.
    sockets_refused: BTreeMap<String, u64>,
    passed: bool,
    #[serde(flatten)]
    sightings: Sightings,
    booking: Outcomes,
    warnings: Vec<String>,
}

/// Runs it. `Ok(false)` unless every socket opened, stayed, and saw every booking once, in order.
pub async fn run(common: &Common, args: &Watch) -> Result<bool, Error> {
    let endpoints: Vec<Endpoint> = common.base_url.iter().map(Endpoint::of).collect::<Result<_, _>>()?;
    let api = Arc::new(Api::new(common)?);
    let file = args.users_file.as_deref();
    let patients = Arc::new(patients::sign_in(&api, args.users, &common.seed_password, file).await?);
    let slots = prepare::busiest(prepare::slots(&api, args.doctor, args.days, APPOINTMENT_TYPE).await?);
    let doctor_id = slots.first().ok_or(Error::NoSlots)?.doctor_id;
    let mut warnings: Vec<String> = prepare::limits_warning(&api).into_iter().collect();

    let mut rng = StdRng::seed_from_u64(args.random_seed);
    let mut offsets = Arrivals::Constant.offsets(args.rate, args.duration, &mut rng);
    let jobs = plan::distinct(slots, patients.len(), offsets.len(), TimeDelta::zero(), &mut rng);
    if jobs.len() < offsets.len() {
        warnings.push(format!(
            "only {} of {} bookings have a slot: the run is shorter",
            jobs.len(),
            offsets.len()
        ));
        offsets.truncate(jobs.len());
    }
    warnings.iter().for_each(|warning| eprintln!("loadtest: {warning}"));

    let (watchers, sockets_refused) = open_all(&api, &endpoints, args, &patients, doctor_id).await?;
    let open = watchers.len();
    let count = Arc::new(AtomicU64::new(0));
    let (stop, stopped) = watch::channel(false);
    let mut listening = JoinSet::new();
    for watcher in watchers {
        let (stopped, count) = (stopped.clone(), count.clone());
        listening.spawn(async move { watcher.listen(stopped, &count).await });
    }

    let (endpoint, stopped) = (endpoints[0].clone(), stopped.clone());
    let pinging = tokio::spawn(async move { pulse::feel(&endpoint, stopped).await });
    let (clocks, renewal) = (Clocks::read(), patients::keep_signed_in(api.clone(), patients.clone()));
    let start = Instant::now() + LEAD;
    let appointment_type = APPOINTMENT_TYPE.to_owned();
    let max_in_flight = jobs.len().max(1);
    let shots = Storm { api, patients, appointment_type, ledger: None, max_in_flight }
        .run(jobs.clone(), offsets, start)
        .await?;
    renewal.abort();
    let booking = Outcomes::of(&shots, start);
    let due = booking.accepted * u64::try_from(open).unwrap_or(u64::MAX);
    let deadline = Instant::now() + args.settle;
    while count.load(Ordering::Relaxed) < due && Instant::now() < deadline {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    stop.send_replace(true);
    let (seen, pings) = (listening.join_all().await, pinging.await?);

    let sightings = Sightings::of(&jobs, &shots, &seen, &pings, clocks);
    let report = Report {
        command: "watch",
        doctor_id,
        sockets: args.watchers,
        sockets_open: open,
        passed: sockets_refused.is_empty() && sightings.is_flawless(),
        sockets_refused,
        sightings,
        booking,
        warnings,
    };
    print(&report);
    write_json(&report, common.json.as_deref())?;
    Ok(report.passed)
}

/// Opens the sockets on all nodes in turn, and counts by reason those that were refused.
async fn open_all(
    api: &Api,
    endpoints: &[Endpoint],
    args: &Watch,
    patients: &[Patient],
    doctor_id: Uuid,
) -> Result<(Vec<Watcher>, BTreeMap<String, u64>), Error> {
    let topic = format!("doctor:{doctor_id}:slots");
    let wanted = usize::try_from(args.watchers).unwrap_or(usize::MAX);
    let bar = progress(wanted, "sockets open");
    let opened: Vec<Result<Watcher, Ended>> = stream::iter(0..wanted)
        .map(|n| {
            let endpoint = &endpoints[n % endpoints.len()];
            let access = args.signed_in.then(|| patients[n % patients.len()].tokens().access);
            let topic = &topic;
            async move {
                let credential = match access {
                    None => Credential::Anonymous,
                    Some(access) if args.tickets => api
                        .ticket(&access)
                        .await
                        .map(Credential::Ticket)
                        .map_err(|error| Ended::NoConnection(error.to_string()))?,
                    Some(access) => Credential::Bearer(access),
                };
                Watcher::open(endpoint, &credential, topic).await
            }
        })
        .buffer_unordered(OPENING_AT_ONCE)
        .inspect(|_| bar.inc(1))
        .collect()
        .await;
    bar.finish_and_clear();
    let mut refused = BTreeMap::new();
    let mut watchers = Vec::with_capacity(wanted);
    for attempt in opened {
        match attempt {
            Ok(watcher) => watchers.push(watcher),
            Err(reason) => *refused.entry(reason.to_string()).or_default() += 1,
        }
    }
    match refused.keys().next() {
        Some(reason) if watchers.is_empty() => Err(Error::NoSocket { reason: reason.clone() }),
        _ => Ok((watchers, refused)),
    }
}

fn print(report: &Report) {
    println!(
        "{} of {} sockets on doctor {}, {} bookings at {:.1}/s: {}\n",
        report.sockets_open,
        report.sockets,
        report.doctor_id,
        report.booking.accepted,
        report.booking.accepted_per_s,
        if report.passed { "all as it must be" } else { "NOT as it must be" }
    );
    println!("{}", report.sightings.tables());
    report.sockets_refused.iter().for_each(|(reason, count)| println!("{count} sockets refused: {reason}"));
    println!("{}", report.booking.tables());
    report.warnings.iter().for_each(|warning| println!("Warning: {warning}"));
}
