//! A repeat of the same request gets the same answer.

use futures::future::join_all;
use serde_json::json;

use crate::support::api::booking;
use crate::support::app::{Wishes, spawn_app};

const BOOK: &str = "appointment-booking/book/";
const TUESDAY: &str = "2026-11-24";

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_even_when_the_slot_is_taken() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&doctor, TUESDAY).await;
    let body = booking(&doctor, &slots[0]);
    let first = pat.post_with_key(BOOK, "key-1", &body).await;
    assert_eq!(first.header("idempotent-replayed"), "");
    let repeat = pat.post_with_key(BOOK, "key-1", &body).await;
    assert_eq!(repeat.header("idempotent-replayed"), "true");
    assert_eq!(repeat.header("location"), first.header("location"));
    assert_eq!(repeat.expect(201), first.expect(201));

    pat.post_with_key(BOOK, "key-1", &booking(&doctor, &slots[1])).await.refused(422, "idempotency_mismatch");
    pat.post_with_key(BOOK, "key-2", &body).await.refused(409, "slot_taken");
    let sam = app.sign_in("sam").await;
    sam.post_with_key(BOOK, "key-1", &booking(&doctor, &slots[1])).await.expect(201);
    pat.post_with_key(BOOK, "två", &body).await.refused(400, "invalid_idempotency_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_parallel_repeats_one_books_and_all_are_answered_alike() {
    let app = spawn_app().await;
    let second = Wishes::default().beside(&app).spawn().await;
    let (pat, elsewhere) = (app.sign_in("pat").await, second.sign_in("pat").await);
    let doctor = pat.doctor_id("adams").await;
    let body = booking(&doctor, &pat.free_slots(&doctor, TUESDAY).await[0]);
    let people = [&pat, &elsewhere].into_iter().cycle().take(20);
    let answers = join_all(people.map(|person| person.post_with_key(BOOK, "same", &body))).await;
    let mut ids: Vec<_> = answers.into_iter().map(|answer| answer.expect(201)["id"].to_string()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_not_kept() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let theirs = sam.book(&doctor, &slot).await.expect(201);
    pat.post_with_key(BOOK, "key", &booking(&doctor, &slot)).await.refused(409, "slot_taken");
    let cancel = format!("appointments/{}/cancel/", theirs["id"].as_str().unwrap());
    sam.post(&cancel, &serde_json::json!({})).await.expect(200);
    pat.post_with_key(BOOK, "key", &booking(&doctor, &slot)).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_made_is_made_once_under_its_key() {
    let app = spawn_app().await;
    let other = Wishes::default().beside(&app).spawn().await;
    let (adams, pat) = (app.sign_in("dr.adams").await, app.sign_in("pat").await);
    let absence = json!({ "starts_at": "2026-12-01T08:00:00Z", "ends_at": "2026-12-02T08:00:00Z" });
    let path = format!("doctors/{}/time_off/", adams.id);
    let elsewhere = adams.at(&other);
    let (here, there) = tokio::join!(
        adams.post_with_key(&path, "away", &absence),
        elsewhere.post_with_key(&path, "away", &absence)
    );
    // A node that is second while the first is at it says so; asked again it has the answer.
    let made = if here.status == 201 { here.expect(201) } else { there.expect(201) };
    for who in [&adams, &elsewhere] {
        let again = who.post_with_key(&path, "away", &absence).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.expect(201), made);
    }
    assert_eq!(app.count("SELECT count(*) AS count FROM time_off").await, 1);
    adams
        .post_with_key(
            &path,
            "away",
            &json!({ "starts_at": "2026-12-03T08:00:00Z", "ends_at": "2026-12-04T08:00:00Z" }),
        )
        .await
        .refused(422, "idempotency_mismatch");

    // What was refused may be asked for again under its key.
    let over = json!({ "starts_at": "2026-11-01T08:00:00Z", "ends_at": "2026-11-02T08:00:00Z" });
    for _ in 0..2 {
        adams.post_with_key(&path, "over", &over).await.refused(422, "invalid");
    }
    let kept = "SELECT count(*) AS count FROM idempotency_keys WHERE key = 'over'";
    assert_eq!(app.count(kept).await, 0);

    let child = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let first = pat.post_with_key("profiles/dependants/", "kim", &child).await;
    let second = pat.post_with_key("profiles/dependants/", "kim", &child).await;
    for header in ["location", "etag"] {
        assert!(!first.header(header).is_empty());
        assert_eq!(first.header(header), second.header(header));
    }
    assert_eq!(first.expect(201), second.expect(201));
    assert_eq!(app.count("SELECT count(*) AS count FROM dependants").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_died_at_it_keeps_nobody_out_for_long() {
    let app = spawn_app().await;
    let adams = app.sign_in("dr.adams").await;
    let absence = json!({ "starts_at": "2026-12-01T08:00:00Z", "ends_at": "2026-12-02T08:00:00Z" });
    let path = format!("doctors/{}/time_off/", adams.id);
    adams.post_with_key(&path, "away", &absence).await.expect(201);
    // As if the node had died after it claimed the key.
    app.execute("UPDATE idempotency_keys SET status = NULL, body = NULL, expires_at = created_at + interval '1 minute'")
        .await;
    adams.post_with_key(&path, "away", &absence).await.refused(409, "in_progress");
    app.clock.advance(chrono::TimeDelta::minutes(1));
    adams.post_with_key(&path, "away", &absence).await.expect(201);
    let kept =
        "SELECT count(*) AS count FROM idempotency_keys WHERE expires_at = created_at + interval '1 day'";
    assert_eq!(app.count(kept).await, 1);
}
