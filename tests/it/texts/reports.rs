//! What became of a text.

use serde_json::json;

use super::Scene;

/// The text of a booking, as it was sent: the delivery and what the provider calls it.
async fn sent(scene: &Scene) -> (String, String) {
    scene.book(&scene.pat, 0).await;
    let text = scene.texts.next_text().await;
    scene
        .app
        .eventually("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'sent'", 1)
        .await;
    let delivery = text.status_callback.rsplit('/').next().unwrap().to_owned();
    let sid =
        scene.app.text(&format!("SELECT provider_id AS text FROM deliveries WHERE id = '{delivery}'")).await;
    (delivery, sid)
}

async fn report(scene: &Scene, delivery: &str, fields: &[(&str, &str)]) -> String {
    scene.post(&format!("/webhooks/twilio/status/{delivery}"), fields).await.expect(204);
    let row = "state || ' ' || coalesce(provider_status, '-') || ' ' || coalesce(last_error, '-')";
    scene.app.text(&format!("SELECT {row} AS text FROM deliveries WHERE id = '{delivery}'")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_report_twice_and_out_of_order_changes_nothing() {
    let scene = Scene::set().await;
    let (delivery, sid) = sent(&scene).await;
    for (status, becomes) in [
        ("sent", "sent sent -"),
        ("queued", "sent sent -"),
        ("delivered", "sent delivered -"),
        ("delivered", "sent delivered -"),
        ("sent", "sent delivered -"),
        ("failed", "sent delivered -"),
        ("not-invented-yet", "sent delivered -"),
        ("read", "sent read -"),
    ] {
        let fields = [("MessageSid", sid.as_str()), ("MessageStatus", status)];
        assert_eq!(report(&scene, &delivery, &fields).await, becomes, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_did_not_arrive_is_a_dead_letter_and_a_landline_is_listed() {
    let scene = Scene::set().await;
    let (delivery, sid) = sent(&scene).await;
    let of_another = [("MessageSid", "SMother"), ("MessageStatus", "failed"), ("ErrorCode", "30006")];
    assert_eq!(report(&scene, &delivery, &of_another).await, "sent - -");
    let fields = [
        ("MessageSid", sid.as_str()),
        ("MessageStatus", "undelivered"),
        ("ErrorCode", "30006"),
        ("To", scene.number.as_str()),
    ];
    assert_eq!(report(&scene, &delivery, &fields).await, "dead undelivered undelivered (30006)");
    let listed = format!(
        "SELECT count(*) AS count FROM suppressions
         WHERE channel = 'sms' AND address = '{}' AND reason = 'unreachable'",
        scene.number
    );
    assert_eq!(scene.app.count(&listed).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_that_is_off_is_not_listed() {
    let scene = Scene::set().await;
    let (delivery, sid) = sent(&scene).await;
    let fields = [("MessageSid", sid.as_str()), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")];
    assert_eq!(report(&scene, &delivery, &fields).await, "dead undelivered undelivered (30003)");
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM suppressions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_did_not_arrive_is_sent_anew_when_it_is_replayed() {
    let scene = Scene::set().await;
    let (delivery, sid) = sent(&scene).await;
    let failed = [("MessageSid", sid.as_str()), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")];
    report(&scene, &delivery, &failed).await;
    let admin = scene.app.sign_in("admin").await;
    let path = format!("admin/deliveries/{delivery}/replay/");
    let replayed = admin.post(&path, &json!({})).await.expect(200);
    assert_eq!(replayed["provider_status"], json!(null));
    scene.texts.next_text().await;
    let row = format!(
        "SELECT count(*) AS count FROM deliveries WHERE id = '{delivery}' AND state = 'sent'
           AND provider_id <> '{sid}' AND provider_status IS NULL AND NOT maybe_sent AND via = 'first'"
    );
    scene.app.eventually(&row, 1).await;
    // The report on the former attempt, once more.
    assert_eq!(report(&scene, &delivery, &failed).await, "sent - -");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_report_on_a_former_attempt_does_not_end_a_letter_that_is_replayed() {
    let scene = Scene::set().await;
    let (delivery, sid) = sent(&scene).await;
    let failed = [("MessageSid", sid.as_str()), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")];
    let waits = format!(
        "UPDATE deliveries SET state = 'queued', provider_id = NULL, run_at = '2026-12-23T06:00:00Z'
         WHERE id = '{delivery}'"
    );
    scene.app.execute(&waits).await;
    assert_eq!(report(&scene, &delivery, &failed).await, "queued - -");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_on_a_text_that_is_forgotten_is_taken() {
    let scene = Scene::set().await;
    let path = "/webhooks/twilio/status/01930000-0000-7000-8000-000000000001";
    scene.post(path, &[("MessageSid", "SM1"), ("MessageStatus", "delivered")]).await.expect(204);
}
