//! Messages on their way: what is claimed first, what waits, and how every one of them ends.

mod claiming;
mod figures;
mod putting_back;
mod troubles;

use crate::support::app::{TestApp, Wishes};
use crate::support::provider::FakeTwilio;

/// Settings of a house that texts through this API.
fn texting_through(base: &str) -> Wishes {
    Wishes::default()
        .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
        .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
        .setting("TWILIO_FROM", FakeTwilio::FROM)
        .setting("TWILIO_API_BASE", base)
}

/// Puts messages to Pat in the queue, due `minutes` from now. Pat takes as many as there are, at any hour.
async fn queue(app: &TestApp, channel: &str, priority: i16, count: u32, minutes: i64) {
    app.execute(
        "INSERT INTO notification_preferences (user_id, quiet_hours, daily_cap, created_at, updated_at)
         SELECT id, 'false', '{\"sms\": null, \"email\": null}', now(), now() FROM users
         WHERE email = 'pat@carebridge.example' ON CONFLICT DO NOTHING",
    )
    .await;
    let now = carebridge::domain::clock::Clock::now(&*app.clock).to_rfc3339();
    app.execute(&format!(
        "INSERT INTO deliveries (id, event_id, user_id, channel, template, vars, dedupe_key, priority, run_at,
                                 created_at, updated_at, category)
         SELECT gen_random_uuid(), gen_random_uuid(), users.id, '{channel}', 'test', 'null',
                gen_random_uuid()::text, {priority}, timestamptz '{now}' + interval '{minutes} minutes' + n * interval '1 ms',
                '{now}', '{now}', 'account'
         FROM users, generate_series(1, {count}) n WHERE email = 'pat@carebridge.example'"
    ))
    .await;
}
