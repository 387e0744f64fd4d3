//! Staff book against the rules, for a reason that goes on record, and never against another visit.

use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, spawn_app};
use crate::support::clinics::TILLEULS;

const TUESDAY: &str = "2026-11-24";

async fn scene(app: &TestApp) -> (Person, Person, Person) {
    (app.sign_in("desk").await, app.sign_in("pat").await, app.sign_in("dr.adams").await)
}

fn overriding(doctor: &Person, patient: &Person, starts_at: &str) -> Value {
    json!({
        "doctor_id": doctor.id, "patient_id": patient.id, "starts_at": starts_at,
        "override": { "reason": "The doctor agreed on the phone" },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_books_outside_of_hours_notice_and_grid_and_the_reason_is_on_record() {
    let app = spawn_app().await;
    let (desk, pat, doctor) = scene(&app).await;
    for outside in ["2026-11-24T02:07:00Z", "2027-06-24T12:00:00Z", "2026-11-23T05:50:00Z"] {
        let mut body = overriding(&doctor, &pat, outside);
        desk.post("appointment-booking/book/", &body).await.expect(201);
        body.as_object_mut().unwrap().remove("override");
        assert_eq!(desk.post("appointment-booking/book/", &body).await.status, 422);
    }
    desk.post("appointment-booking/book/", &overriding(&doctor, &pat, "2026-11-21T10:00:00Z"))
        .await
        .refused(422, "too_soon");
    let recorded = app
        .count(
            "SELECT count(*) AS count FROM audit_log
             WHERE action = 'appointment.book' AND detail->>'override' = 'The doctor agreed on the phone'",
        )
        .await;
    assert_eq!(recorded, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_overrides_an_overlap_of_the_visits_themselves() {
    let app = spawn_app().await;
    let (desk, pat, doctor) = scene(&app).await;
    let sam = app.sign_in("sam").await;
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    sam.book(&doctor.id, &free[0]).await.expect(201);
    let quarter = free[0].replace(":00:00Z", ":15:00Z").replace(":30:00Z", ":45:00Z");
    for overlapping in [&free[0], &quarter] {
        let body = overriding(&doctor, &pat, overlapping);
        desk.post("appointment-booking/book/", &body).await.refused(409, "slot_taken");
    }
    // Also where nothing is in memory: beyond the horizon the database alone decides.
    let beyond = "2027-06-24T12:00:00Z";
    desk.post("appointment-booking/book/", &overriding(&doctor, &sam, beyond)).await.expect(201);
    let answer = desk.post("appointment-booking/book/", &overriding(&doctor, &pat, beyond)).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn buffers_give_way_and_stay_cut() {
    let app = spawn_app().await;
    let (desk, pat, doctor) = scene(&app).await;
    let sam = app.sign_in("sam").await;
    app.execute("UPDATE appointment_types SET buffer_before_minutes = 30, buffer_after_minutes = 30").await;
    app.execute("UPDATE schedules SET rules_version = rules_version + 1").await;
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    let visit = sam.book(&doctor.id, &free[1]).await.expect(201);
    let next = visit["ends_at"].as_str().unwrap();
    let mut body = overriding(&doctor, &pat, next);
    body.as_object_mut().unwrap().remove("override");
    desk.post("appointment-booking/book/", &body).await.refused(409, "slot_taken");
    desk.post("appointment-booking/book/", &overriding(&doctor, &pat, next)).await.expect(201);
    let touching = app
        .count(
            "SELECT count(*) AS count FROM appointments a JOIN appointments b ON upper(a.blocks) = lower(b.blocks)
             WHERE a.ends_at = b.starts_at",
        )
        .await;
    assert_eq!(touching, 1, "the buffer between them is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_override_is_for_staff_of_the_doctors_clinic_and_says_why() {
    let app = spawn_app().await;
    let (desk, pat, doctor) = scene(&app).await;
    let outside = "2026-11-24T02:00:00Z";
    let mut own = overriding(&doctor, &pat, outside);
    own.as_object_mut().unwrap().remove("patient_id");
    pat.post("appointment-booking/book/", &own).await.refused(403, "forbidden");
    let elsewhere = app.staff_of(TILLEULS, "robin").await;
    let body = overriding(&doctor, &pat, outside);
    elsewhere.post("appointment-booking/book/", &body).await.refused(404, "not_found");
    for reason in ["", "x", &"long ".repeat(200)] {
        let mut body = body.clone();
        body["override"]["reason"] = json!(reason);
        desk.post("appointment-booking/book/", &body).await.refused(422, "invalid");
    }
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_override_that_is_refused_costs_the_neighbours_no_buffer() {
    let app = spawn_app().await;
    let (desk, pat, doctor) = scene(&app).await;
    let sam = app.sign_in("sam").await;
    app.execute("UPDATE appointment_types SET buffer_before_minutes = 30, buffer_after_minutes = 30").await;
    app.execute("UPDATE schedules SET rules_version = rules_version + 1").await;
    let other = pat.doctor_id("baker").await;
    let (free, elsewhere) =
        (pat.free_slots(&doctor.id, TUESDAY).await, pat.free_slots(&other, TUESDAY).await);
    let n = (1..free.len()).find(|n| elsewhere.contains(&free[*n])).unwrap();
    sam.book(&doctor.id, &free[n - 1]).await.expect(201);
    pat.book(&other, &free[n]).await.expect(201);
    let body = overriding(&doctor, &pat, &free[n]);
    desk.post("appointment-booking/book/", &body).await.refused(409, "patient_busy");
    let whole = "SELECT count(*) AS count FROM appointments WHERE upper(blocks) - upper(during) = interval '30 minutes'";
    assert_eq!(app.count(whole).await, 2);
}
