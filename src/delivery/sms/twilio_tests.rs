//! The client against an HTTP server on a real socket that answers what it is told to.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedReceiver;
use url::Url;

use super::Twilio;
use crate::config::sms::TwilioSettings;
use crate::delivery::canned::{self, Say, StandingClock};
use crate::delivery::channel::Channel;
use crate::domain::bars::Bar;
use crate::domain::channels::{Outcome, Outgoing, Via};
use crate::domain::messages::Message;

const BODY: &str =
    "Harbour Clinic: visit confirmed for Tue 4 Nov 2025 3:30 PM CET. https://clinic.example/appointments";

fn settings(api_base: Url) -> TwilioSettings {
    TwilioSettings {
        account_sid: "AC0123456789abcdef0123456789abcdef".to_owned(),
        auth_token: SecretString::from("very-secret"),
        from: "+15005550006".to_owned(),
        api_base,
    }
}

fn twilio(api_base: Url) -> Twilio {
    let clock = Arc::new(StandingClock);
    Twilio::with_limit(settings(api_base), &canned::public_url(), clock, Duration::from_secs(1)).unwrap()
}

fn outgoing(maybe_sent: bool) -> Outgoing {
    Outgoing { maybe_sent, ..canned::outgoing(Message::AppointmentConfirmed(canned::visit())) }
}

async fn sent(maybe_sent: bool, answers: Vec<Say>) -> (Outcome, UnboundedReceiver<String>) {
    let (url, requests) = canned::http(answers).await;
    (twilio(url).send(&outgoing(maybe_sent)).await, requests)
}

fn created() -> Say {
    Say::http("201 Created", "", r#"{"sid":"SM1","status":"accepted"}"#)
}

#[tokio::test]
async fn a_text_is_posted_as_the_contract_says() {
    let (url, mut requests) = canned::http(vec![created()]).await;
    let outgoing = outgoing(false);
    let outcome = twilio(url).send(&outgoing).await;
    assert_eq!(outcome, Outcome::Sent { provider_id: Some("SM1".to_owned()), via: Via::First });

    let request = requests.recv().await.unwrap();
    let (head, form) = request.split_once("\r\n\r\n").unwrap();
    let path = "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json";
    assert!(head.starts_with(&format!("POST {path} HTTP/1.1\r\n")), "{head}");
    assert!(head.to_lowercase().contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(head.to_lowercase().contains("authorization: basic "), "{head}");
    let form: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let callback = format!("https://clinic.example/webhooks/twilio/status/{}", outgoing.delivery_id);
    let expected =
        [("To", "+442079460958"), ("From", "+15005550006"), ("Body", BODY), ("StatusCallback", &callback)];
    assert_eq!(form, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn too_many_requests_wait_as_long_as_asked() {
    let busy = Say::http("429 Too Many Requests", "retry-after: 7\r\n", r#"{"code":20429}"#);
    let (outcome, _) = sent(false, vec![busy]).await;
    assert!(
        matches!(outcome, Outcome::TooMany { wait: Some(wait), .. } if wait.as_secs() == 7),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn who_said_stop_is_left_alone() {
    let (outcome, _) = sent(false, vec![Say::http("400 Bad Request", "", r#"{"code":21610}"#)]).await;
    assert!(matches!(outcome, Outcome::Barred { bar: Bar::Stopped, .. }), "{outcome:?}");
}

#[tokio::test]
async fn an_error_garbage_or_no_answer_may_have_been_sent() {
    for answer in [
        Say::http("500 Internal Server Error", "", "oops"),
        Say::http("201 Created", "", "<html>"),
        Say::Text("HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{".to_owned()),
        Say::Text("garbage\r\n\r\n".to_owned()),
        Say::Nothing,
        Say::Silence,
    ] {
        let (outcome, _) = sent(false, vec![answer.clone()]).await;
        assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{answer:?} {outcome:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_secret() {
    let (elsewhere, mut requests) = canned::http(vec![created()]).await;
    let moved = Say::http("307 Temporary Redirect", &format!("location: {elsewhere}\r\n"), "");
    let (outcome, _) = sent(false, vec![moved]).await;
    assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{outcome:?}");
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn what_never_reached_twilio_was_not_sent() {
    let nobody = Url::parse(&format!("http://127.0.0.1:{}", canned::closed_port().await)).unwrap();
    let outcome = twilio(nobody).send(&outgoing(false)).await;
    assert!(matches!(outcome, Outcome::Unavailable { wait: None, .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_text_that_got_through_is_found_and_not_sent_again() {
    let list = serde_json::json!({ "messages": [{ "sid": "SM7", "body": BODY, "date_created": null }] });
    let (outcome, mut requests) = sent(true, vec![Say::http("200 OK", "", &list.to_string())]).await;
    assert_eq!(outcome, Outcome::Sent { provider_id: Some("SM7".to_owned()), via: Via::First });
    let request = requests.recv().await.unwrap();
    assert!(request.starts_with("GET /2010-04-01/Accounts/"), "{request}");
    assert!(request.contains("?To=%2B442079460958&From=%2B15005550006&"), "{request}");
}

#[tokio::test]
async fn a_text_that_did_not_get_through_is_sent() {
    let (outcome, mut requests) =
        sent(true, vec![Say::http("200 OK", "", r#"{"messages":[]}"#), created()]).await;
    assert_eq!(outcome, Outcome::Sent { provider_id: Some("SM1".to_owned()), via: Via::First });
    assert!(requests.recv().await.unwrap().starts_with("GET "));
    assert!(requests.recv().await.unwrap().starts_with("POST "));
}

#[tokio::test]
async fn without_an_answer_to_the_look_up_nothing_is_sent() {
    for answer in [Say::http("503 Service Unavailable", "", ""), Say::Nothing] {
        let (outcome, mut requests) = sent(true, vec![answer, created()]).await;
        assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{outcome:?}");
        assert!(requests.recv().await.unwrap().starts_with("GET "));
    }
}

#[tokio::test]
async fn a_person_without_a_number_is_left_alone() {
    let mut outgoing = outgoing(false);
    outgoing.recipient.phone = None;
    let outcome = twilio(Url::parse("http://127.0.0.1:1").unwrap()).send(&outgoing).await;
    assert!(matches!(outcome, Outcome::Suppressed { .. }), "{outcome:?}");
}
