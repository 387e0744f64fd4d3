//! Dead letters that are tried again.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{all, book_something, ids};
use crate::support::app::{TestApp, Wishes};
use crate::support::provider::FakeTwilio;

const DEAD: &str = "SELECT count(*) AS count FROM deliveries WHERE state = 'dead'";

async fn with_texts(texts: &FakeTwilio) -> TestApp {
    Wishes::default()
        .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
        .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
        .setting("TWILIO_FROM", FakeTwilio::FROM)
        .setting("TWILIO_API_BASE", texts.base().as_str())
        .spawn()
        .await
}

/// The provider refuses Pat's next text for good.
async fn refused_for_good(app: &TestApp, texts: &FakeTwilio) {
    texts.fail_next(400, r#"{"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}"#);
    book_something(app).await;
    app.eventually(DEAD, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_sent_after_all_and_its_log_goes_on() {
    let texts = FakeTwilio::start().await;
    let app = with_texts(&texts).await;
    refused_for_good(&app, &texts).await;
    let admin = app.sign_in("admin").await;
    let id = ids(&all(&admin, "state=dead").await).swap_remove(0);
    let path = format!("admin/deliveries/{id}/");
    let replayed = admin.post(&format!("{path}replay/"), &json!({})).await.expect(200);
    assert!(["queued", "sending", "sent"].contains(&replayed["state"].as_str().unwrap()), "{replayed}");
    texts.next_text().await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'sent'", 1)
        .await;
    let followed = admin.get(&path).await.expect(200);
    let log: Vec<_> =
        followed["log"].as_array().unwrap().iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(log, ["dead", "sent"]);
    let allowed = format!("SELECT attempts_allowed::bigint AS count FROM deliveries WHERE id = '{id}'");
    assert_eq!(app.count(&allowed).await, 13);
    admin.post(&format!("{path}replay/"), &json!({})).await.refused(409, "not_dead");
    let nobody = "admin/deliveries/019b0000-0000-7000-8000-000000000000/replay/";
    admin.post(nobody, &json!({})).await.refused(404, "not_found");
    let recorded = format!(
        "SELECT count(*) AS count FROM audit_log
         WHERE action = 'delivery.replay' AND object_id = '{id}' AND actor_id = '{}'",
        admin.id
    );
    assert_eq!(app.count(&recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_replay_at_once_one_does_and_the_letter_is_sent_once() {
    let texts = FakeTwilio::start().await;
    let app = with_texts(&texts).await;
    refused_for_good(&app, &texts).await;
    let admin = app.sign_in("admin").await;
    let path = format!("admin/deliveries/{}/replay/", ids(&all(&admin, "state=dead").await)[0]);
    let nothing = json!({});
    let (one, other) = futures::join!(admin.post(&path, &nothing), admin.post(&path, &nothing));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'sent'", 1)
        .await;
    let tried = "SELECT count(*) AS count FROM delivery_attempts WHERE outcome = 'sent' AND delivery_id IN
                 (SELECT id FROM deliveries WHERE channel = 'sms')";
    assert_eq!(app.count(tried).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_about_a_visit_that_was_called_off_is_replayed_into_nothing() {
    let texts = FakeTwilio::start().await;
    let app = with_texts(&texts).await;
    refused_for_good(&app, &texts).await;
    let admin = app.sign_in("admin").await;
    let id = ids(&all(&admin, "state=dead").await).swap_remove(0);
    app.execute("UPDATE appointments SET status = 'cancelled'").await;
    admin.post(&format!("admin/deliveries/{id}/replay/"), &json!({})).await.expect(200);
    app.eventually(
        "SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'suppressed'",
        1,
    )
    .await;
}

/// Rows that were given up, made a minute apart.
fn dead_letters(count: usize, channel: &str, template: &str) -> String {
    format!(
        "INSERT INTO deliveries (id, event_id, user_id, channel, category, template, vars, dedupe_key, run_at, state, attempts, created_at, updated_at)
         SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5('{channel}{template}' || n), 1, 15))::uuid,
                gen_random_uuid(), (SELECT id FROM users WHERE email = 'pat@carebridge.example'), '{channel}', 'account',
                '{template}', 'null', '{channel}-{template}-' || n, at, 'dead', 1, at, at
         FROM (SELECT n, timestamptz '2026-11-22T00:00:00Z' + n * interval '1 minute' AS at FROM generate_series(1, {count}) n) rows"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dies_again_at_once_does_not_stand_in_the_way_of_the_others() {
    let app = Wishes::default().spawn().await;
    let admin = app.sign_in("admin").await;
    app.sign_in("pat").await;
    app.execute(&dead_letters(510, "email", "test")).await;
    // The oldest ones died a second time.
    app.execute(
        "UPDATE deliveries SET updated_at = '2026-11-23T05:00:00Z'
         WHERE id IN (SELECT id FROM deliveries WHERE state = 'dead' ORDER BY id LIMIT 10)",
    )
    .await;
    let replayed = admin.post("admin/deliveries/replay/", &json!({})).await.expect(200);
    assert_eq!(replayed, json!({ "replayed": 500, "left": 10 }));
    let left = "SELECT count(*) AS count FROM deliveries
                WHERE state = 'dead' AND updated_at = '2026-11-23T05:00:00Z'";
    assert_eq!(app.count(left).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_replayed_by_channel_template_and_time_some_hundred_at_once() {
    let app = Wishes::default().spawn().await;
    let admin = app.sign_in("admin").await;
    app.sign_in("pat").await;
    app.execute(&dead_letters(520, "email", "test")).await;
    app.execute(&dead_letters(3, "email", "password_changed")).await;
    app.execute(&dead_letters(3, "sms", "test")).await;
    let replay = async |body: Value| admin.post("admin/deliveries/replay/", &body).await.expect(200);
    let early = json!({ "template": "password_changed", "to": "2026-11-22T00:02:00Z" });
    assert_eq!(replay(early).await, json!({ "replayed": 1, "left": 0 }));
    assert_eq!(replay(json!({ "channel": "push" })).await, json!({ "replayed": 0, "left": 0 }));
    let tests = json!({ "channel": "email", "template": "test" });
    assert_eq!(replay(tests.clone()).await, json!({ "replayed": 500, "left": 20 }));
    assert_eq!(replay(tests).await, json!({ "replayed": 20, "left": 0 }));
    assert_eq!(app.count(DEAD).await, 5);
    assert_eq!(replay(json!({})).await, json!({ "replayed": 5, "left": 0 }));
    assert_eq!(
        app.count("SELECT count(*) AS count FROM audit_log WHERE action = 'delivery.replay'").await,
        526
    );
    let refused = admin.post("admin/deliveries/replay/", &json!({ "channel": "pigeon" })).await;
    refused.refused(422, "invalid");
    app.clock.advance(TimeDelta::seconds(1));
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'queued'", 0).await;
}
