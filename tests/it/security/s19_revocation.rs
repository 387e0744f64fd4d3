use serde_json::json;

use crate::support::app::{Wishes, spawn_app};
use crate::support::browser::Browser;
use crate::support::redis::RedisServer;
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn s19_signing_out_everywhere_ends_tokens_cookies_and_sockets_on_every_node_also_without_a_bus() {
    let first = spawn_app().await;
    // Without Redis the two share nothing but PostgreSQL.
    let second = Wishes::default().beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let mut there = second.visitor();
    there.access.clone_from(&pat.access);
    let mut browser = Browser::of(&second, "pat").await;
    browser.get("auth/me/").await.expect(200);
    let mut socket = Socket::of(&second, &there).await;

    pat.post("auth/logout_all/", &json!({})).await.expect(204);
    pat.get("auth/me/").await.refused(401, "invalid_token");
    assert_eq!(socket.close_code().await, 3005);
    there.get("auth/me/").await.refused(401, "invalid_token");
    browser.get("auth/me/").await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_a_revocation_is_still_true_after_the_cache_is_flushed() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    pat.post("auth/logout/", &json!({})).await.expect(204);
    redis.flush();
    // It has never seen this sign-in, and nobody is left who remembers that it ended.
    let mut there = second.visitor();
    there.access.clone_from(&pat.access);
    there.get("auth/me/").await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_a_known_token_asks_the_database_nothing() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    pat.get("auth/csrf/").await.expect(200);
    // A lock that nobody who reads the table gets past.
    let lock = app.lock_table("auth_sessions").await;
    for _ in 0..20 {
        pat.get("auth/csrf/").await.expect(200);
    }
    drop(lock);
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_a_ticket_of_a_sign_in_that_ended_opens_nothing() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let issued = pat.post("realtime/ticket/", &json!({})).await.expect(200);
    pat.post("auth/logout/", &json!({})).await.expect(204);
    let offered = format!("carebridge.v1, carebridge.ticket.{}", issued["ticket"].as_str().unwrap());
    assert_eq!(Socket::open(&app, &[("sec-websocket-protocol", offered)]).await.err(), Some(401));
}
