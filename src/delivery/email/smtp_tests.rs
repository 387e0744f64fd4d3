//! The mailer against a relay on a real socket that answers what it is told to.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedReceiver;

use super::SmtpMailer;
use crate::delivery::canned::{self, Say, StandingClock};
use crate::delivery::channel::Channel;
use crate::delivery::email::unsubscribe_tokens::UnsubscribeTokens;
use crate::domain::bars::Bar;
use crate::domain::channels::{Outcome, Outgoing, Via};
use crate::domain::messages::Message;

fn mailer(url: &str, limit: Duration) -> SmtpMailer {
    let from = "CareBridge <no-reply@clinic.example>";
    let (tokens, clock) = (UnsubscribeTokens::new(&[7; 32]), Arc::new(StandingClock));
    SmtpMailer::with_limit(&SecretString::from(url), from, &canned::public_url(), tokens, clock, limit)
        .unwrap()
}

fn outgoing() -> Outgoing {
    canned::outgoing(Message::AppointmentConfirmed(canned::visit()))
}

/// A relay that takes everything.
fn obliging(line: &str) -> Say {
    Say::Text(match line.split(' ').next().unwrap_or_default() {
        "EHLO" => "250-canned\r\n250 AUTH PLAIN".to_owned(),
        "DATA" => "354 go on".to_owned(),
        "AUTH" => "235 welcome".to_owned(),
        _ => "250 yes".to_owned(),
    })
}

async fn sent_to(script: fn(&str) -> Say, credentials: &str) -> Outcome {
    let (port, _lines) = canned::smtp(script).await;
    let url = format!("smtp://{credentials}127.0.0.1:{port}?tls=none");
    mailer(&url, Duration::from_secs(10)).send(&outgoing()).await
}

fn drain(lines: &mut UnboundedReceiver<String>) -> Vec<String> {
    std::iter::from_fn(|| lines.try_recv().ok()).collect()
}

#[tokio::test]
async fn a_mail_is_handed_over_and_named_by_its_message_id() {
    let (port, mut lines) = canned::smtp(obliging).await;
    let outgoing = outgoing();
    let outcome = mailer(&format!("smtp://127.0.0.1:{port}"), Duration::from_secs(10)).send(&outgoing).await;
    let id = format!("{}@clinic.example", outgoing.delivery_id);
    assert_eq!(outcome, Outcome::Sent { provider_id: Some(id.clone()), via: Via::First });
    let lines = drain(&mut lines);
    for line in [
        "MAIL FROM:<no-reply@clinic.example>".to_owned(),
        "RCPT TO:<pat@carebridge.example>".to_owned(),
        format!("Message-ID: <{id}>"),
        "METHOD:REQUEST".to_owned(),
        ".".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line} is missing in {lines:#?}");
    }
}

#[tokio::test]
async fn one_connection_carries_the_next_mail_too() {
    let (port, mut lines) = canned::smtp(obliging).await;
    let mailer = mailer(&format!("smtp://mary:secret@127.0.0.1:{port}?tls=none"), Duration::from_secs(10));
    for _ in 0..2 {
        assert!(matches!(mailer.send(&outgoing()).await, Outcome::Sent { .. }));
    }
    let lines = drain(&mut lines);
    let count = |what: &str| lines.iter().filter(|line| line.starts_with(what)).count();
    assert_eq!((count("connect"), count("AUTH PLAIN"), count("MAIL FROM")), (1, 1, 2), "{lines:#?}");
}

#[tokio::test]
async fn a_mail_that_was_dropped_half_way_does_not_answer_for_the_next_one() {
    let (port, mut lines) = canned::smtp(|line| match line {
        "." => Say::Silence,
        line => obliging(line),
    })
    .await;
    let mailer = mailer(&format!("smtp://127.0.0.1:{port}?tls=none"), Duration::from_millis(100));
    for _ in 0..2 {
        let outcome = mailer.send(&outgoing()).await;
        assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{outcome:?}");
    }
    assert_eq!(drain(&mut lines).iter().filter(|line| *line == "connect").count(), 2);
}

