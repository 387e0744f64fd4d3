//! How fast messages are drained, beside the least that PostgreSQL can be asked for; how soon one is accepted when nothing
//! else is, and how soon with a hundred thousand reminders due. `scripts/bench-notifications` runs it.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "notifications/bare.rs"]
mod bare;
#[path = "notifications/post_office.rs"]
mod post_office;
#[path = "notifications/queue.rs"]
mod queue;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use carebridge::domain::clock::SystemClock;
use carebridge::services::seed;
use carebridge::storage::migrations;
use carebridge::storage::pool::Database;
use carebridge::storage::postgres::options::Options;
use carebridge::storage::postgres::server::PrivatePostgres;
use tokio::runtime::Handle;

use post_office::PostOffice;
use queue::Queue;

/// What a provider takes, where one is played; so many messages are on their way to it at once.
const PROVIDER: (Duration, usize) = (Duration::from_millis(20), 8);
/// Messages on their way through a channel that does nothing.
const WIDE: usize = 2000;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    actix_rt::System::with_tokio_rt(|| runtime).block_on(run());
}

async fn run() {
    let (rows, rounds, bookings) = (number("ROWS", 100_000), number("ROUNDS", 3), number("BOOKINGS", 200));
    // PostgreSQL's user must be able to reach it.
    let dir = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let options = Options { data_dir: dir.path().to_owned(), bin: None, durable: true };
    let postgres = PrivatePostgres::start(&options).await.expect("a PostgreSQL of its own");
    migrations::up(postgres.url()).await.unwrap();
    let database = Database::new(postgres.url(), 8, Handle::current()).unwrap();
    let plan = seed::plan::SeedPlan { doctors: 8, patients: 200, appointments: Some(500), if_empty: true };
    seed::run::run(&database, &SystemClock, &plan, &|_, _| {}).await.unwrap();
    let mut queue = Queue::open(postgres.url()).await;
    queue.clear().await;
    queue.lift_caps().await;

    println!(
        "{} cores, {}, durable, all on one machine.\n",
        std::thread::available_parallelism().unwrap(),
        queue.version().await
    );
    println!("| {rows} messages that are due | rows/s |\n|---|---:|");
    for _ in 0..rounds {
        for clients in [1, 2] {
            let rate = bare::drain(&mut queue, postgres.url(), rows, clients).await;
            println!(
                "| pgbench, {clients} client(s): claimed and marked as sent, {} at a time | {rate:.0} |",
                bare::BATCH
            );
        }
        queue.fill(rows, 5).await;
        let office = PostOffice::open(&database, Duration::ZERO, WIDE);
        let started = std::time::Instant::now();
        queue.until_empty().await;
        let rate = rows as f64 / started.elapsed().as_secs_f64();
        office.close().await;
        println!("| CareBridge: claimed, made ready, sent nowhere, recorded | {rate:.0} |");
        assert_eq!(queue.count("SELECT count(*) FROM delivery_attempts WHERE outcome = 'sent'").await, rows);
        queue.clear().await;
    }

    println!(
        "\n| from a booking's COMMIT until the channel has accepted it, {bookings} bookings | p50 ms | p99 ms | most ms |"
    );
    println!("|---|---:|---:|---:|");
    for (reminders, provider, name) in [
        (0, (Duration::ZERO, PROVIDER.1), "nothing else to do, a channel that accepts at once".to_owned()),
        (
            rows,
            PROVIDER,
            format!("{rows} reminders due, the provider takes {} ms for each", PROVIDER.0.as_millis()),
        ),
    ] {
        queue.fill(reminders, 9).await;
        let office = PostOffice::open(&database, provider.0, provider.1);
        let mut took = Vec::new();
        for nth in 0..bookings {
            took.push(office.book(&mut queue, nth).await);
            // Neither in step with the poll nor in a storm.
            tokio::time::sleep(Duration::from_millis(5 + (nth as u64 * 37) % 60)).await;
        }
        office.close().await;
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!("| {name} | {:.1} | {:.1} | {:.1} |", at(0.5), at(0.99), at(1.0));
        queue.clear().await;
    }
    drop((queue, database));
    postgres.stop().await.unwrap();
}
