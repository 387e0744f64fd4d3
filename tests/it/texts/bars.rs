//! Numbers that are not texted any more.

use super::Scene;

fn texts(state: &str) -> String {
    format!("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = '{state}'")
}

// What bit others (cal.diy#14943): a number that the provider refuses was tried again with every booking.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_number_is_not_tried_again_until_it_changes() {
    let scene = Scene::set().await;
    scene.texts.fail_next(400, r#"{"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}"#);
    scene.book(&scene.pat, 0).await;
    scene.app.eventually(&texts("dead"), 1).await;
    scene.book(&scene.pat, 1).await;
    scene.app.eventually(&texts("suppressed"), 1).await;
    let change = format!("UPDATE users SET phone = '+15550109999' WHERE id = '{}'", scene.pat.id);
    scene.app.execute(&change).await;
    scene.book(&scene.pat, 2).await;
    assert_eq!(scene.texts.next_text().await.to, "+15550109999");
    scene.app.eventually(&texts("sent"), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_unreachable_a_month_ago_is_tried_again_and_one_that_said_stop_is_not() {
    let scene = Scene::set().await;
    let listed = async |reason: &str, days: i32| {
        let (number, now) = (&scene.number, "'2026-11-23T06:00:00Z'::timestamptz");
        let row = format!(
            "INSERT INTO suppressions (channel, address, reason, created_at)
             VALUES ('sms', '{number}', '{reason}', {now} - interval '{days} days')
             ON CONFLICT (channel, address) DO UPDATE
             SET reason = excluded.reason, created_at = excluded.created_at"
        );
        scene.app.execute(&row).await;
    };
    listed("unreachable", 29).await;
    scene.book(&scene.pat, 0).await;
    scene.app.eventually(&texts("suppressed"), 1).await;
    listed("unreachable", 31).await;
    scene.book(&scene.pat, 1).await;
    scene.app.eventually(&texts("sent"), 1).await;
    listed("stopped", 31).await;
    scene.book(&scene.pat, 2).await;
    scene.app.eventually(&texts("suppressed"), 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_told_the_provider_stop_is_listed_as_such() {
    let scene = Scene::set().await;
    scene.texts.fail_next(400, r#"{"code": 21610, "message": "unsubscribed recipient", "status": 400}"#);
    scene.book(&scene.pat, 0).await;
    scene.app.eventually(&texts("suppressed"), 1).await;
    let listed = "SELECT reason || ' ' || detail AS text FROM suppressions";
    assert_eq!(scene.app.text(listed).await, "stopped Twilio answered 400 (code 21610)");
}
