//! Signing up, signing in, staying signed in, signing out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{PASSPHRASE, registration, send};
use crate::support::app::spawn_app;

#[tokio::test(flavor = "multi_thread")]
async fn a_known_address_cannot_be_told_from_a_new_one_and_its_owner_gets_a_mail() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let fresh = visitor.post("auth/register/", &registration("new@new.example")).await.expect(201);
    let known = visitor.post("auth/register/", &registration("Pat@CareBridge.example")).await.expect(201);
    let shape = |body: &Value| body.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(shape(&known), shape(&fresh));
    let pat = app.sign_in("pat").await;
    assert_ne!(known["id"], pat.id.as_str());
    app.eventually(
        "SELECT count(*) AS count FROM deliveries WHERE template = 'account_exists' AND state = 'sent'",
        1,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_user_and_wrong_password_look_the_same() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let with = |email: &str, password: &str| json!({ "email": email, "password": password });
    for body in
        [with("pat@carebridge.example", "not the passphrase"), with("nobody@carebridge.example", PASSPHRASE)]
    {
        let refused = visitor.post("auth/login/", &body).await.refused(401, "invalid_credentials");
        assert_eq!(refused["detail"], "The e-mail address or the password is wrong.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_shows_all_its_faults_at_once() {
    let app = spawn_app().await;
    let body = json!({
        "email": "nobody", "password": "short", "first_name": "", "last_name": "a\nb", "phone": "12", "time_zone": "Mars/Base",
    });
    let refused = app.visitor().post("auth/register/", &body).await.refused(422, "invalid");
    let mut fields: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["email", "first_name", "last_name", "password", "phone", "time_zone"]);
    app.visitor().post("auth/register/", &json!({ "role": "admin" })).await.refused(422, "unknown_field");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_family() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let body = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE });
    let first = visitor.post("auth/login/", &body).await.expect(200);
    let refresh = |token: &Value| json!({ "refresh": token });
    let second = visitor.post("auth/refresh/", &refresh(&first["refresh"])).await.expect(200);
    assert!(second.get("user").is_none() && second["expires_in"] == 600);
    app.clock.advance(chrono::TimeDelta::seconds(11));
    visitor.post("auth/refresh/", &refresh(&first["refresh"])).await.refused(401, "invalid_token");
    visitor.post("auth/refresh/", &refresh(&second["refresh"])).await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_known_by_its_cookie_and_writes_with_its_token() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let body = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE, "session": true });
    let answer = visitor.post("auth/login/", &body).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("carebridge=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let csrf = answer.expect(200)["csrf_token"].as_str().unwrap().to_owned();

    let with_cookie = |method, path: &str| visitor.request(method, path).header("cookie", &cookie);
    let me = send(with_cookie(Method::GET, "auth/me/")).await.expect(200);
    assert_eq!(
        (me["email"].as_str(), me["role"].as_str()),
        (Some("pat@carebridge.example"), Some("patient"))
    );
    let again = send(with_cookie(Method::GET, "auth/csrf/")).await.expect(200);
    assert_eq!(again["csrf_token"], csrf.as_str());

    let mark_read = || with_cookie(Method::POST, "notifications/mark_all_read/").json(&json!({}));
    send(mark_read()).await.refused(403, "csrf_failed");
    send(mark_read().header("x-csrf-token", &csrf).header("sec-fetch-site", "cross-site"))
        .await
        .refused(403, "csrf_failed");
    send(mark_read().header("x-csrf-token", &csrf).header("origin", "https://evil.example"))
        .await
        .refused(403, "csrf_failed");
    send(mark_read().header("x-csrf-token", &csrf)).await.expect(200);
    send(mark_read().bearer_auth("a.b.c")).await.refused(400, "ambiguous_credentials");
    send(with_cookie(Method::POST, "auth/logout/").header("x-csrf-token", &csrf).json(&json!({})))
        .await
        .expect(204);
    send(with_cookie(Method::GET, "auth/me/")).await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_after_ten_minutes() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    pat.get("auth/me/").await.expect(200);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    pat.get("auth/me/").await.refused(401, "token_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_and_failures_are_on_record() {
    let app = spawn_app().await;
    app.sign_in("pat").await;
    let wrong = json!({ "email": "pat@carebridge.example", "password": "not the passphrase" });
    app.visitor().post("auth/login/", &wrong).await.refused(401, "invalid_credentials");
    let rows = |outcome: &str| {
        format!(
            "SELECT count(*) AS count FROM audit_log WHERE action = 'account.sign_in' AND outcome = '{outcome}'"
        )
    };
    assert_eq!((app.count(&rows("ok")).await, app.count(&rows("refused")).await), (1, 1));
}
