//! Parents and children: who books, sees and cancels for whom.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::{Person, booking};
use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";

async fn child_of(guardian: &Person) -> String {
    let body = json!({ "first_name": "Kim", "last_name": "Morgan", "date_of_birth": "2019-06-30" });
    let child = guardian.post("profiles/dependants/", &body).await.expect(201);
    child["id"].as_str().unwrap().to_owned()
}

fn booking_for(patient: &str, doctor: &str, slot: &str) -> Value {
    let mut body = booking(doctor, slot);
    body["patient_id"] = json!(patient);
    body
}

async fn rows(app: &TestApp, sql: &str) -> i64 {
    app.count(&format!("SELECT count(*) AS count FROM {sql}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependant_is_a_patient_without_a_sign_in() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let own = pat.get(&format!("profiles/{}/", pat.id)).await.expect(200);
    let body = json!({ "first_name": "Kim", "last_name": "Morgan", "date_of_birth": "2019-06-30" });
    let answer = pat.post("profiles/dependants/", &body).await;
    let child = answer.body["id"].as_str().unwrap().to_owned();
    assert_eq!(
        (answer.header("etag"), answer.header("location")),
        ("\"1\"", format!("/api/v1/profiles/{child}/").as_str())
    );
    let made = answer.expect(201);
    assert_eq!(
        (&made["role"], &made["email"], &made["date_of_birth"]),
        (&json!("patient"), &Value::Null, &json!("2019-06-30"))
    );
    assert_eq!((&made["time_zone"], &made["locale"]), (&own["time_zone"], &own["locale"]));
    assert_eq!(
        rows(&app, &format!("users WHERE id = '{child}' AND email IS NULL AND password_hash IS NULL")).await,
        1
    );
    assert_eq!(pat.get("profiles/dependants/").await.expect(200)["results"], json!([made]));

    let path = format!("profiles/{child}/");
    let changed = pat.patch(&path, &json!({ "insurance": "Mutual 1" })).await.expect(200);
    assert_eq!(changed["insurance"], "Mutual 1");
    assert_eq!(pat.get(&path).await.expect(200), changed);
    let by_pat = format!("audit_log WHERE patient_id = '{child}' AND actor_id = '{}'", pat.id);
    for (action, count) in [("dependant.create", 1), ("profile.update", 1), ("profile.read", 2)] {
        assert_eq!(rows(&app, &format!("{by_pat} AND action = '{action}'")).await, count, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_books_sees_and_cancels_for_a_dependant() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let child = child_of(&pat).await;
    let slots = pat.free_slots(&doctor.id, TUESDAY).await;
    let wish = booking_for(&child, &doctor.id, &slots[0]);
    let visit = pat.post_with_key("appointment-booking/book/", "for-kim", &wish).await.expect(201);
    assert_eq!((&visit["patient_id"], &visit["patient_name"]), (&json!(child), &json!("Kim Morgan")));
    assert_eq!((&visit["created_by"], visit.get("doctor_notes")), (&json!(pat.id), None));
    let again = pat.post_with_key("appointment-booking/book/", "for-kim", &wish).await.expect(201);
    assert_eq!(again, visit);
    pat.book(&doctor.id, &slots[2]).await.expect(201);

    let listed = pat.get("appointments/?status=pending").await.expect(200);
    let patients: Vec<_> =
        listed["results"].as_array().unwrap().iter().map(|one| one["patient_id"].clone()).collect();
    assert_eq!(patients, [json!(child), json!(pat.id)]);
    let only = pat.get(&format!("appointments/?patient={child}")).await.expect(200);
    assert_eq!(only["results"].as_array().unwrap().len(), 1);
    let path = format!("appointments/{}/", visit["id"].as_str().unwrap());
    assert_eq!(pat.get(&path).await.expect(200)["doctor_notes"], Value::Null);
    pat.post(&format!("{path}confirm/"), &json!({})).await.refused(403, "forbidden");
    let cancelled = pat.post(&format!("{path}cancel/"), &json!({})).await.expect(200);
    assert_eq!(cancelled["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_guardian_finds_nobody() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let (doctor, desk) = (app.sign_in("dr.adams").await, app.sign_in("desk").await);
    let child = child_of(&pat).await;
    let slots = pat.free_slots(&doctor.id, TUESDAY).await;
    let visit = pat.post("appointments/", &booking_for(&child, &doctor.id, &slots[0])).await.expect(201);
    let path = format!("appointments/{}/", visit["id"].as_str().unwrap());
    sam.post("appointments/", &booking_for(&child, &doctor.id, &slots[2])).await.refused(404, "not_found");
    sam.get(&path).await.refused(404, "not_found");
    sam.post(&format!("{path}cancel/"), &json!({})).await.refused(404, "not_found");
    assert_eq!(sam.get(&format!("appointments/?patient={child}")).await.expect(200)["results"], json!([]));
    for stranger in [&sam, &doctor, &desk] {
        stranger.get(&format!("profiles/{child}/")).await.refused(404, "not_found");
        stranger
            .patch(&format!("profiles/{child}/"), &json!({ "gender": "F" }))
            .await
            .refused(404, "not_found");
        stranger.delete(&format!("profiles/dependants/{child}/")).await.refused(404, "not_found");
        assert_eq!(stranger.get("profiles/dependants/").await.expect(200)["results"], json!([]));
    }
    let body = json!({ "first_name": "Kim", "last_name": "Morgan" });
    doctor.post("profiles/dependants/", &body).await.refused(403, "forbidden");
    desk.post("profiles/dependants/", &body).await.refused(403, "forbidden");
    pat.delete(&format!("profiles/dependants/{}/", sam.id)).await.refused(404, "not_found");
    app.visitor().get("profiles/dependants/").await.refused(401, "unauthenticated");
    desk.get(&path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependant_with_visits_stays_and_one_without_goes() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let (child, doctor) = (child_of(&pat).await, pat.doctor_id("adams").await);
    let path = format!("profiles/dependants/{child}/");
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let visit = pat.post("appointments/", &booking_for(&child, &doctor, &slot)).await.expect(201);
    pat.delete(&path).await.refused(409, "has_visits");
    assert_eq!(pat.get("profiles/dependants/").await.expect(200)["results"][0]["id"], json!(child));
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    pat.post(&cancel, &json!({})).await.expect(200);
    assert_eq!(pat.delete(&path).await.status, 204);
    pat.delete(&path).await.refused(404, "not_found");
    pat.get(&format!("profiles/{child}/")).await.refused(404, "not_found");
    pat.post("appointments/", &booking_for(&child, &doctor, &slot)).await.refused(404, "not_found");
    app.sign_in("admin").await.get(&format!("profiles/{child}/")).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_booking_and_a_removal_at_once_one_is_done() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&doctor, TUESDAY).await;
    for slot in slots.iter().take(5) {
        let child = child_of(&pat).await;
        let wish = booking_for(&child, &doctor, slot);
        let path = format!("profiles/dependants/{child}/");
        let (booked, removed) = tokio::join!(pat.post("appointments/", &wish), pat.delete(&path));
        match (booked.status.as_u16(), removed.status.as_u16()) {
            (201, 409) => drop(removed.refused(409, "has_visits")),
            (404, 204) => {}
            both => panic!("{both:?}"),
        }
    }
    let orphans = "appointments a JOIN users u ON u.id = a.patient_id WHERE u.deleted_at IS NOT NULL";
    assert_eq!(rows(&app, orphans).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_looks_after_more_than_twenty_also_not_at_once() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let body = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let answers = join_all((0..24).map(|_| pat.post("profiles/dependants/", &body))).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (20, 4));
    for answer in refused {
        answer.refused(409, "too_many_dependants");
    }
    let (mut seen, mut path) = (0, "profiles/dependants/?limit=7".to_owned());
    loop {
        let page = pat.get(&path).await.expect(200);
        seen += page["results"].as_array().unwrap().len();
        let Some(next) = page["next"].as_str() else { break };
        path = format!("profiles/dependants/?limit=7&cursor={next}");
    }
    assert_eq!(seen, 20);
    app.sign_in("sam").await.get(&path).await.refused(422, "bad_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_books_for_themself_is_not_looked_up_among_guardians() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    // Whatever the table were asked would fail.
    app.execute("ALTER TABLE dependants RENAME TO dependants_away").await;
    pat.book(&doctor, &slot).await.expect(201);
    app.execute("ALTER TABLE dependants_away RENAME TO dependants").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_is_told_what_becomes_of_a_dependants_visit() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let child = child_of(&pat).await;
    let slot = pat.free_slots(&doctor.id, TUESDAY).await.swap_remove(0);
    let visit = pat.post("appointments/", &booking_for(&child, &doctor.id, &slot)).await.expect(201);
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    doctor.post(&cancel, &json!({})).await.expect(200);
    let told = format!(
        "SELECT count(*) AS count FROM deliveries
         WHERE user_id = '{}' AND template = 'appointment_cancelled' AND channel = 'email' AND state = 'sent'",
        pat.id
    );
    app.eventually(&told, 1).await;
    let inbox = pat.get("notifications/").await.expect(200);
    assert_eq!(inbox["results"][0]["data"]["appointment_id"], visit["id"]);
}
