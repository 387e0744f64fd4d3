use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{CHOSEN, PASSPHRASE, registration, send};
use crate::support::app::spawn_app;
use crate::support::mailbox::code_in;

const PAT: &str = "pat@carebridge.example";

fn reset(token: &str) -> Value {
    json!({ "token": token, "password": CHOSEN })
}

fn code_of(refused: &Value) -> (&str, &str) {
    (refused["errors"][0]["field"].as_str().unwrap(), refused["errors"][0]["code"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_link_is_good_once_and_for_half_an_hour() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let forgot = json!({ "email": PAT });
    visitor.post("auth/password/forgot/", &forgot).await.expect(202);
    let first = app.mail(PAT, "Choose a new password", 1).await.token();
    visitor.post("auth/password/forgot/", &forgot).await.expect(202);
    let second = app.mail(PAT, "Choose a new password", 2).await.token();
    let weak = json!({ "token": second, "password": "patmorgan1234" });
    let refused = visitor.post("auth/password/reset/", &weak).await.refused(422, "invalid");
    assert_eq!(code_of(&refused), ("password", "password_too_weak"));
    visitor.post("auth/password/reset/", &reset(&second)).await.expect(204);
    for used in [&second, &first] {
        let refused = visitor.post("auth/password/reset/", &reset(used)).await.refused(422, "invalid");
        assert_eq!(code_of(&refused), ("token", "invalid_token"));
    }

    visitor.post("auth/password/forgot/", &forgot).await.expect(202);
    let third = app.mail(PAT, "Choose a new password", 3).await.token();
    app.clock.advance(TimeDelta::minutes(30));
    visitor.post("auth/password/reset/", &reset(&third)).await.refused(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_of_many_who_open_a_link_at_once_one_does() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    visitor.post("auth/register/", &registration("nova@patient.example")).await.expect(201);
    let token = app.mail("nova@patient.example", "Confirm your e-mail", 1).await.token();
    let body = json!({ "token": token });
    let answers = join_all((0..8).map(|_| visitor.post("auth/email/verify/", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_who_asks_again_and_again_neither_ends_the_owners_link_nor_floods_them() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let own = app.mail(PAT, "Choose a new password", 1).await.token();
    for _ in 0..8 {
        visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    }
    visitor.post("auth/password/reset/", &reset(&own)).await.expect(204);
    app.mail(PAT, "Your password was changed", 1).await;
    let links = app.mails().iter().filter(|mail| mail.subject == "Choose a new password").count();
    assert!(links <= 5, "{links}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_reset_ends_what_somebody_else_asked_for() {
    let app = spawn_app().await;
    let thief = app.sign_in("pat").await;
    let change = json!({ "email": "thief@evil.example", "password": PASSPHRASE });
    thief.post("auth/email/change/", &change).await.expect(202);
    let theirs = app.mail("thief@evil.example", "Confirm your e-mail", 1).await.token();
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let own = app.mail(PAT, "Choose a new password", 1).await.token();
    visitor.post("auth/password/reset/", &reset(&own)).await.expect(204);
    visitor.post("auth/email/verify/", &json!({ "token": theirs })).await.refused(422, "invalid");
    visitor.post("auth/login/", &json!({ "email": PAT, "password": CHOSEN })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_link_that_went_to_an_address_of_before_is_nobodys() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let old = app.mail(PAT, "Choose a new password", 1).await.token();
    let change = json!({ "email": "pat@new.example", "password": PASSPHRASE });
    pat.post("auth/email/change/", &change).await.expect(202);
    let token = app.mail("pat@new.example", "Confirm your e-mail", 1).await.token();
    visitor.post("auth/email/verify/", &json!({ "token": token })).await.expect(200);
    visitor.post("auth/password/reset/", &reset(&old)).await.refused(422, "invalid");
    assert_eq!(pat.get("auth/me/").await.expect(200)["email"], "pat@new.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_change_of_password_that_is_under_way_does_not_outlive_the_owners_reset() {
    let app = spawn_app().await;
    let (thief, visitor) = (app.sign_in("pat").await, app.visitor());
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let token = app.mail(PAT, "Choose a new password", 1).await.token();
    let change = json!({ "current_password": PASSPHRASE, "new_password": "ladder mosquito thunder carpet" });
    let own = reset(&token);
    let (changed, chosen) = tokio::join!(
        thief.post("auth/password/change/", &change),
        visitor.post("auth/password/reset/", &own)
    );
    let login = json!({ "email": PAT, "password": CHOSEN });
    if chosen.status == 204 {
        visitor.post("auth/login/", &login).await.expect(200);
        thief.get("auth/me/").await.refused(401, "invalid_token");
    } else {
        // The thief was sooner, and with that the owner's link ended.
        assert_eq!((changed.status.as_u16(), chosen.status.as_u16()), (204, 422));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_link_is_for_one_purpose() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    visitor.post("auth/register/", &registration("nova@patient.example")).await.expect(201);
    let token = app.mail("nova@patient.example", "Confirm your e-mail", 1).await.token();
    visitor.post("auth/password/reset/", &reset(&token)).await.refused(422, "invalid");
    visitor.post("auth/email/verify/", &json!({ "token": token })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_the_database_holds_hashes_and_no_text() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let token = app.mail(PAT, "Choose a new password", 1).await.token();
    for table in ["one_time_tokens", "events", "deliveries", "delivery_attempts", "audit_log"] {
        let rows =
            app.text(&format!("SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM {table} t")).await;
        assert!(!rows.contains(&token), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_links_lead_to_the_configured_address_whatever_the_request_says() {
    let app = spawn_app().await;
    let forgot = app.visitor().request(Method::POST, "auth/password/forgot/").json(&json!({ "email": PAT }));
    send(forgot.header("host", "evil.example").header("x-forwarded-host", "evil.example")).await.expect(202);
    let mail = app.mail(PAT, "Choose a new password", 1).await;
    assert!(mail.text.contains("http://localhost:8000/reset-password#token="), "{}", mail.text);
    assert!(!mail.raw.contains("evil.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_code_is_good_once_for_ten_minutes_and_five_tries() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let phone = pat.get("auth/me/").await.expect(200)["phone"].as_str().unwrap().to_owned();
    let verify = async |code: &str| pat.post("auth/phone/verify/", &json!({ "code": code })).await;
    let wrong = |code: &str| format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);

    pat.post("auth/phone/send_code/", &json!({})).await.expect(202);
    let code = code_in(&app.text_message(&phone, 1).await);
    for _ in 0..5 {
        verify(&wrong(&code)).await.refused(422, "invalid");
    }
    verify(&code).await.refused(422, "invalid");

    pat.post("auth/phone/send_code/", &json!({})).await.expect(202);
    let code = code_in(&app.text_message(&phone, 2).await);
    app.clock.advance(TimeDelta::minutes(10));
    let pat = app.sign_in("pat").await;
    pat.post("auth/phone/verify/", &json!({ "code": code })).await.refused(422, "invalid");

    pat.post("auth/phone/send_code/", &json!({})).await.expect(202);
    let code = code_in(&app.text_message(&phone, 3).await);
    let user = pat.post("auth/phone/verify/", &json!({ "code": code })).await.expect(200);
    assert_eq!(user["phone_verified"], true);
    pat.post("auth/phone/verify/", &json!({ "code": code })).await.refused(422, "invalid");
}
