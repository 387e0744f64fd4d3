//! Whatever a provider does, every message ends: sent, suppressed or dead.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{queue, texting_through};
use crate::support::app::{TestApp, Wishes};
use crate::support::smtp_sink::SmtpSink;
use crate::support::unruly::{Mood, Unruly};

const UNSETTLED: &str = "SELECT count(*) AS count FROM deliveries WHERE state = 'queued'";

/// Moves the clock on until nothing waits any more.
async fn until_all_are_settled(app: &TestApp) {
    let mut look = tokio::time::interval(std::time::Duration::from_millis(50));
    let settled = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        while app.count(UNSETTLED).await > 0 {
            app.clock.advance(TimeDelta::minutes(7));
            look.tick().await;
        }
    });
    assert!(settled.await.is_ok(), "{} are not settled", app.count(UNSETTLED).await);
}

fn times(names: Vec<String>) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for name in names {
        *times.entry(name).or_default() += 1;
    }
    times
}

async fn states(app: &TestApp) -> String {
    app.text(
        "SELECT string_agg(state || ':' || number, ' ' ORDER BY state) AS text
         FROM (SELECT state, count(*) AS number FROM deliveries GROUP BY state) AS states",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_twilio_does_every_text_ends_and_none_is_sent_twice() {
    let texts = Unruly::twilio([
        Mood::Answer(429, r#"{"code": 20429}"#),
        Mood::Answer(500, "oops"),
        Mood::Garbage,
        Mood::DiesAfter,
        Mood::DiesBefore,
        Mood::Answer(400, r#"{"code": 21211}"#),
        Mood::Answer(400, r#"{"code": 21610}"#),
        Mood::Answer(401, r#"{"code": 20003}"#),
        Mood::Answer(503, "<html>"),
        Mood::Stalls,
        Mood::Answer(201, "<html>"),
        Mood::DiesAfter,
    ])
    .await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port())).spawn().await;
    // Each to another number, or the same words to one would be taken for one text.
    app.execute(
        "INSERT INTO users (id, role, first_name, last_name, phone, created_at, updated_at)
         SELECT gen_random_uuid(), 'patient', 'No', 'One', '+4420794' || 60000 + n, now(), now() FROM generate_series(1, 30) n",
    )
    .await;
    app.execute(
        "INSERT INTO deliveries (id, event_id, user_id, channel, template, vars, dedupe_key, priority, run_at,
                                 created_at, updated_at, category)
         SELECT gen_random_uuid(), gen_random_uuid(), id, 'sms', 'test', 'null', id::text, 5, '2026-11-23T05:59Z',
                '2026-11-23T05:59Z', '2026-11-23T05:59Z', 'account' FROM users WHERE first_name = 'No'",
    )
    .await;
    until_all_are_settled(&app).await;
    assert_eq!(texts.moods_left(), 0);
    assert_eq!(states(&app).await, "dead:1 sent:28 suppressed:1");
    let taken = times(texts.taken());
    assert_eq!((taken.len(), taken.values().max()), (28, Some(&1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_relay_does_every_mail_ends() {
    let relay = Unruly::relay([
        Mood::Answer(451, "come back later"),
        Mood::Answer(550, "no such user"),
        Mood::Garbage,
        Mood::DiesAfter,
        Mood::DiesBefore,
        Mood::Answer(421, "closing"),
        Mood::Answer(535, "who are you"),
    ])
    .await;
    let app = Wishes::default()
        .setting("SMTP_URL", format!("smtp://127.0.0.1:{}?tls=none", relay.port()))
        .spawn()
        .await;
    queue(&app, "email", 5, 20, -1).await;
    until_all_are_settled(&app).await;
    assert_eq!(relay.moods_left(), 0);
    assert_eq!(states(&app).await, "dead:1 sent:19");
    // Nobody can look a mail up: the two that were left open may be there twice, under one Message-ID.
    let taken = times(relay.taken());
    let repeated = taken.values().filter(|times| **times > 1).count();
    assert!(taken.len() == 19 && repeated <= 2, "{taken:?}");
}

/// <https://github.com/department-of-veterans-affairs/notification-api/issues/1703>: what the provider had refused for
/// good was tried again for a day.
#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_provider_error_is_not_retried_for_a_day() {
    let texts = Unruly::twilio([Mood::Answer(400, r#"{"code": 21211}"#)]).await;
    let app = texting_through(&format!("http://127.0.0.1:{}", texts.port())).spawn().await;
    queue(&app, "sms", 5, 1, -1).await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'dead' AND attempts = 1", 1).await;
    app.clock.advance(TimeDelta::days(1));
    queue(&app, "sms", 5, 1, -1).await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 1).await;
    assert_eq!(texts.taken().len(), 1, "the first one was tried again");
}

/// The first CareBridge marked a notification as sent, and then sent it; where that failed nobody ever knew.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_not_marked_as_sent_before_it_is() {
    let port = SmtpSink::free_port().await;
    let app =
        Wishes::default().setting("SMTP_URL", format!("smtp://127.0.0.1:{port}?tls=none")).spawn().await;
    queue(&app, "email", 5, 1, -1).await;
    let waiting = "SELECT count(*) AS count FROM deliveries WHERE state = 'queued' AND attempts = 1 AND sent_at IS NULL AND lease_until IS NULL";
    app.eventually(waiting, 1).await;
    let mail = SmtpSink::start_on(port).await;
    app.clock.advance(TimeDelta::minutes(1));
    mail.next_mail().await;
    app.eventually(
        "SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND sent_at IS NOT NULL",
        1,
    )
    .await;
}
