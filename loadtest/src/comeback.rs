//! `loadtest comeback`: thousands of clients whose server is killed and started again, all at once.

mod homecoming;
mod report;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::args::{Comeback, Common};
use crate::client::Api;
use crate::comeback::homecoming::Homecoming;
use crate::comeback::report::Report;
use crate::comeback::server::Server;
use crate::error::Error;
use crate::fanout::board::Board;
use crate::fanout::scene::Scene;
use crate::fanout::stretch::Stage;
use crate::fanout::target::Target;
use crate::latency::{Figures, Latencies};
use crate::realtime::backoff::Backoff;
use crate::realtime::client::Client;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::realtime::following::Following;
use crate::report::write_json;

/// Clients that connect at once in the beginning, when nothing is measured.
const OPENING_AT_ONCE: usize = 64;
/// Within this a message must be everywhere.
const SETTLE: Duration = Duration::from_secs(10);

/// Runs it. `Ok(false)` unless all come back, and each misses nothing that it was not told of.
///
/// # Errors
/// Where the server cannot be started, or a client refused in the beginning.
pub async fn run(common: &Common, args: &Comeback) -> Result<bool, Error> {
    let api = Api::new(common)?;
    if api.ready().await.is_ok() {
        return Err(Error::Unsupported(
            "something listens at --base-url already: this starts a server of its own",
        ));
    }
    let mut server = Server::start(&args.server, &api).await?;
    let outcome = lose_and_find(common, args, &api, &mut server).await;
    server.stop().await;
    let report = outcome?;
    println!("{}", report.tables());
    write_json(&report, common.json.as_deref())?;
    Ok(report.passes())
}

async fn lose_and_find(
    common: &Common,
    args: &Comeback,
    api: &Api,
    server: &mut Server,
) -> Result<Report, Error> {
    let scene = Scene::of_carebridge(common, args.doctor, 0, args.users_file.as_deref()).await?;
    let (count, homecoming) = (args.clients as usize, Arc::new(Homecoming::default()));
    let clients = Clients::gather(common, args, &scene.busy.channel, &homecoming).await?;
    let mut stage = Stage {
        publisher: scene.publisher.clone(),
        board: Arc::new(Board::new(Target::Carebridge)),
        // The clients count for themselves.
        sockets: 0,
        rate: args.rate,
        settle: Duration::ZERO,
        server: None,
        published: 0,
    };
    let stretch = Duration::from_secs_f64(f64::from(args.messages) / args.rate);
    let due = u64::from(args.messages) * u64::from(args.clients);
    homecoming.begin();
    let before = stage.run(stretch).await?;
    homecoming.wait(SETTLE, |state| state.events == due).await;

    homecoming.begin();
    let killed = Instant::now();
    server.kill().await?;
    server.start_again(api).await?;
    let ready = Instant::now();
    homecoming.wait(args.within, |state| state.live.len() >= count).await;
    // Who is told of a gap is told just after.
    homecoming.wait(SETTLE, |state| state.recovered + state.gaps >= u64::from(args.clients)).await;
    let back = homecoming.begin();

    let after = stage.run(stretch).await?;
    homecoming.wait(SETTLE, |state| state.events >= due).await;
    let heard = homecoming.begin();
    let followings = clients.part().await;
    scene.publisher.end().await?;

    let sum = |of: fn(&Following) -> u64| followings.iter().map(of).sum();
    Ok(Report {
        command: "comeback",
        clients: u64::from(args.clients),
        back: back.live.len() as u64,
        down_s: (ready - killed).as_secs_f64(),
        from_ready: since(ready, &back.live),
        from_kill: since(killed, &back.live),
        ended: back.ended,
        recovered: back.recovered,
        gaps: back.gaps,
        due,
        events: heard.events,
        missing: sum(|following| following.missing),
        duplicates: sum(|following| following.duplicates),
        publishing: vec![before.publishing, after.publishing],
    })
}

fn since(start: Instant, ends: &[Instant]) -> Figures {
    let mut latencies = Latencies::new();
    ends.iter().for_each(|end| latencies.record(end.saturating_duration_since(start)));
    latencies.figures()
}

/// All clients, running.
struct Clients {
    stop: watch::Sender<bool>,
    tasks: JoinSet<Client>,
}

impl Clients {
    /// Starts them, some at a time, and waits until all are live.
    async fn gather(
        common: &Common,
        args: &Comeback,
        topic: &str,
        homecoming: &Arc<Homecoming>,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::of(&common.base_url[0])?;
        let backoff = Backoff { base: args.backoff, cap: args.backoff_cap };
        let (stop, stopped) = watch::channel(false);
        let (mut tasks, count) = (JoinSet::new(), args.clients as usize);
        while tasks.len() < count {
            for _ in 0..OPENING_AT_ONCE.min(count - tasks.len()) {
                let (homecoming, stopped) = (homecoming.clone(), stopped.clone());
                let topics = [topic.to_owned()];
                let mut client = Client::new(endpoint.clone(), Credential::Anonymous, backoff, topics);
                tasks.spawn(async move {
                    client.run(stopped, |told| homecoming.note(&told)).await;
                    client
                });
            }
            let live = tasks.len();
            if !homecoming.wait(args.within, |state| state.live.len() >= live).await {
                let reason = homecoming.begin().ended.into_keys().next();
                return Err(Error::NoSocket { reason: reason.unwrap_or_else(|| "no answer".to_owned()) });
            }
        }
        Ok(Self { stop, tasks })
    }

    /// Ends them. Gives where each was in its topic.
    async fn part(self) -> Vec<Following> {
        self.stop.send_replace(true);
        let clients = self.tasks.join_all().await;
        clients.iter().flat_map(|client| client.topics().values().cloned()).collect()
    }
}
