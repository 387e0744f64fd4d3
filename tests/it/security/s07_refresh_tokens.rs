use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::{Answer, PASSPHRASE, Person};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::socket::Socket;

async fn signed_in(app: &TestApp) -> Value {
    let body = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE });
    app.visitor().post("auth/login/", &body).await.expect(200)
}

async fn refresh(visitor: &Person, pair: &Value) -> Answer {
    visitor.post("auth/refresh/", &json!({ "refresh": pair["refresh"] })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_token_is_256_bits_and_only_its_hash_is_kept() {
    let app = spawn_app().await;
    let pair = signed_in(&app).await;
    let token = pair["refresh"].as_str().unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    assert_eq!(bytes.len(), 32);
    let kept = app.text("SELECT encode(token_hash, 'hex') AS text FROM refresh_tokens").await;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(kept.len() == 64 && kept != hex);
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_lost_answer_is_given_again_once_within_ten_seconds() {
    let app = spawn_app().await;
    let (visitor, first) = (app.visitor(), signed_in(&app).await);
    app.clock.advance(TimeDelta::minutes(3));
    let second = refresh(&visitor, &first).await.expect(200);
    app.clock.advance(TimeDelta::seconds(10));
    assert_eq!(refresh(&visitor, &first).await.expect(200), second);
    refresh(&visitor, &first).await.refused(401, "invalid_token");
    refresh(&visitor, &second).await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_reuse_ends_the_family_its_tokens_and_its_sockets() {
    let app = spawn_app().await;
    let (visitor, first) = (app.visitor(), signed_in(&app).await);
    let second = refresh(&visitor, &first).await.expect(200);
    let mut owner = app.visitor();
    owner.access = second["access"].as_str().unwrap().to_owned();
    let mut socket = Socket::of(&app, &owner).await;
    app.clock.advance(TimeDelta::seconds(11));
    refresh(&visitor, &first).await.refused(401, "invalid_token");
    refresh(&visitor, &second).await.refused(401, "invalid_token");
    owner.get("auth/me/").await.refused(401, "invalid_token");
    assert_eq!(socket.close_code().await, 3005);
    let on_record =
        "SELECT count(*) AS count FROM audit_log WHERE action = 'account.refresh' AND outcome = 'refused'";
    assert_eq!(app.count(on_record).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_two_parallel_refreshes_leave_one_live_child() {
    let app = spawn_app().await;
    let other = Wishes::default().beside(&app).spawn().await;
    let mut pair = signed_in(&app).await;
    for round in 1..=10 {
        let (here, there) = (app.visitor(), other.visitor());
        let (one, two) = tokio::join!(refresh(&here, &pair), refresh(&there, &pair));
        let (one, two) = (one.expect(200), two.expect(200));
        assert_eq!(one, two, "both halves of the client go on with the same pair");
        let live = "SELECT count(*) AS count FROM refresh_tokens WHERE used_at IS NULL";
        assert_eq!(app.count(live).await, 1, "round {round}");
        pair = one;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_of_many_parallel_refreshes_the_third_ends_the_family() {
    let app = spawn_app().await;
    let (visitor, pair) = (app.visitor(), signed_in(&app).await);
    let answers = join_all((0..6).map(|_| refresh(&visitor, &pair))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    let live = "SELECT count(*) AS count FROM auth_sessions WHERE revoked_at IS NULL";
    assert_eq!(app.count(live).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_refreshing_keeps_nobody_signed_in_for_ever() {
    let app = spawn_app().await;
    let (visitor, mut pair) = (app.visitor(), signed_in(&app).await);
    for _ in 0..29 {
        app.clock.advance(TimeDelta::days(1));
        pair = refresh(&visitor, &pair).await.expect(200);
    }
    app.clock.advance(TimeDelta::days(1));
    refresh(&visitor, &pair).await.refused(401, "invalid_token");
}
