//! What was claimed and not begun goes back as if it had not been claimed.

use carebridge::domain::channels::{ChannelKind, Via};
use carebridge::domain::clock::Clock;
use carebridge::domain::deliveries::Verdict;
use carebridge::storage::deliveries::Claimed;
use carebridge::storage::deliveries::claim::{Room, claim};
use carebridge::storage::deliveries::complete::{Completion, complete};
use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::{queue, texting_through};
use crate::support::app::{TestApp, spawn_app};
use crate::support::unruly::{Mood, Unruly};

const LEASE: TimeDelta = TimeDelta::seconds(60);
const ONE: Room = Room { all: 1, bulk: 1 };

/// Claims the one message there is, an hour ahead of the house, which sends pushes too; and records what became of it.
async fn settle(app: &TestApp, verdict: Verdict) -> Claimed {
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    let now = app.clock.now() + TimeDelta::hours(1);
    let claimed = claim(&mut connection, ChannelKind::Push, ONE, LEASE, now).await.unwrap().remove(0);
    let completion = Completion {
        id: claimed.id,
        lease_token: claimed.lease_token,
        attempt: claimed.attempt,
        address: Some("+442079460958".to_owned()),
        verdict,
    };
    complete(&mut connection, &[completion], now).await.unwrap();
    claimed
}

async fn row(app: &TestApp) -> String {
    app.text(
        "SELECT concat_ws(' ', state, attempts, maybe_sent, via, last_error, lease_token, address, sent_at IS NOT NULL,
                          (SELECT count(*) FROM delivery_attempts)) AS text FROM deliveries",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_back_has_its_attempt_refunded_and_leaves_no_line_in_the_log() {
    let app = spawn_app().await;
    queue(&app, "push", 5, 1, 30).await;
    let now = app.clock.now() + TimeDelta::minutes(30);
    settle(&app, Verdict::Again { run_at: now, maybe_sent: Some(Via::Second), reason: "no answer".into() })
        .await;
    assert_eq!(row(&app).await, "queued 1 t second no answer +442079460958 f 1");
    let in_doubt =
        settle(&app, Verdict::PutBack { run_at: now, reason: "away".into(), deferred: false }).await;
    assert_eq!(in_doubt.asked_at, Some(app.clock.now() + TimeDelta::hours(1)));
    assert_eq!(row(&app).await, "queued 1 t second away +442079460958 f 1");
    settle(&app, Verdict::Sent { provider_id: None, via: Via::Second }).await;
    assert_eq!(row(&app).await, "sent 2 f second +442079460958 t 2");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_circuit_does_not_eat_the_attempts_of_what_waits() {
    // Eight at once open it; each probe after that is one message's attempt.
    let moods = vec![Mood::Answer(401, r#"{"code": 20003}"#); 11];
    let texts = Unruly::twilio(moods).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port())).spawn().await;
    queue(&app, "sms", 5, 40, -1).await;
    let attempts = "SELECT count(*) AS count FROM delivery_attempts WHERE outcome = 'retry'";
    app.eventually(attempts, 8).await;
    for (wait, so_far) in [(5, 9), (10, 10), (20, 11)] {
        app.clock.advance(TimeDelta::seconds(wait));
        app.eventually(attempts, so_far).await;
    }
    assert_eq!(app.count("SELECT count(*) AS count FROM deliveries WHERE attempts = 0").await, 29);
    // The next one gets through, and all that waited follow without another word from the clock.
    app.clock.advance(TimeDelta::seconds(40));
    let sent_at_once = "SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND attempts = 1";
    app.eventually(sent_at_once, 29).await;
    app.clock.advance(TimeDelta::minutes(20));
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 40).await;
    assert_eq!(texts.taken().len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_more_than_a_few_texts_in_ten_minutes_and_all_of_them_in_the_end() {
    let texts = Unruly::twilio([]).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port()))
        .setting("CAREBRIDGE_MESSAGES_PER_PERSON", "5")
        .spawn()
        .await;
    queue(&app, "sms", 5, 12, -1).await;
    let sent = "SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND attempts = 1";
    let waiting = "SELECT count(*) AS count FROM deliveries WHERE state = 'queued' AND attempts = 0 AND run_at > '2026-11-23T06:05Z'";
    app.eventually(waiting, 7).await;
    app.eventually(sent, 5).await;
    queue(&app, "sms", 1, 1, -1).await;
    app.eventually(sent, 6).await;
    for so_far in [11, 13] {
        app.clock.advance(TimeDelta::minutes(10));
        app.eventually(sent, so_far).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_account_sends_what_the_first_refuses() {
    let first = Unruly::twilio(vec![Mood::Answer(401, r#"{"code": 20003}"#); 100]).await;
    let second = Unruly::twilio([]).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", first.port()))
        .setting("TWILIO_FALLBACK_ACCOUNT_SID", "ACffffffffffffffffffffffffffffffff")
        .setting("TWILIO_FALLBACK_AUTH_TOKEN", "another-token")
        .setting("TWILIO_FALLBACK_FROM", "+15005550007")
        .setting("TWILIO_FALLBACK_API_BASE", format!("http://127.0.0.1:{}", second.port()))
        .spawn()
        .await;
    queue(&app, "sms", 5, 30, -1).await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND via = 'second'", 30)
        .await;
    assert_eq!((second.taken().len(), first.taken().len()), (30, 0));
    // Some were under way when its circuit opened; nobody asked it after that.
    assert!(first.moods_left() >= 85, "{} left", first.moods_left());
}
