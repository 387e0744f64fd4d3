//! `loadtest fanout`: what sockets that hear nothing cost in memory, and messages for many in time, at CareBridge or at a
//! server that it is compared with.

pub mod board;
pub mod crowd;
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
