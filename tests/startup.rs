//! What keeps the server from starting is told in one line that says what to do, and leaves nothing running.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod serve;

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use nix::sys::signal::Signal;
use tokio::time::timeout;

use serve::house::House;
use serve::server::Server;

/// A database that does not answer is waited for, for ten seconds.
const REFUSED_WITHIN: Duration = Duration::from_secs(30);

/// The one line of a server that does not start with these variables.
async fn refusal(house: &House, variables: &[(&str, &str)]) -> String {
    let mut command = house.command("serve");
    command.envs(variables.iter().copied());
    let output = timeout(REFUSED_WITHIN, command.output()).await.expect("it ends by itself").unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    let line = said.strip_suffix('\n').unwrap();
    assert!(line.starts_with("carebridge: ") && !line.contains('\n'), "{said}");
    line.to_owned()
}

/// The same, where nothing may have been started either.
async fn refused_at_once(variables: &[(&str, &str)], advice: &[&str]) {
    let house = House::new();
    let line = refusal(&house, variables).await;
    for word in advice {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert!(!house.data_dir().join("postgres").exists(), "{line}");
}

#[tokio::test]
async fn an_occupied_port() {
    let occupied = TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = occupied.local_addr().unwrap().to_string();
    refused_at_once(&[("CAREBRIDGE_BIND", &bind)], &[&bind, "in use", "CAREBRIDGE_BIND"]).await;
}

#[tokio::test]
async fn missing_postgresql_programs() {
    let empty = tempfile::tempdir().unwrap();
    let dir = empty.path().to_str().unwrap();
    refused_at_once(&[("CAREBRIDGE_PG_BIN", dir)], &[dir, "initdb", "CAREBRIDGE_PG_BIN"]).await;
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_written() {
    let file = tempfile::NamedTempFile::new().unwrap();
    // Permission bits do not bind root: these places do.
    for dir in [file.path().join("data").to_str().unwrap(), "/proc/carebridge/data"] {
        refused_at_once(&[("CAREBRIDGE_DATA_DIR", dir)], &[dir, "CAREBRIDGE_DATA_DIR"]).await;
    }
}

#[tokio::test]
async fn a_bad_setting() {
    for (variable, value, advice) in [
        ("CAREBRIDGE_BIND", "nonsense", "127.0.0.1:8000"),
        ("CAREBRIDGE_WORKERS", "0", "from 1 to 1024"),
        ("CAREBRIDGE_ENV", "staging", "`development` or `production`"),
        ("CAREBRIDGE_RATE_LIMITS", "nowhere.toml", "`on`, `off` or the path"),
        ("CAREBRIDGE_LOG_DIR", "/proc/carebridge", "CAREBRIDGE_LOG_DIR"),
    ] {
        refused_at_once(&[(variable, value)], &[variable, value, advice]).await;
    }
}

#[tokio::test]
async fn a_settings_file_with_an_unknown_setting_or_none_at_all() {
    let house = House::new();
    let file = house.path().join("settings.toml");
    fs::write(&file, "[server]\nbnd = \"127.0.0.1:1\"\n").unwrap();
    let file = file.to_str().unwrap();
    let unknown = [file, "unknown setting `server.bnd`", "correct or remove it"];
    refused_at_once(&[("CAREBRIDGE_CONFIG", file)], &unknown).await;
    let missing = ["/nowhere/settings.toml", "name a file that can be read"];
    refused_at_once(&[("CAREBRIDGE_CONFIG", "/nowhere/settings.toml")], &missing).await;
}

#[tokio::test]
async fn production_without_its_secrets() {
    let keys = tempfile::tempdir().unwrap();
    let keys = keys.path().to_str().unwrap();
    let secret = "7d1f0a4b9c2e8d3f6a5b1c0e9f8d7a6b5c4d3e2f1a0b9c8d";
    let production = [("CAREBRIDGE_ENV", "production"), ("CAREBRIDGE_PUBLIC_URL", "https://clinic.example")];
    let mut given = production.to_vec();
    refused_at_once(&given, &["CAREBRIDGE_SECRET is missing", "openssl rand -hex 32"]).await;
    given.push(("CAREBRIDGE_SECRET", secret));
    refused_at_once(&given, &["JWT_KEYS_DIR is missing"]).await;
    given.push(("JWT_KEYS_DIR", keys));
    refused_at_once(&given, &["VAPID_PRIVATE_KEY is missing"]).await;
    given.push(("VAPID_PRIVATE_KEY", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    given[1].1 = "http://clinic.example";
    refused_at_once(&given, &["CAREBRIDGE_PUBLIC_URL", "https"]).await;
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let empty = empty.path().to_str().unwrap();
    let (cert, key) = ("CAREBRIDGE_TLS_CERT", "CAREBRIDGE_TLS_KEY");
    refused_at_once(&[(cert, empty)], &["CAREBRIDGE_TLS_KEY missing", cert]).await;
    refused_at_once(&[(key, empty)], &["CAREBRIDGE_TLS_CERT missing", key]).await;
    refused_at_once(&[(cert, "/nowhere/a.pem"), (key, empty)], &["/nowhere/a.pem", cert]).await;
    refused_at_once(&[(cert, empty), (key, empty)], &[empty, "no certificate in it", cert]).await;
    let files = tempfile::tempdir().unwrap();
    let made = |name: &str, pem: String| {
        let path = files.path().join(name);
        fs::write(&path, pem).unwrap();
        path.display().to_string()
    };
    let [one, another] =
        [(); 2].map(|()| rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap());
    let (of_one, of_another) =
        (made("cert.pem", one.cert.pem()), made("key.pem", another.signing_key.serialize_pem()));
    refused_at_once(&[(cert, &of_one), (key, empty)], &[empty, key]).await;
    refused_at_once(&[(cert, &of_one), (key, &of_another)], &[&of_another, key]).await;
}

#[tokio::test]
async fn a_database_that_nobody_answers_for() {
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // The system takes the connection; nobody ever says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for address in [refusing, silent.local_addr().unwrap()] {
        let house = House::new();
        let url = format!("postgres://carebridge:hunter2@{address}/carebridge");
        let line = refusal(&house, &[("DATABASE_URL", &url)]).await;
        assert!(line.contains("correct DATABASE_URL") && !line.contains("hunter2"), "{line}");
    }
}

#[tokio::test]
async fn ctrl_c_stops_it_and_a_data_directory_serves_one_at_a_time_and_again_and_again() {
    let house = House::new();
    for _ in 0..2 {
        let server = Server::start(&house, &[]).await;
        let line = refusal(&house, &[("CAREBRIDGE_BIND", "127.0.0.1:0")]).await;
        let holder = format!("is in use by another carebridge (process {})", server.pid());
        assert!(line.contains(&holder) && line.contains("CAREBRIDGE_DATA_DIR"), "{line}");
        server.stop(&house, Signal::SIGINT).await;
    }
}
