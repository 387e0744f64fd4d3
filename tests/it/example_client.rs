//! `examples/book_visit.py`, as a clinic would run it.

use std::process::Output;

use serde_json::Value;
use tokio::process::Command;

use crate::support::app::{TestApp, spawn_app};
use crate::support::clinics::RIVERSIDE;

async fn run(app: &TestApp, key: &str, args: &[&str]) -> Output {
    Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/book_visit.py"))
        .args(args)
        .env("CAREBRIDGE_URL", app.url(""))
        .env("CAREBRIDGE_API_KEY", key)
        .output()
        .await
        .expect("python3 runs")
}

fn told(output: &Output) -> Value {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_books_once_under_its_key() {
    let app = spawn_app().await;
    let made = app.sign_in("desk").await.make_key(&app.clinic(RIVERSIDE).await, &[]).await;
    let key = made["key"].as_str().unwrap();
    let call =
        ["--doctor", "adams", "--first-name", "Nora", "--last-name", "Quist", "--phone", "+447700900123"];
    let booked = told(&run(&app, key, &[&call[..], &["--key", "call-1"]].concat()).await);
    assert_eq!((&booked["patient_name"], &booked["status"]), (&"Nora Quist".into(), &"pending".into()));
    // The first slot is gone: the same call is another visit, at the next time.
    let second = told(&run(&app, key, &call).await);
    assert_ne!(second["starts_at"], booked["starts_at"]);
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 2);
    let refused = run(&app, "cbk_nobody.AAAA", &call).await;
    assert!(!refused.status.success());
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("401 invalid_api_key"), "{error}");
}
