//! `loadtest fanout`: what sockets that hear nothing cost in memory, and messages for many in time, at CareBridge or at a
//! server that it is compared with.

pub mod board;
pub mod crowd;
#[cfg(test)]
mod fake_relay;
pub mod holds;
pub mod publisher;
mod report;
pub mod scene;
pub mod stretch;
pub mod target;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::args::{Common, Fanout};
use crate::error::Error;
use crate::fanout::board::Board;
use crate::fanout::crowd::{Idle, Place};
use crate::fanout::report::{Memory, Report};
use crate::fanout::scene::Scene;
use crate::fanout::stretch::Stage;
use crate::fanout::target::Target;
use crate::process::Processes;
use crate::report::write_json;

/// Runs it. `Ok(false)` where a message was missed or told twice, a socket ended, or it took too long.
///
/// # Errors
/// Where a socket is refused, or nothing can be published.
pub async fn run(common: &Common, args: &Fanout) -> Result<bool, Error> {
    let server = Processes::of(&args.server_pid);
    let scene = match args.target {
        Target::Carebridge => {
            Scene::of_carebridge(common, args.doctor, args.signed_in, args.users_file.as_deref()).await?
        }
        peer => Scene::of_peer(common, peer, args.message_bytes).await?,
    };
    sleep(args.settle).await;
    let idle = open_idle(&scene.quiet, vec![None; args.idle], 0, server.as_ref(), args.settle).await?;
    let accesses: Vec<_> = scene.listeners.iter().map(|patient| Some(patient.tokens().access)).collect();
    let opened = args.idle + accesses.len();
    let (signed_in, _) = open_idle(&scene.quiet, accesses, args.idle, server.as_ref(), args.settle).await?;
    let (idle, mut kept) = idle;

    let board = Arc::new(Board::new(args.target));
    let sockets = scene.busy.open(vec![None; args.subscribers], opened, "subscribers open").await?;
    let listening = Place::listen(sockets, &board);
    let mut stage = Stage {
        publisher: scene.publisher.clone(),
        board: board.clone(),
        sockets: listening.len(),
        rate: args.rate,
        settle: args.settle,
        server,
        published: 0,
    };
    stage.run(args.warm_up).await?;
    let fanout = stage.run(args.duration).await?;
    let gathered = listening.gather().await;
    scene.publisher.end().await?;

    let report = Report {
        command: "fanout",
        target: format!("{:?}", args.target).to_lowercase(),
        idle,
        signed_in,
        idle_lost: args.idle - kept.open(),
        subscribers: args.subscribers,
        rate: args.rate,
        message_bytes: board.bytes(),
        missing: gathered.missing(board.newest(), stage.published as u64),
        duplicates: gathered.duplicates(),
        sockets_ended: gathered.ended,
        fanout,
    };
    println!("{}", report.tables());
    write_json(&report, common.json.as_deref())?;
    Ok(report.passes(args.p99_ms))
}

/// Opens a socket for each of `accesses`, the first being the `first`th, and reads what that took of the server's memory.
async fn open_idle(
    place: &Place,
    accesses: Vec<Option<String>>,
    first: usize,
    server: Option<&Processes>,
    settle: Duration,
) -> Result<(Option<Memory>, Idle), Error> {
    let count = accesses.len();
    let before = server.map(Processes::memory_kib).transpose()?;
    let idle = place.keep(place.open(accesses, first, "idle sockets open").await?);
    if count == 0 {
        return Ok((None, idle));
    }
    sleep(settle).await;
    let after = server.map(Processes::memory_kib).transpose()?;
    Ok((Some(Memory::of(count, before.zip(after))), idle))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use uuid::Uuid;

    use super::*;
    use crate::args::{Args, Command};

    /// Fifty messages for four sockets, beside three that hear nothing.
    async fn run_against(times: fn(usize, usize) -> usize) -> (bool, serde_json::Value) {
        let base_url = fake_relay::start(times).await;
        let file = std::env::temp_dir().join(format!("loadtest-fanout-{}.json", Uuid::new_v4()));
        let crowd = ["loadtest", "fanout", "--target", "nchan", "--idle", "3", "--subscribers", "4"];
        let course = ["--rate", "500", "--duration", "80ms", "--warm-up", "20ms", "--settle", "100ms"];
        let this = std::process::id().to_string();
        let rest = ["--message-bytes", "100", "--server-pid", &this, "--base-url", &base_url];
        let json = ["--json", file.to_str().unwrap()];
        let args = Args::parse_from([&crowd[..], &course, &rest, &json].concat());
        let Command::Fanout(fanout) = &args.command else { panic!("{:?}", args.command) };
        let passed = run(&args.common, fanout).await.unwrap();
        let report = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        std::fs::remove_file(file).unwrap();
        (passed, report)
    }

    #[tokio::test]
    async fn what_all_hear_once_passes_and_only_the_measured_part_is_in_the_figures() {
        let (passed, report) = run_against(|_, _| 1).await;
        assert!(passed, "{report:#}");
        assert_eq!((&report["missing"], &report["duplicates"]), (&0.into(), &0.into()));
        assert_eq!((&report["fanout"]["deliveries"], &report["fanout"]["due"]), (&160.into(), &160.into()));
        assert_eq!((&report["message_bytes"], &report["idle"]["sockets"]), (&100.into(), &3.into()));
        assert!(report["fanout"]["cpu_us"].is_f64() && report["fanout"]["latency"]["p99_ms"].is_f64());
    }

    #[tokio::test]
    async fn one_message_that_one_socket_missed_or_was_told_twice_is_found() {
        let (passed, report) = run_against(|socket, message| usize::from((socket, message) != (2, 30))).await;
        assert_eq!((passed, &report["missing"], &report["duplicates"]), (false, &1.into(), &0.into()));
        let (passed, report) =
            run_against(|socket, message| 1 + usize::from((socket, message) == (2, 30))).await;
        assert_eq!((passed, &report["missing"], &report["duplicates"]), (false, &0.into(), &1.into()));
    }
}
