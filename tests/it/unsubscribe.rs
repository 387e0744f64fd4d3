//! The link at the foot of a mail.

use reqwest::Client;
use serde_json::json;

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};

const PAT: &str = "pat@carebridge.example";

/// The link of the mail that a booking sends.
async fn link(app: &TestApp, pat: &Person) -> String {
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    let mail = app.mail(PAT, "", 1).await;
    let header = mail.raw.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <"));
    let link = header.expect("a header").strip_suffix('>').unwrap();
    assert!(mail.text.contains(link), "{}", mail.text);
    assert!(mail.raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", mail.raw);
    link.strip_prefix("http://localhost:8000").unwrap().to_owned()
}

async fn ask(app: &TestApp, link: &str) -> Answer {
    send(Client::new().get(app.url(link))).await
}

async fn post(app: &TestApp, link: &str, form: &'static str) -> Answer {
    let request = Client::new().post(app.url(link)).body(form);
    send(request.header("content-type", "application/x-www-form-urlencoded")).await
}

async fn mails_of(pat: &Person) -> [bool; 2] {
    let chosen = pat.get("notification-preferences/").await.expect(200);
    ["booking", "reminder"].map(|category| chosen["channels"][category]["email"].as_bool().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_nothing_one_click_ends_and_another_takes_it_back() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let link = link(&app, &pat).await;
    let page = ask(&app, &link).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-store");
    let html = page.expect(200);
    assert!(html.as_str().unwrap().contains("<form method=\"post\">"), "{html}");
    assert_eq!(mails_of(&pat).await, [true, true]);

    for _ in 0..2 {
        let html = post(&app, &link, "List-Unsubscribe=One-Click").await.expect(200);
        assert!(html.as_str().unwrap().contains("no more mails about this"), "{html}");
        assert_eq!(mails_of(&pat).await, [false, true]);
    }
    app.clock.advance(chrono::TimeDelta::seconds(1));
    post(&app, &link, "undo=1").await.expect(200);
    assert_eq!(mails_of(&pat).await, [true, true]);
    let audited = "SELECT string_agg(action, ' ' ORDER BY at, id) AS text FROM audit_log
                   WHERE action LIKE 'preferences.%subscribe'";
    assert_eq!(app.text(audited).await, "preferences.unsubscribe preferences.resubscribe");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_altered_leads_nowhere() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let link = link(&app, &pat).await;
    let altered = format!("{}AA", &link[..link.len() - 2]);
    for link in [altered.as_str(), "/unsubscribe/AAAA", "/unsubscribe/%00"] {
        ask(&app, link).await.refused(404, "not_found");
        post(&app, link, "").await.refused(404, "not_found");
    }
    assert_eq!(mails_of(&pat).await, [true, true]);
}

// Whoever reads mails for many asks from one address.
#[tokio::test(flavor = "multi_thread")]
async fn a_good_link_is_never_refused_and_one_that_is_guessed_at_is() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let pat = app.sign_in("pat").await;
    let link = link(&app, &pat).await;
    for _ in 0..130 {
        ask(&app, &link).await.expect(200);
    }
    let mut guessed = ask(&app, "/unsubscribe/AAAA").await;
    for _ in 0..1000 {
        if guessed.status == 429 {
            break;
        }
        guessed = ask(&app, "/unsubscribe/AAAA").await;
    }
    guessed.refused(429, "rate_limited");
    post(&app, &link, "List-Unsubscribe=One-Click").await.expect(200);
    assert_eq!(mails_of(&pat).await, [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_of_the_account_cannot_be_ended() {
    let app = spawn_app().await;
    app.visitor().post("auth/password/forgot/", &json!({ "email": PAT })).await;
    let mail = app.mail(PAT, "", 1).await;
    assert!(!mail.raw.contains("List-Unsubscribe"), "{}", mail.raw);
}
