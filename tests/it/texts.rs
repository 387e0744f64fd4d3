//! What Twilio tells the house: what became of a text, and what people answer.

mod bars;
mod opting;
mod replies;
mod reports;
mod signatures;

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use url::form_urlencoded::Serializer;

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes};
use crate::support::provider::FakeTwilio;

const TUESDAY: &str = "2026-11-24";
const INBOUND: &str = "/webhooks/twilio/inbound";

/// The house with an account at Twilio's.
struct Scene {
    app: TestApp,
    texts: FakeTwilio,
    pat: Person,
    /// Pat's.
    number: String,
}

impl Scene {
    async fn set() -> Self {
        let texts = FakeTwilio::start().await;
        let app = Wishes::default()
            .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
            .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
            .setting("TWILIO_FROM", FakeTwilio::FROM)
            .setting("TWILIO_API_BASE", texts.base().as_str())
            .spawn()
            .await;
        let pat = app.sign_in("pat").await;
        let number = app.text(&format!("SELECT phone AS text FROM users WHERE id = '{}'", pat.id)).await;
        Self { app, texts, pat, number }
    }

    /// Posts a form under the account's signature.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        post(&self.app, path, form, FakeTwilio::AUTH_TOKEN).await
    }

    /// Somebody's text from Pat's number, under the provider's name `sid`; what is texted back.
    async fn say(&self, sid: &str, body: &str) -> String {
        self.say_from(&self.number, sid, body).await
    }

    async fn say_from(&self, number: &str, sid: &str, body: &str) -> String {
        let form = [("MessageSid", sid), ("From", number), ("To", FakeTwilio::FROM), ("Body", body)];
        let answer = self.post(INBOUND, &form).await;
        assert_eq!(answer.header("content-type"), "text/xml; charset=utf-8");
        let twiml = answer.expect(200).as_str().unwrap().to_owned();
        let said = twiml.split_once("<Message>").and_then(|(_, rest)| rest.split_once("</Message>"));
        said.map_or_else(String::new, |(said, _)| said.to_owned())
    }

    /// Books the `n`th free slot of Tuesday; the visit waits for the doctor's confirmation.
    async fn book(&self, who: &Person, n: usize) -> String {
        let doctor = who.doctor_id("adams").await;
        let slot = who.free_slots(&doctor, TUESDAY).await.swap_remove(n);
        let visit = who.book(&doctor, &slot).await.expect(201);
        let id = visit["id"].as_str().unwrap().to_owned();
        self.app.execute(&format!("UPDATE appointments SET status = 'pending' WHERE id = '{id}'")).await;
        id
    }

    /// Has somebody been reminded of a visit by a text to Pat's number, so many minutes ago.
    async fn remind(&self, user: &str, visit: &str, minutes_ago: i32) {
        let (now, number) = ("'2026-11-23T06:00:00Z'::timestamptz", &self.number);
        self.app
            .execute(&format!(
                "INSERT INTO deliveries (id, event_id, user_id, channel, template, vars, dedupe_key, priority, run_at,
                     state, attempts, created_at, updated_at, category, appointment_id, address, sent_at)
                 VALUES (gen_random_uuid(), gen_random_uuid(), '{user}', 'sms', 'appointment_reminder', '{{}}',
                     gen_random_uuid(), 9, {now}, 'sent', 1, {now}, {now}, 'reminder', '{visit}', '{number}',
                     {now} - interval '{minutes_ago} minutes')"
            ))
            .await;
    }

    async fn status(&self, visit: &str) -> String {
        self.app.text(&format!("SELECT status AS text FROM appointments WHERE id = '{visit}'")).await
    }
}

async fn post(app: &TestApp, path: &str, form: &[(&str, &str)], token: &str) -> Answer {
    let mut fields = form.to_vec();
    fields.sort_unstable();
    let mut signed = format!("http://localhost:8000{path}");
    for (name, value) in fields {
        signed.push_str(name);
        signed.push_str(value);
    }
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let signature = STANDARD.encode(sign(&key, signed.as_bytes()));
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Client::new().post(app.url(path)).header("x-twilio-signature", signature);
    send(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
}
