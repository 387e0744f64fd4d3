use serde_json::json;

use crate::support::api::{PASSPHRASE, registration};
use crate::support::app::{TestApp, spawn_app};

const HASH: &str = "SELECT password_hash AS text FROM users WHERE email = 'pat@carebridge.example'";

fn login(password: &str) -> serde_json::Value {
    json!({ "email": "pat@carebridge.example", "password": password })
}

async fn store(app: &TestApp, hash: &str) {
    app.execute(&format!("UPDATE users SET password_hash = '{hash}' WHERE email = 'pat@carebridge.example'"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_a_stored_hash_is_argon2id_and_costs_what_is_asked() {
    let app = spawn_app().await;
    app.visitor().post("auth/register/", &registration("new@new.example")).await.expect(201);
    let phc = app.text("SELECT password_hash AS text FROM users WHERE email = 'new@new.example'").await;
    let fields: Vec<_> = phc.split('$').collect();
    assert_eq!((fields[1], fields[2]), ("argon2id", "v=19"), "{phc}");
    let cost = |name: &str| {
        let parameter = fields[3].split(',').find_map(|parameter| parameter.strip_prefix(name));
        parameter.unwrap().parse::<u32>().unwrap()
    };
    assert!(cost("m=") >= 19_456 && cost("t=") >= 2 && cost("p=") == 1, "{phc}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_a_bcrypt_hash_verifies_and_is_upgraded_by_the_first_sign_in() {
    let app = spawn_app().await;
    store(&app, &bcrypt::hash(PASSPHRASE, 4).unwrap()).await;
    assert!(app.text(HASH).await.starts_with("$2b$"));
    app.visitor().post("auth/login/", &login("not the passphrase")).await.refused(401, "invalid_credentials");
    assert!(app.text(HASH).await.starts_with("$2b$"), "a wrong password upgrades nothing");
    app.visitor().post("auth/login/", &login(PASSPHRASE)).await.expect(200);
    assert!(app.text(HASH).await.starts_with("$argon2id$"));
    app.visitor().post("auth/login/", &login(PASSPHRASE)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_more_than_bcrypt_reads_is_refused() {
    let app = spawn_app().await;
    let long = "correct horse ".repeat(6);
    store(&app, &bcrypt::hash(&long, 4).unwrap()).await;
    app.visitor().post("auth/login/", &login(&long)).await.refused(401, "invalid_credentials");
    app.visitor().post("auth/login/", &login(&long[..72])).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_hashing_keeps_nobody_else_waiting() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let guesses = (0..40).map(|n| {
        let (visitor, name) = (visitor.clone(), format!("nobody{n}@carebridge.example"));
        tokio::spawn(async move {
            let body = json!({ "email": name, "password": PASSPHRASE });
            visitor.post("auth/login/", &body).await.refused(401, "invalid_credentials");
        })
    });
    let guesses: Vec<_> = guesses.collect();
    // Some fifty hashes' worth of work lie before the server; none of it before this.
    assert_eq!(reqwest::get(app.url("/health/live")).await.unwrap().status(), 200);
    assert!(
        guesses.iter().any(|guess| !guess.is_finished()),
        "the hashes were done before a trifle was answered"
    );
    for guess in guesses {
        guess.await.unwrap();
    }
}
