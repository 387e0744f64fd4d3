//! `loadtest stall`: whether readers that stop reading are anybody else's trouble.

pub mod readers;
mod report;
mod scales;

use std::collections::HashSet;
use std::sync::Arc;

use crate::args::{Common, Stall};
use crate::error::Error;
use crate::fanout::board::Board;
use crate::fanout::crowd::Place;
use crate::fanout::scene::Scene;
use crate::fanout::stretch::Stage;
use crate::fanout::target::Target;
use crate::process::Processes;
use crate::report::write_json;
use crate::stall::readers::Readers;
use crate::stall::report::Report;
use crate::stall::scales::Scales;

/// Runs it: a stretch with everybody reading, then one with some stopped. `Ok(false)` where the others missed anything, or
/// a stopped one was kept.
///
/// # Errors
/// Where a socket is refused, or nothing can be published.
pub async fn run(common: &Common, args: &Stall) -> Result<bool, Error> {
    let server = Processes::of(&args.server_pid);
    let scene = Scene::of_carebridge(common, args.doctor, 0, args.users_file.as_deref()).await?;
    let board = Arc::new(Board::new(Target::Carebridge));
    let sockets = scene.busy.open(vec![None; args.subscribers], 0, "subscribers open").await?;
    let readers = Readers::start(args.stopped, &common.base_url[0], &scene.busy.channel).await?;
    let listening = Place::listen(sockets, &board);
    let mut stage = Stage {
        publisher: scene.publisher.clone(),
        board: board.clone(),
        sockets: listening.len(),
        rate: args.rate,
        settle: args.settle,
        server: None,
        published: 0,
    };
    let scales = |stopped| Scales { server: server.as_ref(), port: scene.busy.address.port(), stopped };
    let nobody = HashSet::new();
    stage.run(args.warm_up).await?;
    let (all_reading, _) = scales(&nobody).weigh(stage.run(args.duration)).await?;
    readers.stop()?;
    let (some_stopped, weighed) = scales(&readers.ports).weigh(stage.run(args.duration)).await?;
    let gathered = listening.gather().await;
    scene.publisher.end().await?;

    let stopped = usize::from(args.stopped);
    let report = Report {
        command: "stall",
        subscribers: args.subscribers,
        stopped,
        evicted: stopped - weighed.still_connected,
        evicted_after_s: weighed.gone_after.map(|after| after.as_secs_f64()),
        rate: args.rate,
        p99_ratio: some_stopped.latency.p99_ms / all_reading.latency.p99_ms,
        all_reading,
        some_stopped,
        missing: gathered.missing(board.newest(), stage.published as u64),
        duplicates: gathered.duplicates(),
        sockets_ended: gathered.ended,
        socket_memory: weighed.sockets,
        server_memory: weighed.server,
    };
    println!("{}", report.tables());
    write_json(&report, common.json.as_deref())?;
    Ok(report.passes(args.p99_ratio, args.growth_mib))
}
