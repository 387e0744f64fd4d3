//! `loadtest slots`: how long those who look for a free time of one doctor wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{Days, NaiveDate};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::args::{Common, Slots as Args};
use crate::client::Api;
use crate::error::Error;
use crate::prepare::{limits_warning, today};
use crate::report::write_json;
use crate::run::{Run, Tally, tables};
use crate::schedule::{self, Arrivals};
use crate::slots_seed::{self, Doctors};
use crate::wire::SlotList;

/// Visits that the doctors have on a day.
const VISITS_A_DAY: u32 = 14;
/// Days of a month's list, the most that one request may ask for.
const MONTH: u64 = 31;
/// Connections that are open before anything is measured.
const CONNECTIONS: usize = 32;

#[derive(Debug, Serialize)]
struct Report {
    command: &'static str,
    visits: u32,
    rate: f64,
    passed: bool,
    day: Run,
    month: Run,
    cold: Run,
    health_live: Run,
    warnings: Vec<String>,
}

/// What is asked for.
#[derive(Debug, Clone)]
enum What {
    Life,
    /// So many days of a doctor, from one after the other.
    Slots {
        doctor: Uuid,
        from: Vec<NaiveDate>,
        days: u64,
    },
}

impl What {
    async fn ask(&self, api: &Api, n: usize) -> Result<Bytes, Error> {
        match self {
            Self::Life => api.live().await,
            Self::Slots { doctor, from, days } => {
                let first = from[n % from.len()];
                api.slot_list(*doctor, first, first + Days::new(days - 1)).await
            }
        }
    }
}

/// Runs it. `Ok(false)` where a request failed, or they took too long.
pub async fn run(common: &Common, args: &Args) -> Result<bool, Error> {
    let doctors = slots_seed::add(args).await?;
    println!("one doctor with {} visits ahead, {} with {}\n", args.visits, args.cold, args.cold_visits);
    measure(common, args, &doctors).await
}

async fn measure(common: &Common, args: &Args, doctors: &Doctors) -> Result<bool, Error> {
    let api = Arc::new(Api::new(common)?);
    api.warm_up(CONNECTIONS).await;
    let slots = |days: u64| {
        let last = u64::from(args.visits.div_ceil(VISITS_A_DAY)).max(days);
        let from = (1..=last + 1 - days).map(|n| today() + Days::new(n)).collect();
        What::Slots { doctor: doctors.busy, from, days }
    };
    let (day, month) = (slots(1), slots(MONTH));
    // A list of nothing is quickly made.
    let list = serde_json::from_slice::<SlotList>(&day.ask(&api, 0).await?);
    if list.is_ok_and(|list| list.slots.is_empty()) {
        return Err(Error::NoSlots);
    }
    let warnings: Vec<String> = limits_warning(&api).into_iter().collect();
    warnings.iter().for_each(|warning| eprintln!("loadtest: {warning}"));

    let health_live = at_rate(&api, &What::Life, args, args.reference).await?;
    at_rate(&api, &day, args, args.warm_up).await?;
    let day = at_rate(&api, &day, args, args.duration).await?;
    let month = in_turn(&api, &month, args.clients, args.duration / 2).await?;
    let cold = once_each(&api, &doctors.cold).await;

    let report = Report {
        command: "slots",
        visits: args.visits,
        rate: args.rate,
        passed: day.passes(args.p99_ms) && month.passes(args.month_ms) && cold.passes(args.cold_ms),
        day,
        month,
        cold,
        health_live,
        warnings,
    };
    println!("{}", report.tables());
    write_json(&report, common.json.as_deref())?;
    Ok(report.passed)
}

/// At a set rate, whatever becomes of the earlier requests (an open loop); times count from the intended send.
async fn at_rate(api: &Arc<Api>, what: &What, args: &Args, duration: Duration) -> Result<Run, Error> {
    // Constant arrivals draw nothing.
    let offsets = Arrivals::Constant.offsets(args.rate, duration, &mut StdRng::seed_from_u64(0));
    let permits = Arc::new(Semaphore::new(args.max_in_flight as usize));
    let (api, what, start) = (Arc::clone(api), Arc::new(what.clone()), Instant::now());
    let sending = tokio::task::spawn_blocking(move || {
        let mut sent = JoinSet::new();
        schedule::keep(start, &offsets, |n, intended| {
            let (api, what, permits) = (Arc::clone(&api), Arc::clone(&what), Arc::clone(&permits));
            sent.spawn(async move {
                // The semaphore is never closed.
                let _permit = permits.acquire().await;
                let answer = what.ask(&api, n).await;
                (answer, intended.elapsed())
            });
        });
        sent
    });
    let (mut sent, mut seen) = (sending.await?, Tally::new());
    while let Some(answered) = sent.join_next().await {
        let (answer, took) = answered?;
        seen.add(&answer, took);
    }
    Ok(seen.run(start.elapsed()))
}

