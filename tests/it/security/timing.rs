//! Whether the time an answer takes tells what its content does not: minutes of samples, so only `make conformance` does
//! it.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use statrs::stats_tests::Alternative;
use statrs::stats_tests::mannwhitneyu::{MannWhitneyUMethod, mannwhitneyu};

use crate::support::api::{PASSPHRASE, Person, registration};
use crate::support::app::{TestApp, spawn_app};

/// Of each kind.
const SAMPLES: usize = 500;
/// Each of them may be tried at four times before it is locked.
const ACCOUNTS: usize = 170;
/// Two samples of one kind look more different than this once in a thousand times.
const SIGNIFICANT: f64 = 0.001;

/// A path, the body for an address, and the status of its answer.
type Case = (&'static str, fn(&str) -> Value, u16);

async fn took(visitor: &Person, path: &str, body: &Value, status: u16) -> Duration {
    let begun = Instant::now();
    let answer = visitor.post(path, body).await;
    let took = begun.elapsed();
    answer.expect(status);
    took
}

fn micros(samples: &[Duration]) -> Vec<u128> {
    samples.iter().map(Duration::as_micros).collect()
}

/// The probability that two kinds whose times are alike differ as much as these do.
fn likeness(one: &[Duration], other: &[Duration]) -> f64 {
    let method = MannWhitneyUMethod::AsymptoticInclContinuityCorrection;
    mannwhitneyu(&micros(one), &micros(other), method, Alternative::TwoSided).unwrap().1
}

fn median(samples: &[Duration]) -> Duration {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// Copies of Pat: `wrong`, `disabled` and `locked` accounts.
async fn people(app: &TestApp) {
    for (kind, disabled) in [("wrong", "NULL"), ("disabled", "now()"), ("locked", "NULL")] {
        app.execute(&format!(
            "INSERT INTO users (id, email, password_hash, role, first_name, last_name, disabled_at, created_at, updated_at)
             SELECT gen_random_uuid(), '{kind}' || n || '@timing.example', password_hash, role, first_name, last_name,
                    {disabled}, created_at, updated_at
             FROM users, generate_series(0, {ACCOUNTS} - 1) AS n WHERE email = 'pat@carebridge.example'"
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make conformance"]
async fn s03_unknown_user_wrong_password_disabled_and_locked_account_take_as_long() {
    let app = spawn_app().await;
    people(&app).await;
    let visitor = app.visitor();
    let login = |email: String, password: &str| json!({ "email": email, "password": password });
    for _ in 0..6 {
        took(&visitor, "auth/login/", &login("locked0@timing.example".to_owned(), "not the passphrase"), 401)
            .await;
    }
    let mut kinds: [(&str, Vec<Duration>); 4] =
        [("wrong", vec![]), ("unknown", vec![]), ("disabled", vec![]), ("locked", vec![])];
    for n in 0..SAMPLES {
        // In turns, so that whatever else the machine does befalls all of them alike.
        for turn in 0..kinds.len() {
            let (kind, samples) = &mut kinds[(n + turn) % 4];
            let (email, password) = match *kind {
                "locked" => ("locked0@timing.example".to_owned(), PASSPHRASE),
                "unknown" => (format!("unknown{}@timing.example", n % ACCOUNTS), "not the passphrase"),
                kind => (format!("{kind}{}@timing.example", n % ACCOUNTS), "not the passphrase"),
            };
            samples.push(took(&visitor, "auth/login/", &login(email, password), 401).await);
        }
    }
    let wrong = &kinds[0].1;
    for (kind, samples) in &kinds {
        let p = likeness(wrong, samples);
        println!("{kind:>10}: median {:?}, p = {p:.3} against a wrong password", median(samples));
        assert!(p > SIGNIFICANT, "{kind}: p = {p}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make conformance"]
async fn s03_a_known_address_takes_as_long_as_a_new_one() {
    let app = spawn_app().await;
    people(&app).await;
    let visitor = app.visitor();
    let cases: [Case; 2] = [
        ("auth/register/", registration, 201),
        ("auth/password/forgot/", |email| json!({ "email": email }), 202),
    ];
    for (path, body, status) in cases {
        let (mut known, mut fresh) = (Vec::new(), Vec::new());
        for n in (0..SAMPLES).step_by(2) {
            let address = |kind: &str, n: usize| format!("{kind}{n}@timing.example");
            let bodies = [
                body(&address("wrong", n % ACCOUNTS)),
                body(&address("nobody", n)),
                body(&address("wrong", (n + 1) % ACCOUNTS)),
                body(&address("nobody", n + 1)),
            ];
            let times = join_all(bodies.iter().map(|body| took(&visitor, path, body, status))).await;
            known.extend([times[0], times[2]]);
            fresh.extend([times[1], times[3]]);
        }
        let p = likeness(&known, &fresh);
        println!("{path}: medians {:?} known, {:?} new, p = {p:.3}", median(&known), median(&fresh));
        assert!(p > SIGNIFICANT, "{path}: p = {p}");
    }
}
