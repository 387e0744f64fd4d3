use reqwest::Method;
use serde_json::json;

use crate::support::api::{PASSPHRASE, send};
use crate::support::app::spawn_app;
use crate::support::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn s09_a_write_by_cookie_comes_from_our_page_with_the_sessions_own_token() {
    let app = spawn_app().await;
    let (pat, other) = (Browser::of(&app, "pat").await, Browser::of(&app, "pat").await);
    let write = || pat.request(Method::POST, "notifications/mark_all_read/").json(&json!({}));
    let with = |token: &str| write().header("x-csrf-token", token.to_owned());
    send(write()).await.refused(403, "csrf_failed");
    send(with("")).await.refused(403, "csrf_failed");
    send(with(&other.csrf)).await.refused(403, "csrf_failed");
    for site in ["cross-site", "same-site"] {
        let origin = "https://evil.localhost";
        send(with(&pat.csrf).header("sec-fetch-site", site).header("origin", origin))
            .await
            .refused(403, "csrf_failed");
    }
    send(with(&pat.csrf).header("sec-fetch-site", "cross-site")).await.refused(403, "csrf_failed");
    send(with(&pat.csrf).header("origin", "null")).await.refused(403, "csrf_failed");
    send(with(&pat.csrf).header("sec-fetch-site", "same-origin")).await.expect(200);
    send(with(&pat.csrf)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s09_nobody_is_signed_in_by_another_site() {
    let app = spawn_app().await;
    let body = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE, "session": true });
    let login = || Browser::new(&app).request(Method::POST, "auth/login/").json(&body);
    send(login().header("sec-fetch-site", "cross-site")).await.refused(403, "csrf_failed");
    send(login().header("origin", "https://evil.example")).await.refused(403, "csrf_failed");
    send(login()).await.expect(200);
}
