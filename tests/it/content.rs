//! What leaves the house: mails that independent libraries read, texts of one segment, and not a clinical word in any.

mod calendars;
mod clinical;

use std::collections::BTreeMap;

use carebridge::delivery::links::Links;
use carebridge::delivery::templates::catalogue::{self, LOCALES};
use carebridge::delivery::templates::preview::{self, Preview};
use carebridge::delivery::templates::push;
use carebridge::domain::channels::ChannelKind;
use carebridge::domain::messages::Message;
use carebridge::services::seed;
use carebridge::storage::migrations;
use carebridge::storage::pool::Database;
use clinical::Secrets;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::smtp_sink::SmtpSink;

/// Every field of medicine that the demo knows, and what happens to forty patients in two weeks of it.
const PLAN: seed::plan::SeedPlan =
    seed::plan::SeedPlan { doctors: 12, patients: 40, appointments: Some(150), if_empty: true };

fn links() -> Links {
    Links::new(&"https://clinic.example".parse().unwrap()).unwrap()
}

/// All that a reader of a mail can come to see: headers in words, text, HTML, the calendar file.
fn readable(raw: &str) -> String {
    let mail = MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let mut seen = mail.subject().expect("a subject").to_owned();
    let mut kinds = Vec::new();
    for part in &mail.parts {
        let Some(text) = part.text_contents() else { continue };
        kinds.push(part.content_type().and_then(|kind| kind.subtype()).unwrap_or("plain").to_owned());
        seen.push('\n');
        seen.push_str(text);
    }
    for kind in ["plain", "html"] {
        assert!(kinds.iter().any(|found| found == kind), "no {kind} in {raw}");
    }
    seen
}

/// Another house on the same PostgreSQL, in which the whole demo was lived and nobody has been told of it yet.
async fn demo_clinic(first: &TestApp) -> String {
    let mut connection = AsyncPgConnection::establish(&first.database_url).await.unwrap();
    let (server, name) = first.database_url.rsplit_once("test_").unwrap();
    let number: String = name.chars().take_while(char::is_ascii_digit).collect();
    let url = format!("{server}demo_{name}");
    connection.batch_execute(&format!("CREATE DATABASE demo_{number}")).await.unwrap();
    migrations::up(&url).await.unwrap();
    let database = Database::new(&url, 2, Handle::current()).unwrap();
    seed::run::run(&database, &*first.clock, &PLAN, &|_, _| {}).await.unwrap();
    let mut connection = AsyncPgConnection::establish(&url).await.unwrap();
    connection
        .batch_execute(
            // Patients are greeted by their names: no doctor may share one.
            "UPDATE users SET last_name = last_name || 'quist' WHERE role = 'doctor';
             UPDATE events SET expanded_at = NULL;
             UPDATE users SET locale = (ARRAY['en', 'fr', 'es'])[1 + abs(hashtext(id::text)) % 3]",
        )
        .await
        .unwrap();
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_the_demo_clinics_life_sends_out_tells_of_anybodys_health() {
    let first = spawn_app().await;
    let url = demo_clinic(&first).await;
    let secrets = Secrets::of(&url).await;
    let mail = SmtpSink::start().await;
    let app = Wishes::default().setting("SMTP_URL", mail.url()).on(&url).spawn().await;
    app.eventually("SELECT count(*) AS count FROM events WHERE expanded_at IS NULL", 0).await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'queued' AND run_at <= '2026-11-23T06:00:00Z'", 0)
        .await;
    let sent = "SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND channel = ";
    let mails = app.count(&format!("{sent}'email'")).await;
    assert!(mails > 50, "{mails}");
    for _ in 0..mails {
        secrets.are_not_in(&readable(&mail.next_mail().await.raw));
    }
    let texts = std::fs::read_to_string(app.data_dir.path().join("sms.jsonl")).unwrap();
    assert!(texts.lines().count() > 20, "{texts}");
    for line in texts.lines() {
        let text: Value = serde_json::from_str(line).unwrap();
        secrets.are_not_in(text["body"].as_str().unwrap());
    }
    let stored = "SELECT json_agg(json_build_object('template', template, 'vars', vars))::text AS text FROM deliveries";
    let messages: Vec<Message> = serde_json::from_str(&app.text(stored).await).unwrap();
    for message in &messages {
        for locale in LOCALES {
            let push = push::render(message, locale, &links()).unwrap();
            secrets.are_not_in(&format!("{} {}", push.title, push.body));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_template_has_a_clinical_word_in_any_language_over_any_channel() {
    let secrets = Secrets::default();
    for entry in catalogue::all() {
        for locale in LOCALES {
            for &channel in entry.channels {
                let Preview { subject, text, html, title, body, size } =
                    preview::render(&entry, channel, locale, &links()).unwrap();
                assert!(size.is_none_or(|size| (size.encoding, size.segments) == ("GSM-7", 1)));
                // The inbox alone, whose reader is signed in, may name the doctor.
                for part in [subject, text, html, title, body].into_iter().flatten() {
                    secrets.are_not_in(&part);
                    assert!(!part.contains("{{") && !part.contains("v."), "{part}");
                    let names_a_doctor = part.contains("Ada Grant");
                    assert!(!names_a_doctor || channel == ChannelKind::InApp, "{part}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_in_its_readers_language() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    app.execute("UPDATE users SET locale = 'fr' WHERE email = 'pat@carebridge.example'").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    app.eventually("SELECT count(*) AS count FROM notifications", 2).await;
    let mut titles = BTreeMap::new();
    for name in ["pat", "dr.adams"] {
        let inbox = app.sign_in(name).await.get("notifications/").await.expect(200);
        titles.insert(name, inbox["results"][0]["title"].clone());
    }
    assert_eq!(titles["pat"], json!("Votre rendez-vous est pris"));
    assert_eq!(titles["dr.adams"], json!("New visit"));
}
