//! What is not signed is not taken.

use rand::RngExt;
use reqwest::Client;

use super::{INBOUND, Scene, post};
use crate::support::api::send;
use crate::support::app::spawn_app;
use crate::support::provider::FakeTwilio;

const STATUS: &str = "/webhooks/twilio/status/01930000-0000-7000-8000-000000000001";

#[tokio::test(flavor = "multi_thread")]
async fn what_twilio_did_not_sign_is_refused() {
    let scene = Scene::set().await;
    let form = [("MessageSid", "SM1"), ("From", scene.number.as_str()), ("Body", "STOP")];
    for path in [INBOUND, STATUS] {
        post(&scene.app, path, &form, "another-token").await.refused(403, "forbidden");
        let unsigned = Client::new().post(scene.app.url(path)).body("MessageSid=SM1");
        send(unsigned).await.refused(403, "forbidden");
    }
    let count = "SELECT (SELECT count(*) FROM inbound_texts) + (SELECT count(*) FROM suppressions) AS count";
    assert_eq!(scene.app.count(count).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_without_an_account_takes_nothing() {
    let app = spawn_app().await;
    for token in [FakeTwilio::AUTH_TOKEN, ""] {
        post(&app, INBOUND, &[("MessageSid", "SM1")], token).await.refused(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_signed_is_answered() {
    let scene = Scene::set().await;
    let long = "é".repeat(1500);
    let odd =
        ["", "\0", "+1", "STOP\0", "X1", "\u{202e}", "SM\u{0}1", &scene.number, &long, "99999999999999"];
    let mut dice = rand::rng();
    let mut pick = || odd[dice.random_range(0..odd.len())];
    for _ in 0..60 {
        let form = [
            ("MessageSid", pick()),
            ("From", pick()),
            ("To", pick()),
            ("Body", pick()),
            ("MessageStatus", pick()),
            ("ErrorCode", pick()),
            ("OptOutType", pick()),
        ];
        for path in [INBOUND, STATUS] {
            let status = scene.post(path, &form).await.status.as_u16();
            assert!(matches!(status, 200 | 204), "{status} {form:?}");
        }
    }
    let too_long = "x".repeat(70_000);
    assert_eq!(scene.post(INBOUND, &[("Body", &too_long)]).await.status, 413);
}
