//! One PostgreSQL for the whole run, a database for each test, cloned from one that is migrated and seeded.

use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use carebridge::domain::clock::SharedClock;
use carebridge::services::seed;
use carebridge::storage::migrations;
use carebridge::storage::pool::Database;
use carebridge::storage::postgres::options::Options;
use carebridge::storage::postgres::server::PrivatePostgres;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use super::clock::DrivenClock;

const TEMPLATE: &str = "template_carebridge";
/// Doctors and patients of the seeded clinic; the demo accounts are among them.
const PLAN: seed::plan::SeedPlan =
    seed::plan::SeedPlan { doctors: 2, patients: 4, appointments: Some(0), if_empty: true };

static SERVER: LazyLock<Server> = LazyLock::new(start);
static COUNTER: AtomicU32 = AtomicU32::new(0);

struct Server {
    postgres: PrivatePostgres,
    runtime: tokio::runtime::Runtime,
    /// Its end tells the watchman that the tests are over, however they ended.
    _watchman: std::process::Child,
}

/// The URL of a new database with the demo clinic in it. Blocks; call it outside of a runtime.
pub fn new_database() -> String {
    let server = &*SERVER;
    let name = format!("test_{}", COUNTER.fetch_add(1, Ordering::Relaxed));
    server.runtime.block_on(async {
        let mut connection = AsyncPgConnection::establish(server.postgres.url()).await.unwrap();
        connection.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await.unwrap();
    });
    server.postgres.url_for(&name)
}

fn start() -> Server {
    // Not under a home that PostgreSQL's user cannot enter.
    let dir = std::env::temp_dir().join(format!("carebridge-tests-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let options = Options { data_dir: dir.clone(), bin: None, durable: false };
    let postgres = runtime.block_on(PrivatePostgres::start(&options)).expect("a PostgreSQL for the tests");
    let watchman = watch(postgres.pid(), &dir);
    runtime.block_on(make_template(&postgres));
    Server { postgres, runtime, _watchman: watchman }
}

/// Statics are never dropped: a shell that reads our end of a pipe stops the server when we are gone.
fn watch(pid: i32, dir: &std::path::Path) -> std::process::Child {
    use std::os::unix::process::CommandExt;
    Command::new("sh")
        .arg("-c")
        .arg("cat > /dev/null; kill -QUIT \"$0\"; sleep 1; rm -rf \"$1\"")
        .arg(pid.to_string())
        .arg(dir)
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap()
}

async fn make_template(postgres: &PrivatePostgres) {
    let mut connection = AsyncPgConnection::establish(postgres.url()).await.unwrap();
    connection.batch_execute(&format!("CREATE DATABASE {TEMPLATE}")).await.unwrap();
    let url = postgres.url_for(TEMPLATE);
    migrations::up(&url).await.unwrap();
    let database = Database::new(&url, 2, tokio::runtime::Handle::current()).unwrap();
    let clock: SharedClock = std::sync::Arc::new(DrivenClock::new());
    seed::run::run(&database, &*clock, &PLAN, &|_, _| {}).await.unwrap();
    drop(database);
    // A database with sessions cannot be cloned; those of the pool end a moment after it.
    connection
        .batch_execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{TEMPLATE}';
             ALTER DATABASE {TEMPLATE} WITH ALLOW_CONNECTIONS false;"
        ))
        .await
        .unwrap();
}
