//! What somebody changes about their own account.

use carebridge::domain::ids::UserId;
use carebridge::storage::error::StorageError;
use carebridge::storage::passwords;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use serde_json::json;

use crate::support::api::{CHOSEN, PASSPHRASE, registration};
use crate::support::app::spawn_app;
use crate::support::socket::Socket;

const NOVA: &str = "nova@patient.example";

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_proven_by_the_mailed_link_and_may_be_asked_for_again() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    visitor.post("auth/register/", &registration(NOVA)).await.expect(201);
    // Nobody has to wait for the mail to sign in.
    let nova = visitor.sign_in(NOVA).await;
    assert_eq!(nova.get("auth/me/").await.expect(200)["email_verified"], false);
    let first = app.mail(NOVA, "Confirm your e-mail", 1).await.token();
    nova.post("auth/email/resend/", &json!({})).await.expect(202);
    let second = app.mail(NOVA, "Confirm your e-mail", 2).await.token();
    visitor.post("auth/email/verify/", &json!({ "token": second })).await.expect(200);
    visitor.post("auth/email/verify/", &json!({ "token": first })).await.refused(422, "invalid");
    assert_eq!(nova.get("auth/me/").await.expect(200)["email_verified"], true);
    nova.post("auth/email/resend/", &json!({})).await.expect(202);
    assert_eq!(app.count("SELECT count(*) AS count FROM one_time_tokens").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_takes_the_place_of_the_present_one_when_its_link_is_opened() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let ask = |email: &str, password: &str| json!({ "email": email, "password": password });
    let wrong =
        pat.post("auth/email/change/", &ask(NOVA, "not the passphrase")).await.refused(422, "invalid");
    assert_eq!(wrong["errors"][0]["code"], "wrong_password");
    pat.post("auth/email/change/", &ask(NOVA, PASSPHRASE)).await.expect(202);
    app.mail("pat@carebridge.example", "about to change", 1).await;
    let token = app.mail(NOVA, "Confirm your e-mail", 1).await.token();
    assert_eq!(pat.get("auth/me/").await.expect(200)["email"], "pat@carebridge.example");
    app.visitor().post("auth/email/verify/", &json!({ "token": token })).await.expect(200);
    assert_eq!(pat.get("auth/me/").await.expect(200)["email"], NOVA);
    app.visitor().sign_in(NOVA).await;

    // One that is somebody else's is not told of, and gets no link.
    pat.post("auth/email/change/", &ask("sam@carebridge.example", PASSPHRASE)).await.expect(202);
    app.mail(NOVA, "about to change", 1).await;
    assert!(app.mails().iter().all(|mail| mail.to != "sam@carebridge.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_signs_everybody_else_out_and_is_told_by_mail() {
    let app = spawn_app().await;
    let (here, there) = (app.sign_in("pat").await, app.sign_in("pat").await);
    let mut socket = Socket::of(&app, &there).await;
    let change = json!({ "current_password": PASSPHRASE, "new_password": CHOSEN });
    let wrong = json!({ "current_password": "not the passphrase", "new_password": CHOSEN });
    let refused = here.post("auth/password/change/", &wrong).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "current_password");
    here.post("auth/password/change/", &change).await.expect(204);
    assert_eq!(socket.close_code().await, 3005);
    there.get("auth/me/").await.refused(401, "invalid_token");
    here.get("auth/me/").await.expect(200);
    app.mail("pat@carebridge.example", "Your password was changed", 1).await;
    let login = |password: &str| json!({ "email": "pat@carebridge.example", "password": password });
    app.visitor().post("auth/login/", &login(PASSPHRASE)).await.refused(401, "invalid_credentials");
    app.visitor().post("auth/login/", &login(CHOSEN)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_closed_by_its_owner_once_nobody_waits_for_them() {
    let app = spawn_app().await;
    app.visitor().post("auth/register/", &registration(NOVA)).await.expect(201);
    let nova = app.visitor().sign_in(NOVA).await;
    let doctor = nova.doctor_id("baker").await;
    let slot = nova.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    let visit = nova.book(&doctor, &slot).await.expect(201);
    let proof = json!({ "password": PASSPHRASE });
    nova.post("auth/deactivate/", &proof).await.refused(409, "has_upcoming_visits");
    nova.post(&format!("appointments/{}/cancel/", visit["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    nova.post("auth/deactivate/", &json!({ "password": "not the passphrase" })).await.refused(422, "invalid");
    nova.post("auth/deactivate/", &proof).await.expect(204);
    nova.get("auth/me/").await.refused(401, "invalid_token");
    let login = json!({ "email": NOVA, "password": PASSPHRASE });
    app.visitor().post("auth/login/", &login).await.refused(401, "invalid_credentials");
    let admin = app.sign_in("admin").await;
    admin.post("auth/deactivate/", &proof).await.refused(409, "last_administrator");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_inside_are_counted_apart_from_those_at_the_door() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let guess = |password: &str| json!({ "password": password });
    for _ in 0..6 {
        pat.post("auth/confirm/", &guess("not the passphrase")).await.refused(422, "invalid");
    }
    pat.post("auth/confirm/", &guess(PASSPHRASE)).await.refused(422, "invalid");
    app.sign_in("pat").await;
    app.clock.advance(chrono::TimeDelta::seconds(10));
    pat.post("auth/confirm/", &guess(PASSPHRASE)).await.expect(204);
}

/// Two who shared an account before they change it would wait for each other for ever.
#[tokio::test(flavor = "multi_thread")]
async fn who_holds_an_account_to_change_it_holds_it_alone() {
    let app = spawn_app().await;
    let pat: UserId = app.sign_in("pat").await.id.parse().unwrap();
    let mut first = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    let mut second = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    for connection in [&mut first, &mut second] {
        connection.batch_execute("SET lock_timeout = '50ms'; BEGIN").await.unwrap();
    }
    assert!(passwords::hold(&mut first, pat).await.unwrap().is_some());
    assert!(matches!(passwords::hold(&mut second, pat).await, Err(StorageError::Busy)));
}