#[tokio::test]
async fn a_passing_refusal_is_tried_again() {
    let outcome =
        sent_to(|line| if line.starts_with("RCPT") { said("451 greylisted") } else { obliging(line) }, "");
    assert_eq!(
        outcome.await,
        Outcome::RetryAfter { wait: None, reason: "the SMTP relay answered 451".to_owned() }
    );
}

#[tokio::test]
async fn a_bad_mailbox_is_final_and_its_address_is_not_repeated() {
    let outcome = sent_to(
        |line| {
            if line.starts_with("RCPT") {
                said("550 no such user pat@carebridge.example")
            } else {
                obliging(line)
            }
        },
        "",
    );
    assert_eq!(outcome.await, Outcome::Dead { reason: "the SMTP relay answered 550".to_owned() });
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_not_written_to_again() {
    let refuse = |line: &str| {
        if line.starts_with("RCPT") {
            said("550 5.1.1 <pat@carebridge.example>: unknown")
        } else {
            obliging(line)
        }
    };
    let reason = "the SMTP relay answered 550".to_owned();
    assert_eq!(sent_to(refuse, "").await, Outcome::Barred { bar: Bar::Unreachable, reason });
    let policy = |line: &str| {
        if line.starts_with("RCPT") { said("550 5.7.1 relaying denied") } else { obliging(line) }
    };
    assert!(matches!(sent_to(policy, "").await, Outcome::Dead { .. }), "it is not the mailbox's fault");
}

#[tokio::test]
async fn content_that_is_refused_is_final() {
    let outcome =
        sent_to(|line| if line == "." { said("554 looks like spam") } else { obliging(line) }, "").await;
    assert!(matches!(outcome, Outcome::Dead { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_wrong_password_kills_no_mail() {
    let refuse = |line: &str| if line.starts_with("AUTH") { said("535 wrong") } else { obliging(line) };
    for outcome in [
        sent_to(refuse, "mary:secret@").await,
        sent_to(|line| if line.starts_with("MAIL") { said("530 sign in") } else { obliging(line) }, "").await,
    ] {
        assert!(matches!(outcome, Outcome::Unavailable { wait: Some(_), .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_relay_without_starttls_gets_neither_password_nor_mail_where_it_is_required() {
    let (port, mut lines) = canned::smtp(obliging).await;
    let outcome = mailer(&format!("smtp://mary:secret@127.0.0.1:{port}"), Duration::from_secs(10))
        .send(&outgoing())
        .await;
    assert!(matches!(outcome, Outcome::Unavailable { wait: Some(_), .. }), "{outcome:?}");
    assert!(drain(&mut lines).iter().all(|line| !line.starts_with("AUTH") && !line.starts_with("MAIL")));
}

#[tokio::test]
async fn a_broken_or_missing_relay_is_tried_again() {
    let nobody = format!("smtp://127.0.0.1:{}?tls=none", canned::closed_port().await);
    for outcome in [
        mailer(&nobody, Duration::from_secs(10)).send(&outgoing()).await,
        sent_to(|line| if line == "DATA" { Say::Nothing } else { obliging(line) }, "").await,
        sent_to(|line| if line == "DATA" { said("421 closing") } else { obliging(line) }, "").await,
        sent_to(|_| said("this is not SMTP"), "").await,
    ] {
        assert!(matches!(outcome, Outcome::Unavailable { wait: None, .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_relay_that_dies_with_the_mail_in_its_hands_may_have_sent_it() {
    let outcome = sent_to(|line| if line == "." { Say::Nothing } else { obliging(line) }, "").await;
    assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_person_without_an_address_is_left_alone() {
    let mut outgoing = outgoing();
    outgoing.recipient.email = None;
    let outcome = mailer("smtp://127.0.0.1:1?tls=none", Duration::from_secs(10)).send(&outgoing).await;
    assert!(matches!(outcome, Outcome::Suppressed { .. }), "{outcome:?}");
}

fn said(text: &str) -> Say {
    Say::Text(text.to_owned())
}
