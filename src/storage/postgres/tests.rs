//! Real servers in temporary directories. As root they run as an unprivileged user, as in production.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use diesel::dsl::sql;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use tempfile::TempDir;

use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::options::Options;
use crate::storage::postgres::process::is_server_of;
use crate::storage::postgres::server::PrivatePostgres;

/// A directory that the server's user can reach.
fn open_dir() -> TempDir {
    dir_with_mode(0o755)
}

fn dir_with_mode(mode: u32) -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(mode)).tempdir().unwrap()
}

fn options(parent: &TempDir) -> Options {
    Options { data_dir: parent.path().join("data"), bin: None, durable: false }
}

async fn execute(url: &str, statement: &str) {
    AsyncPgConnection::establish(url).await.unwrap().batch_execute(statement).await.unwrap();
}

async fn answer(url: &str, expression: &str) -> String {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    diesel::select(sql::<Text>(&format!("({expression})::text"))).get_result(&mut connection).await.unwrap()
}

fn socket_dir(url: &str) -> String {
    url.split(['@', ':']).nth(2).unwrap().replace("%2F", "/")
}

#[tokio::test]
async fn what_was_written_is_there_after_a_stop_and_a_start() {
    let dir = open_dir();
    let options = Options { durable: true, ..options(&dir) };
    let first = PrivatePostgres::start(&options).await.unwrap();
    execute(first.url(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").await;
    let (pid, socket) = (first.pid(), socket_dir(first.url()));
    first.stop().await.unwrap();
    assert!(!is_server_of(pid, &dir.path().join("data/postgres")));
    assert!(!Path::new(&socket).exists());

    let second = PrivatePostgres::start(&options).await.unwrap();
    assert_eq!(answer(second.url(), "SELECT n FROM kept").await, "7");
    assert_eq!(answer(second.url(), "SELECT current_setting('fsync')").await, "on");
    assert_eq!(answer(second.url(), "SELECT current_setting('listen_addresses')").await, "");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn databases_are_made_from_a_template_and_letters_beyond_ascii_have_case() {
    let dir = open_dir();
    let server = PrivatePostgres::start(&options(&dir)).await.unwrap();
    execute(server.url(), "CREATE TABLE a (n int)").await;
    execute(&server.url_for("postgres"), "CREATE DATABASE test_1 TEMPLATE carebridge").await;
    assert_eq!(answer(&server.url_for("test_1"), "SELECT count(*) FROM a").await, "0");
    assert_eq!(answer(server.url(), "SELECT lower('ÉÖ')").await, "éö");
    execute(server.url(), "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION citext")
        .await;
    server.stop().await.unwrap();
}

#[tokio::test]
async fn only_its_user_and_root_reach_the_socket() {
    let dir = open_dir();
    let server = PrivatePostgres::start(&options(&dir)).await.unwrap();
    let socket = fs::metadata(socket_dir(server.url())).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o700);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_left_by_a_killed_process_is_taken_over() {
    let dir = open_dir();
    let options = options(&dir);
    let first = PrivatePostgres::start(&options).await.unwrap();
    execute(first.url(), "CREATE TABLE kept (n int)").await;
    let (pid, url) = (first.pid(), first.url().to_owned());
    abandon(first, &options);

    let mut second = PrivatePostgres::start(&options).await.unwrap();
    assert_eq!((second.pid(), second.url()), (pid, url.as_str()));
    assert_eq!(answer(second.url(), "SELECT count(*) FROM kept").await, "0");

    kill(Pid::from_raw(pid), Signal::SIGQUIT).unwrap();
    second.exited().await;
    second.restart().await.unwrap();
    assert_ne!(second.pid(), pid);
    assert_eq!(second.url(), url);
    assert_eq!(answer(second.url(), "SELECT count(*) FROM kept").await, "0");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn a_taken_over_server_whose_socket_is_gone_is_replaced() {
    let dir = open_dir();
    let options = options(&dir);
    let first = PrivatePostgres::start(&options).await.unwrap();
    let pid = first.pid();
    fs::remove_dir_all(socket_dir(first.url())).unwrap();
    abandon(first, &options);
    assert!(
        matches!(PrivatePostgres::attach(&options).await, Err(PostgresError::NoSocket(found)) if found == pid)
    );

    let second = PrivatePostgres::start(&options).await.unwrap();
    assert_ne!(second.pid(), pid);
    assert_eq!(answer(second.url(), "SELECT 1").await, "1");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_server_is_noticed_and_started_again_with_what_it_had_committed() {
    let dir = open_dir();
    let options = Options { durable: true, ..options(&dir) };
    let mut server = PrivatePostgres::start(&options).await.unwrap();
    execute(server.url(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").await;
    // A session that outlives the server for a moment, as under load.
    let mut session = AsyncPgConnection::establish(server.url()).await.unwrap();
    let busy = tokio::spawn(async move { session.batch_execute("SELECT pg_sleep(1)").await });
    let url = server.url().to_owned();
    kill(Pid::from_raw(server.pid()), Signal::SIGKILL).unwrap();
    server.exited().await;
    server.restart().await.unwrap();
    assert_eq!(server.url(), url);
    assert_eq!(answer(server.url(), "SELECT n FROM kept").await, "7");
    assert!(busy.await.unwrap().is_err());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_pid_file_that_names_somebody_elses_process_stops_nobody() {
    let dir = open_dir();
    let options = options(&dir);
    PrivatePostgres::start(&options).await.unwrap().stop().await.unwrap();
    // PostgreSQL itself refuses to start where the process belongs to its own user.
    let cluster = dir.path().join("data/postgres");
    let owner = crate::storage::postgres::user::ServerUser::of_cluster(&cluster).unwrap();
    let mut bystander = owner.command(Path::new("/bin/sleep"), Path::new("/")).arg("60").spawn().unwrap();
    let pid_file = cluster.join("postmaster.pid");
    let text = format!(
        "{}\n{}\n1\n5432\n/tmp/carebridge-gone\n\n\nready\n",
        bystander.id().unwrap(),
        cluster.display()
    );
    fs::write(&pid_file, text).unwrap();
    owner.give(&pid_file).unwrap();

    assert!(PrivatePostgres::attach(&options).await.unwrap().is_none());
    let server = PrivatePostgres::start(&options).await.unwrap();
    assert_eq!(answer(server.url(), "SELECT 1").await, "1");
    server.stop().await.unwrap();
    assert!(bystander.try_wait().unwrap().is_none(), "the bystander lives");
    bystander.kill().await.unwrap();
}

#[tokio::test]
async fn other_commands_attach_to_a_running_server_only() {
    let dir = open_dir();
    let options = options(&dir);
    assert!(PrivatePostgres::attach(&options).await.unwrap().is_none());
    let server = PrivatePostgres::start(&options).await.unwrap();
    let url = PrivatePostgres::attach(&options).await.unwrap().unwrap();
    assert_eq!(url, server.url());
    assert_eq!(answer(&url, "SELECT 1").await, "1");
    server.stop().await.unwrap();
    assert!(PrivatePostgres::attach(&options).await.unwrap().is_none());
}

#[tokio::test]
async fn a_second_process_is_refused_and_told_who_holds_the_directory() {
    let dir = open_dir();
    let options = options(&dir);
    let server = PrivatePostgres::start(&options).await.unwrap();
    let line = PrivatePostgres::start(&options).await.unwrap_err().to_string();
    assert!(
        line.contains(&format!("in use by another carebridge (process {})", std::process::id())),
        "{line}"
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_server_ends() {
    let dir = open_dir();
    let options = options(&dir);
    let server = PrivatePostgres::start(&options).await.unwrap();
    let first = server.pid();
    drop(server);
    // The next start waits for whatever the last one left behind.
    let server = PrivatePostgres::start(&options).await.unwrap();
    assert_ne!(server.pid(), first);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_of_another_major_is_refused_in_one_line() {
    let dir = open_dir();
    let options = options(&dir);
    PrivatePostgres::start(&options).await.unwrap().stop().await.unwrap();
    fs::write(dir.path().join("data/postgres/PG_VERSION"), "9\n").unwrap();
    let line = PrivatePostgres::start(&options).await.unwrap_err().to_string();
    assert!(line.contains("was made by PostgreSQL 9, found 1"), "{line}");
    assert!(line.contains("CAREBRIDGE_PG_BIN") && !line.contains('\n'), "{line}");
}

#[tokio::test]
async fn a_data_directory_that_the_server_cannot_reach_links_to_one_that_it_can() {
    if !geteuid().is_root() {
        return; // an ordinary user reaches its own
    }
    let dir = dir_with_mode(0o700);
    let options = options(&dir);
    let server = PrivatePostgres::start(&options).await.unwrap();
    execute(server.url(), "CREATE TABLE kept (n int)").await;
    server.stop().await.unwrap();
    let elsewhere = fs::read_link(dir.path().join("data/postgres")).unwrap();
    assert!(elsewhere.starts_with("/var/lib/carebridge"));

    let server = PrivatePostgres::start(&options).await.unwrap();
    assert_eq!(answer(server.url(), "SELECT count(*) FROM kept").await, "0");
    server.stop().await.unwrap();
    fs::remove_dir_all(&elsewhere).unwrap();
    let line = PrivatePostgres::start(&options).await.unwrap_err().to_string();
    assert!(line.contains("which is gone"), "{line}");
}

#[tokio::test]
async fn an_interrupted_first_start_is_begun_anew() {
    let dir = open_dir();
    let options = options(&dir);
    let partial = dir.path().join("data/postgres.partial-1");
    fs::create_dir_all(&partial).unwrap();
    fs::write(partial.join("PG_VERSION"), "15\n").unwrap();
    let server = PrivatePostgres::start(&options).await.unwrap();
    assert!(!partial.exists());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_restored_copy_that_root_owns_is_handed_to_the_servers_user() {
    if !geteuid().is_root() {
        return; // only root copies without keeping the owner
    }
    let dir = open_dir();
    let options = options(&dir);
    PrivatePostgres::start(&options).await.unwrap().stop().await.unwrap();
    let chown =
        Command::new("chown").args(["-R", "0:0"]).arg(dir.path().join("data/postgres")).status().unwrap();
    assert!(chown.success());
    let server = PrivatePostgres::start(&options).await.unwrap();
    assert_eq!(answer(server.url(), "SELECT 1").await, "1");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn unusable_directories_and_programs_are_refused_in_one_line() {
    let dir = open_dir();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let foreign = dir.path().join("foreign/postgres");
    fs::create_dir_all(&foreign).unwrap();
    fs::write(foreign.join("letter.txt"), "").unwrap();
    let at = |data_dir: &Path| Options { data_dir: data_dir.to_path_buf(), bin: None, durable: true };
    let cases = [
        (at(&file), "a file is in the way"),
        (at(&file.join("below")), "a file is in the way"),
        (at(Path::new("/proc/carebridge")), "set CAREBRIDGE_DATA_DIR"),
        (at(foreign.parent().unwrap()), "not a PostgreSQL cluster"),
        (Options { bin: Some("/nowhere".into()), ..options(&dir) }, "CAREBRIDGE_PG_BIN=/nowhere"),
    ];
    for (options, part) in cases {
        let line = PrivatePostgres::start(&options).await.unwrap_err().to_string();
        assert!(line.contains(part) && !line.contains('\n'), "{line}");
    }
    assert!(!dir.path().join("data/postgres").exists(), "nothing half-made is left");
}

/// Ends this process's hold on a server as a `kill -9` would: the lock is free, and nobody stops the server.
fn abandon(server: PrivatePostgres, options: &Options) {
    std::mem::forget(server);
    let lock = options.data_dir.join("serve.lock");
    fs::remove_file(lock).unwrap(); // the forgotten file keeps its own lock
}
