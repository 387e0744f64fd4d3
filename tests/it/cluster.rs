//! Two nodes on one PostgreSQL and one Redis.

use serde_json::json;

use crate::support::app::{Wishes, spawn_app};
use crate::support::redis::RedisServer;
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";
const UNTOLD: &str = "SELECT count(*) AS count FROM events WHERE published_at IS NULL";

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_at_one_node_is_seen_at_the_sockets_of_another() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let mut watcher = Socket::anonymous(&second).await;
    watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    let mut elsewhere = Socket::of(&second, &second.sign_in("pat").await).await;

    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    assert_eq!(watcher.event("slot.taken").await["data"]["starts_at"], slot.as_str());
    elsewhere.event("appointment.booked").await;
    assert_eq!(elsewhere.event("notification.created").await["data"]["unread"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_at_one_node_closes_the_sockets_at_another() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let mut socket = Socket::of(&second, &pat).await;
    pat.post("auth/logout/", &json!({})).await.expect(204);
    assert_eq!(socket.close_code().await, 3005);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_one_node_is_good_at_another_once() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let issued = pat.post("realtime/ticket/", &json!({})).await.expect(200);
    let offered = format!("carebridge.v1, carebridge.ticket.{}", issued["ticket"].as_str().unwrap());
    let headers = [("sec-websocket-protocol", offered)];
    assert!(Socket::open(&second, &headers).await.is_ok());
    assert_eq!(Socket::open(&first, &headers).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn losing_redis_loses_no_booking() {
    let mut redis = RedisServer::start();
    let app = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    tokio::task::block_in_place(|| redis.stop());
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    let health = reqwest::get(app.url("/health/")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!((&health["status"], &health["cache"]), (&json!("healthy"), &json!("degraded")));
    // Its own sockets still hear of it.
    let taken = watcher.event("slot.taken").await;
    assert_eq!(taken["data"]["starts_at"], slot.as_str());
    // The others will, since it stays untold until Redis is back.
    assert_ne!(app.count(UNTOLD).await, 0);
    tokio::task::block_in_place(|| redis.restart());
    app.eventually(UNTOLD, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_without_redis_share_what_postgresql_knows() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let (pat, sam) = (first.sign_in("pat").await, second.sign_in("sam").await);
    let doctor = pat.doctor_id("baker").await;
    let slots = sam.free_slots(&doctor, TUESDAY).await;
    pat.book(&doctor, &slots[0]).await.expect(201);
    sam.book(&doctor, &slots[0]).await.refused(409, "slot_taken");
    sam.book(&doctor, &slots[1]).await.expect(201);
    assert_eq!(pat.free_slots(&doctor, TUESDAY).await, slots[2..]);
}
