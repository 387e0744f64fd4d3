use serde_json::{Value, json};

use crate::support::api::registration;
use crate::support::app::{Wishes, spawn_app};

fn with(password: &str) -> Value {
    let mut body = registration("nova@patient.example");
    body["password"] = json!(password);
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn s02_length_counts_and_composition_does_not() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let refused = visitor.post("auth/register/", &with("vq8#Lw2!zR0")).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "password_too_short");
    // Letters alone, and more than 64 of them.
    let long = "violet anchor pumpkin receipt ladder mosquito thunder carpet bicycle ".repeat(2);
    assert!(long.len() > 64);
    visitor.post("auth/register/", &with(long.trim())).await.expect(201);
    let refused = visitor.post("auth/register/", &with(&"x y".repeat(100))).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "password_too_long");
}

#[tokio::test(flavor = "multi_thread")]
async fn s02_what_somebody_who_knows_them_would_guess_is_refused() {
    let app = spawn_app().await;
    for weak in ["nova.patient1", "patientpatient", "carebridge123", "password12345", "qwertyuiopas"] {
        let refused = app.visitor().post("auth/register/", &with(weak)).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], "password", "{weak}");
        assert_eq!(refused["errors"][0]["code"], "password_too_weak", "{weak}");
    }
    assert_eq!(app.count("SELECT count(*) AS count FROM users WHERE email LIKE 'nova%'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn s02_an_installation_may_ask_for_more() {
    let app = Wishes::default().setting("CAREBRIDGE_PASSWORD_MIN", "20").spawn().await;
    let refused =
        app.visitor().post("auth/register/", &with("violet anchor rope")).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["message"], "Use at least 20 characters; a few words in a row are fine.");
}
