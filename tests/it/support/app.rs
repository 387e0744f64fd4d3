//! A server of one's own, through the production builder.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use carebridge::app::start::{Running, start};
use carebridge::config::settings::Settings;
use carebridge::domain::clock::{Clock, SharedClock};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::canaries;
use super::clock::DrivenClock;
use super::postgres;

/// Only a test that has failed waits this long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// A running server. Dropping it stops the server and asserts that nothing is due and unsent, and that nothing was logged
/// that must not be.
pub struct TestApp {
    pub address: SocketAddr,
    pub clock: Arc<DrivenClock>,
    pub database_url: String,
    pub data_dir: Arc<TempDir>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a test wants to be different.
#[derive(Default)]
pub struct Wishes {
    settings: BTreeMap<String, String>,
    /// The database of another server, for two nodes on one.
    database_url: Option<String>,
    clock: Option<Arc<DrivenClock>>,
}

impl Wishes {
    pub fn setting(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// A second node: the same database, clock and keys.
    pub fn beside(mut self, other: &TestApp) -> Self {
        let keys = other.data_dir.path().join("keys");
        let secret = std::fs::read_to_string(keys.join("secret")).unwrap();
        self = self
            .setting("CAREBRIDGE_SECRET", secret)
            .setting("JWT_KEYS_DIR", keys.join("jwt").display().to_string());
        self.database_url = Some(other.database_url.clone());
        self.clock = Some(Arc::clone(&other.clock));
        self
    }

    /// On this database, instead of one of its own.
    pub fn on(mut self, database_url: &str) -> Self {
        self.database_url = Some(database_url.to_owned());
        self
    }

    /// A node whose clock is not moved with the other's.
    pub fn with_a_clock_of_its_own(mut self) -> Self {
        self.clock = None;
        self
    }

    pub async fn spawn(self) -> TestApp {
        tokio::task::spawn_blocking(|| spawn_blocking(self)).await.unwrap()
    }
}

/// A server as a newcomer gets it: mails and texts go to files, bus and cache are in the process.
pub async fn spawn_app() -> TestApp {
    Wishes::default().spawn().await
}

fn spawn_blocking(wishes: Wishes) -> TestApp {
    canaries::listen();
    let database_url = wishes.database_url.unwrap_or_else(postgres::new_database);
    let clock = wishes.clock.unwrap_or_else(|| Arc::new(DrivenClock::new()));
    let data_dir = Arc::new(tempfile::tempdir().unwrap());
    let mut variables = BTreeMap::from([
        ("CAREBRIDGE_BIND".to_owned(), "127.0.0.1:0".to_owned()),
        ("CAREBRIDGE_PUBLIC_URL".to_owned(), "http://localhost:8000".to_owned()),
        ("CAREBRIDGE_DATA_DIR".to_owned(), data_dir.path().display().to_string()),
        ("DATABASE_URL".to_owned(), database_url.clone()),
        ("CAREBRIDGE_RATE_LIMITS".to_owned(), "off".to_owned()),
        ("CAREBRIDGE_WORKERS".to_owned(), "2".to_owned()),
        ("CAREBRIDGE_DB_POOL".to_owned(), "8".to_owned()),
        // By a clock that stands still no bucket is filled again.
        ("CAREBRIDGE_MAIL_PER_SECOND".to_owned(), "10000".to_owned()),
        ("CAREBRIDGE_SMS_PER_SECOND".to_owned(), "10000".to_owned()),
        ("CAREBRIDGE_PUSH_PER_SECOND".to_owned(), "10000".to_owned()),
        ("CAREBRIDGE_MESSAGES_PER_PERSON".to_owned(), "0".to_owned()),
    ]);
    variables.extend(wishes.settings);
    let settings = Settings::from_vars(variables).unwrap();
    let (stop, stopped) = oneshot::channel();
    let (started, address) = mpsc::channel();
    let shared: SharedClock = clock.clone();
    let thread = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        actix_rt::System::with_tokio_rt(|| runtime).block_on(async move {
            let running: Running = start(settings, shared).await.expect("the server starts");
            running.welcome();
            started.send(running.address()).unwrap();
            let _ = stopped.await;
            running.stop().await.expect("the server stops");
        });
    });
    let address = address.recv().expect("the server starts");
    TestApp { address, clock, database_url, data_dir, stop: Some(stop), thread: Some(thread) }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

impl TestApp {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Waits until a number from the database is what it should become.
    pub async fn eventually(&self, sql: &str, expected: i64) {
        let mut look = tokio::time::interval(std::time::Duration::from_millis(20));
        let became = tokio::time::timeout(PATIENCE, async {
            while self.count(sql).await != expected {
                look.tick().await;
            }
        });
        if became.await.is_err() {
            panic!("{} instead of {expected}: {sql}", self.count(sql).await);
        }
    }

    /// Does something to the database that no endpoint does.
    pub async fn execute(&self, sql: &str) {
        let mut connection = AsyncPgConnection::establish(&self.database_url).await.unwrap();
        diesel::sql_query(sql).execute(&mut connection).await.unwrap();
    }

    /// A text from the database: `SELECT … AS text`.
    pub async fn text(&self, sql: &str) -> String {
        let mut connection = AsyncPgConnection::establish(&self.database_url).await.unwrap();
        diesel::sql_query(sql).get_result::<Line>(&mut connection).await.unwrap().text
    }

    /// Keeps everybody from reading a table, until what is answered is dropped.
    pub async fn lock_table(&self, table: &str) -> AsyncPgConnection {
        let mut connection = AsyncPgConnection::establish(&self.database_url).await.unwrap();
        diesel::sql_query("BEGIN").execute(&mut connection).await.unwrap();
        let lock = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        diesel::sql_query(lock).execute(&mut connection).await.unwrap();
        connection
    }

    /// A number from the database: `SELECT … AS count`.
    pub async fn count(&self, sql: &str) -> i64 {
        count(&self.database_url, sql).await
    }
}

async fn count(url: &str, sql: &str) -> i64 {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    diesel::sql_query(sql).get_result::<Count>(&mut connection).await.unwrap().count
}

/// What is due and not done: deliveries to send, events to make messages of, events to tell the sockets of.
async fn left(url: &str, now: DateTime<Utc>) -> [i64; 3] {
    let due = format!(
        "SELECT count(*) AS count FROM deliveries WHERE state = 'queued' AND run_at <= '{}'",
        now.to_rfc3339()
    );
    [
        count(url, &due).await,
        count(url, "SELECT count(*) AS count FROM events WHERE expanded_at IS NULL").await,
        count(url, "SELECT count(*) AS count FROM events WHERE published_at IS NULL").await,
    ]
}

/// The same, once nothing is left or patience has run out.
fn left_at_last(url: String, now: DateTime<Utc>) -> [i64; 3] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut look = tokio::time::interval(std::time::Duration::from_millis(50));
        let done = tokio::time::timeout(PATIENCE, async {
            while left(&url, now).await != [0; 3] {
                look.tick().await;
            }
        });
        if done.await.is_ok() { [0; 3] } else { left(&url, now).await }
    })
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let (url, now) = (self.database_url.clone(), self.clock.now());
        let check = (!std::thread::panicking()).then(|| std::thread::spawn(move || left_at_last(url, now)));
        let left = check.map(|check| check.join().unwrap());
        drop(self.stop.take());
        let stopped = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(stopped.is_some_and(|stopped| stopped.is_ok()), "the server panicked");
            assert_eq!(canaries::take_found(), Vec::<String>::new(), "what must never be logged was logged");
            assert_eq!(left, Some([0; 3]), "left: deliveries due, events without messages, events untold");
        }
    }
}