/// By clients that each ask again when they have read the last answer (a closed loop).
async fn in_turn(api: &Arc<Api>, what: &What, clients: u32, duration: Duration) -> Result<Run, Error> {
    let (start, mut asking) = (Instant::now(), JoinSet::new());
    for client in 0..clients as usize {
        let (api, what) = (Arc::clone(api), what.clone());
        asking.spawn(async move {
            let (mut seen, mut n) = (Tally::new(), client);
            while start.elapsed() < duration {
                let sent = Instant::now();
                let answer = what.ask(&api, n).await;
                seen.add(&answer, sent.elapsed());
                n += clients as usize;
            }
            seen
        });
    }
    let mut seen = Tally::new();
    while let Some(client) = asking.join_next().await {
        seen.merge(client?);
    }
    Ok(seen.run(start.elapsed()))
}

/// Tomorrow of each, one after the other.
async fn once_each(api: &Api, doctors: &[Uuid]) -> Run {
    let (mut seen, start) = (Tally::new(), Instant::now());
    let tomorrow = today() + Days::new(1);
    for doctor in doctors {
        let sent = Instant::now();
        let answer = api.slot_list(*doctor, tomorrow, tomorrow).await;
        seen.add(&answer, sent.elapsed());
    }
    seen.run(start.elapsed())
}

impl Report {
    fn tables(&self) -> String {
        tables(&[
            ("one day", &self.day),
            ("31 days", &self.month),
            ("the first of a doctor", &self.cold),
            ("GET /health/live", &self.health_live),
        ])
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Command;
    use crate::fake_server;

    /// A run of a tenth of a second against a server that answers for cold doctors with this status.
    async fn run_against(
        slots: &str,
        cold_status: u16,
        more: &[&str],
    ) -> Result<(bool, serde_json::Value), Error> {
        let doctors = Doctors { busy: Uuid::from_u128(1), cold: vec![Uuid::from_u128(2); 3] };
        let list = format!(r#"{{"slots":[{slots}]}}"#);
        let base_url = fake_server::listen(move |head, _| {
            let cold = head.contains(&Uuid::from_u128(2).to_string());
            if cold && cold_status != 200 {
                (cold_status, r#"{"code":"busy"}"#.to_owned())
            } else {
                (200, list.clone())
            }
        })
        .await;
        let file = std::env::temp_dir().join(format!("loadtest-slots-{}.json", Uuid::new_v4()));
        let common = [
            "loadtest",
            "slots",
            "--database-url",
            "unused",
            "--rate",
            "200",
            "--duration",
            "100ms",
            "--warm-up",
            "0",
        ];
        let rest = ["--reference", "50ms", "--base-url", &base_url, "--json", file.to_str().unwrap()];
        let args = crate::args::Args::parse_from(common.iter().chain(&rest).chain(more));
        let Command::Slots(slots) = &args.command else { panic!("{:?}", args.command) };
        let passed = measure(&args.common, slots, &doctors).await?;
        let report = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        std::fs::remove_file(file).unwrap();
        Ok((passed, report))
    }

    const SLOT: &str =
        r#"{"starts_at":"2026-11-24T08:00:00Z","ends_at":"2026-11-24T08:30:00Z","seats_left":1}"#;

    #[tokio::test]
    async fn a_run_gives_figures_of_each_kind_of_list() {
        let (passed, report) = run_against(SLOT, 200, &[]).await.unwrap();
        assert!(passed, "{report}");
        let count = |of: &str| report[of]["latency"]["count"].as_u64().unwrap();
        assert_eq!((count("day"), count("cold"), count("health_live")), (20, 3, 10));
        assert!(count("month") > 3, "{report}");
    }

    #[tokio::test]
    async fn what_fails_or_is_too_slow_is_not_passed() {
        let (passed, report) = run_against(SLOT, 503, &[]).await.unwrap();
        assert!(!passed && report["cold"]["errors"]["503 busy"] == 3, "{report}");
        for flag in ["--p99-ms", "--month-ms", "--cold-ms"] {
            let (passed, _) = run_against(SLOT, 200, &[flag, "0.0001"]).await.unwrap();
            assert!(!passed, "{flag}");
        }
    }

    #[tokio::test]
    async fn a_doctor_without_free_slots_measures_nothing() {
        assert!(matches!(run_against("", 200, &[]).await, Err(Error::NoSlots)));
    }
}
