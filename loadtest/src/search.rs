//! `loadtest search`: how long those who look for a doctor wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::Serialize;
use serde::de::IgnoredAny;
use tokio::task::JoinSet;

use crate::args::{Common, Search as Args};
use crate::client::Api;
use crate::error::Error;
use crate::lexicon::{Lexicon, Search};
use crate::report::write_json;
use crate::run::{Run, Tally, tables};
use crate::wire::Page;

#[derive(Debug, Serialize)]
struct Report {
    command: &'static str,
    doctors: usize,
    clients: u32,
    think_ms: u64,
    passed: bool,
    search: Run,
    health_live: Run,
    warnings: Vec<String>,
}

/// What clients ask for.
#[derive(Clone)]
enum What {
    Life,
    Doctors(Arc<Lexicon>),
}

/// All clients alike, each with a die of its own.
struct Crowd<'a> {
    api: &'a Arc<Api>,
    args: &'a Args,
    think: Duration,
}

/// Runs it. `Ok(false)` where a search failed, or they took too long.
pub async fn run(common: &Common, args: &Args) -> Result<bool, Error> {
    let api = Arc::new(Api::new(common)?);
    let began = Instant::now();
    let lexicon = Arc::new(Lexicon::learn(&api).await?);
    println!("{} doctors, read through in {:.1} s\n", lexicon.doctors, began.elapsed().as_secs_f64());
    let warnings: Vec<String> = crate::prepare::limits_warning(&api).into_iter().collect();
    warnings.iter().for_each(|warning| eprintln!("loadtest: {warning}"));

    let think = Duration::from_millis(args.think_ms);
    let crowd = Crowd { api: &api, args, think };
    let health_live = crowd.run(&What::Life, args.reference).await?;
    let doctors = What::Doctors(Arc::clone(&lexicon));
    crowd.run(&doctors, args.warm_up).await?;
    let search = crowd.run(&doctors, args.duration).await?;

    let report = Report {
        command: "search",
        doctors: lexicon.doctors,
        clients: args.clients,
        think_ms: args.think_ms,
        passed: search.passes(args.p99_ms),
        search,
        health_live,
        warnings,
    };
    println!("{}", tables(&[("search", &report.search), ("GET /health/live", &report.health_live)]));
    write_json(&report, common.json.as_deref())?;
    Ok(report.passed)
}

impl Crowd<'_> {
    async fn run(&self, what: &What, duration: Duration) -> Result<Run, Error> {
        let (start, mut clients) = (Instant::now(), JoinSet::new());
        for n in 0..self.args.clients {
            let rng =
                StdRng::seed_from_u64(self.args.random_seed.wrapping_mul(1_000_003).wrapping_add(n.into()));
            let (api, what, limit, think) = (Arc::clone(self.api), what.clone(), self.args.limit, self.think);
            clients.spawn(async move { client(&api, &what, limit, think, start + duration, rng).await });
        }
        let mut seen = Tally::new();
        while let Some(client) = clients.join_next().await {
            seen.merge(client?);
        }
        Ok(seen.run(start.elapsed()))
    }
}

/// Asks, reads the answer, thinks, and asks again, until the time is over.
async fn client(api: &Api, what: &What, limit: u32, think: Duration, end: Instant, mut rng: StdRng) -> Tally {
    let mut seen = Tally::new();
    let (mut asked, mut last): (Vec<_>, Option<Bytes>) = (Vec::new(), None);
    while Instant::now() < end {
        let next = match what {
            What::Life => None,
            What::Doctors(lexicon) => Some(lexicon.next(&mut rng)),
        };
        match next {
            Some(Search::Query(query)) => asked = query,
            // A cursor belongs to the search that it was given with.
            Some(Search::Next) => {
                asked.retain(|(name, _)| *name != "cursor");
                asked.extend(last.take().and_then(|page| cursor(&page)).map(|next| ("cursor", next)));
            }
            None => {}
        }
        let mut query = asked.clone();
        query.push(("limit", limit.to_string()));
        let sent = Instant::now();
        let answer = match what {
            What::Life => api.live().await,
            What::Doctors(_) => api.directory(&query).await,
        };
        seen.add(&answer, sent.elapsed());
        if let Ok(page) = answer {
            last = Some(page);
        }
        if !think.is_zero() {
            tokio::time::sleep(think.mul_f64(rng.random_range(0.5..1.5))).await;
        }
    }
    seen
}

/// Where the page leads on to.
fn cursor(page: &[u8]) -> Option<String> {
    serde_json::from_slice::<Page<IgnoredAny>>(page).ok()?.next
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Command;
    use crate::fake_server;

    /// A run of a tenth of a second against a server that answers searches with this status.
    async fn run_against(status: u16, more: &[&str]) -> (bool, serde_json::Value) {
        let base_url = fake_server::listen(move |head, _| {
            if head.contains("limit=100 ") {
                let doctor = r#"{"first_name":"Ada","last_name":"Adams","specialty":"X","languages":["en"],"clinics":[]}"#;
                return (200, format!(r#"{{"results":[{doctor}],"next":null,"previous":null}}"#));
            }
            if head.starts_with("GET /health/live") { (200, "{}".to_owned()) } else { (status, r#"{"code":"busy"}"#.to_owned()) }
        })
        .await;
        let file = std::env::temp_dir().join(format!("loadtest-search-{}-{status}.json", std::process::id()));
        let mut words = vec![
            "loadtest",
            "search",
            "--clients",
            "3",
            "--duration",
            "100ms",
            "--warm-up",
            "0",
            "--reference",
            "50ms",
            "--base-url",
            &base_url,
            "--json",
            file.to_str().unwrap(),
        ];
        words.extend(more);
        let args = crate::args::Args::parse_from(words);
        let Command::Search(search) = &args.command else { panic!("{:?}", args.command) };
        let passed = run(&args.common, search).await.unwrap();
        let report = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        std::fs::remove_file(file).unwrap();
        (passed, report)
    }

    #[tokio::test]
    async fn a_run_gives_figures_of_searches_and_of_the_reference() {
        let (passed, report) = run_against(200, &[]).await;
        assert!(passed, "{report}");
        assert!(report["search"]["latency"]["count"].as_u64().unwrap() > 3, "{report}");
        assert!(report["health_live"]["per_s"].as_f64().unwrap() > 0.0);
        assert_eq!((&report["doctors"], &report["clients"]), (&1.into(), &3.into()));
    }

    #[tokio::test]
    async fn failures_are_counted_and_so_is_being_too_slow() {
        let (passed, report) = run_against(503, &[]).await;
        assert!(!passed && report["search"]["errors"]["503 busy"].as_u64().unwrap() > 0, "{report}");
        let (passed, _) = run_against(200, &["--p99-ms", "0.0001"]).await;
        assert!(!passed);
    }
}
