//! STOP, START and HELP.

use super::{INBOUND, Scene};

async fn ledger(scene: &Scene) -> String {
    let lines = "SELECT coalesce(string_agg(granted || ' ' || wording || ' ' || source, ', ' ORDER BY id), '') AS text
                 FROM consents WHERE kind = 'sms'";
    scene.app.text(lines).await
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_ends_all_texts_and_start_brings_them_back() {
    let scene = Scene::set().await;
    assert!(scene.say("SM1", "Stop.").await.contains("no more texts"));
    assert_eq!(ledger(&scene).await, "false STOP sms");
    scene.book(&scene.pat, 0).await;
    let held = "SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'suppressed'";
    scene.app.eventually(held, 1).await;
    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    assert!(scene.say("SM2", "start").await.contains("texts again"));
    assert_eq!(ledger(&scene).await, "false STOP sms, true START sms");
    scene.book(&scene.pat, 1).await;
    assert_eq!(scene.texts.next_text().await.to, scene.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_stop_and_changed_their_number_can_start_again_from_the_new_one() {
    let mut scene = Scene::set().await;
    scene.say("SM1", "STOP").await;
    scene.number = "+15550109999".to_owned();
    let moved = format!("UPDATE users SET phone = '{}' WHERE id = '{}'", scene.number, scene.pat.id);
    scene.app.execute(&moved).await;
    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    scene.say("SM2", "START").await;
    assert_eq!(ledger(&scene).await, "false STOP sms, true START sms");
    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    scene.say("SM3", "START").await;
    assert_eq!(ledger(&scene).await, "false STOP sms, true START sms", "a second time says nothing new");
    scene.book(&scene.pat, 0).await;
    assert_eq!(scene.texts.next_text().await.to, scene.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_stop_in_french_is_answered_in_french() {
    let scene = Scene::set().await;
    let french = format!("UPDATE users SET locale = 'fr' WHERE id = '{}'", scene.pat.id);
    scene.app.execute(&french).await;
    assert!(scene.say("SM1", "Arrêt").await.contains("Vous ne recevrez plus nos SMS"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_twilio_has_answered_is_not_answered_twice_and_done_all_the_same() {
    let scene = Scene::set().await;
    let form = [
        ("MessageSid", "SM1"),
        ("From", scene.number.as_str()),
        ("Body", "please stop"),
        ("OptOutType", "STOP"),
    ];
    let answer = scene.post(INBOUND, &form).await.expect(200);
    assert!(answer.as_str().unwrap().ends_with("<Response/>"), "{answer}");
    assert_eq!(ledger(&scene).await, "false STOP sms");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chatty_number_is_helped_once_a_day() {
    let scene = Scene::set().await;
    assert!(scene.say("SM1", "Is there parking?").await.contains("reply C to confirm"));
    assert_eq!(scene.say("SM2", "Hello?").await, "");
    scene.app.clock.advance(chrono::TimeDelta::hours(25));
    assert_ne!(scene.say("SM3", "Hello?").await, "");
    assert_ne!(scene.say("SM4", "HELP").await, "", "who asks for help gets it");
}
