//! How the channels do, as an administrator reads it.

use serde_json::json;

use super::{queue, texting_through};
use crate::support::unruly::{Mood, Unruly};

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_reads_how_the_channels_do_and_nobody_else() {
    let texts = Unruly::twilio(vec![Mood::Answer(401, r#"{"code": 20003}"#); 8]).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port())).spawn().await;
    queue(&app, "sms", 9, 3, 60).await;
    queue(&app, "sms", 5, 10, -1).await;
    app.eventually("SELECT count(*) AS count FROM delivery_attempts WHERE outcome = 'retry'", 8).await;
    let (admin, pat) = (app.sign_in("admin").await, app.sign_in("pat").await);
    pat.get("admin/deliveries/figures/").await.expect(403);
    let figures = admin.get("admin/deliveries/figures/").await.expect(200);
    let names: Vec<_> =
        figures["channels"].as_array().unwrap().iter().map(|one| one["channel"].clone()).collect();
    assert_eq!(names, ["in_app", "email", "sms", "push"]);
    let sms = &figures["channels"][2];
    assert_eq!(
        sms,
        &json!({
            "channel": "sms", "breaker": "open", "queued": 13, "due": 2, "in_flight": 0, "sent": 0, "retried": 8,
            "suppressed": 0, "dead": 0, "oldest_due_s": 59, "latency_p50_ms": null, "latency_p99_ms": null,
        })
    );
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'delivery.figures'";
    assert_eq!(app.count(recorded).await, 1);
    app.clock.advance(chrono::TimeDelta::hours(2));
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 13).await;
}

/// An outage is to show; the peace of a night is not.
#[tokio::test(flavor = "multi_thread")]
async fn what_needed_a_retry_counts_for_the_latency_and_what_was_deferred_does_not() {
    let texts = Unruly::twilio(vec![Mood::Answer(401, r#"{"code": 20003}"#); 2]).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port())).spawn().await;
    queue(&app, "sms", 5, 2, -1).await;
    app.eventually("SELECT count(*) AS count FROM delivery_attempts WHERE outcome = 'retry'", 2).await;
    app.execute("UPDATE deliveries SET deferred = true WHERE id = (SELECT id FROM deliveries LIMIT 1)").await;
    app.execute(
        "INSERT INTO events (id, type, data, created_at, published_at, expanded_at)
         SELECT event_id, 'account.tried', '{}',
                created_at - CASE WHEN deferred THEN interval '1 day' ELSE interval '0' END, created_at, created_at
         FROM deliveries",
    )
    .await;
    app.clock.advance(chrono::TimeDelta::minutes(20));
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 2).await;
    let figures = app.sign_in("admin").await.get("admin/deliveries/figures/").await.expect(200);
    let sms = &figures["channels"][2];
    assert_eq!((&sms["latency_p50_ms"], &sms["latency_p99_ms"]), (&json!(1_200_000.0), &json!(1_200_000.0)));
}
