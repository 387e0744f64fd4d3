//! What a doctor's rules let in and what they keep out, as those meet it who book.

use serde_json::json;

use crate::support::app::spawn_app;
use crate::support::clinics::TILLEULS;

const TUESDAY: &str = "2026-11-24";

#[tokio::test(flavor = "multi_thread")]
async fn split_shifts_are_all_offered() {
    let app = spawn_app().await;
    let shifts = [(2, "18:00", "18:30"), (2, "09:00", "09:30"), (2, "13:10", "14:00")];
    let doctor = app.adams_with(&shifts).await;
    let pat = app.sign_in("pat").await;
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    assert_eq!(free, ["2026-11-24T09:00:00Z", "2026-11-24T13:10:00Z", "2026-11-24T18:00:00Z"]);
    for start in free {
        pat.book(&doctor.id, &start).await.expect(201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_is_not_off_after_the_clocks_change() {
    // London, 2027-03-28: nine o'clock stays nine o'clock, also in one answer over both weeks.
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "09:30")]).await;
    doctor.set_terms(&doctor.id, &json!({ "max_advance_days": 365 })).await;
    let pat = app.sign_in("pat").await;
    let path = format!("doctors/{}/available_slots/?from=2027-03-22&to=2027-03-31", doctor.id);
    let slots = pat.get(&path).await.expect(200)["slots"].clone();
    let told =
        |name: &str| slots.as_array().unwrap().iter().map(|slot| slot[name].clone()).collect::<Vec<_>>();
    assert_eq!(told("starts_at"), ["2027-03-23T09:00:00Z", "2027-03-30T08:00:00Z"]);
    assert_eq!(told("local_start"), ["2027-03-23T09:00:00", "2027-03-30T09:00:00"]);
    pat.book(&doctor.id, "2027-03-30T09:00:00Z").await.refused(422, "outside_availability");
    let by_the_clock =
        json!({ "doctor_id": doctor.id, "appointment_date": "2027-03-30", "start_time": "09:00" });
    let visit = pat.post("appointment-booking/book/", &by_the_clock).await.expect(201);
    assert_eq!(visit["starts_at"], "2027-03-30T08:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn west_of_the_date_line_the_day_is_right() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(1, "18:00", "18:30")]).await;
    let pat = app.sign_in("pat").await;
    // Monday evening there is Tuesday in UTC, and Monday morning on the other side of the line is Sunday.
    for (zone, monday, tuesday, at) in [
        ("Pacific/Honolulu", "2026-11-30", "2026-12-01", "2026-12-01T04:00:00Z"),
        ("Pacific/Kiritimati", "2026-12-07", "2026-12-08", "2026-12-07T04:00:00Z"),
    ] {
        doctor.set_terms(&doctor.id, &json!({ "time_zone": zone })).await;
        assert_eq!(pat.free_slots(&doctor.id, monday).await, [at], "{zone}");
        assert_eq!(pat.free_slots(&doctor.id, tuesday).await, Vec::<String>::new(), "{zone}");
        let wanted = json!({ "doctor_id": doctor.id, "appointment_date": monday, "start_time": "18:00" });
        let visit = pat.post("appointment-booking/book/", &wanted).await.expect(201);
        assert_eq!((&visit["starts_at"], &visit["appointment_date"]), (&json!(at), &json!(monday)), "{zone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_services_block_stops_only_that_service() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "10:00")]).await;
    let other = app.also_at(&doctor, TILLEULS).await;
    doctor.add_hours(&doctor.id, &other, 2, "14:00", "15:00").await;
    let (pat, desk) = (app.sign_in("pat").await, app.sign_in("desk").await);
    let elsewhere = app.staff_of(TILLEULS, "robin").await;
    let path = format!("doctors/{}/overrides/", doctor.id);

    // What one clinic closes, the other keeps open, and may not open again for it.
    let closed = desk.post(&path, &json!({ "date": TUESDAY, "closed": true })).await.expect(201);
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await, ["2026-11-24T14:00:00Z", "2026-11-24T14:30:00Z"]);
    let one = format!("{path}{}/", closed["id"].as_str().unwrap());
    elsewhere.delete(&one).await.refused(403, "forbidden");
    elsewhere.patch(&one, &json!({ "reason": "No" })).await.refused(403, "forbidden");
    let theirs = json!({ "date": "2026-12-01", "closed": true, "clinics": [closed["clinics"][0]] });
    elsewhere.post(&path, &theirs).await.refused(422, "invalid");
    desk.delete(&one).await.expect(200);

    // A kind of visit with a grid and buffers of its own stands in the way of others only while it is booked.
    let types = format!("doctors/{}/appointment_types/", doctor.id);
    let change = json!({ "grid_minutes": 20, "buffer_after_minutes": 25 });
    desk.patch(&format!("{types}follow_up/"), &change).await.expect(200);
    let starts = async |code: &str| {
        let path = format!("doctors/{}/available_slots/?date={TUESDAY}&appointment_type={code}", doctor.id);
        let slots = pat.get(&path).await.expect(200)["slots"].as_array().unwrap().clone();
        slots.iter().map(|slot| slot["starts_at"].as_str().unwrap()[11..16].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(starts("follow_up").await, ["09:00", "09:20", "14:00", "14:20"]);
    assert_eq!(starts("consultation").await, ["09:00", "09:30", "14:00", "14:30"]);
    let visit = json!({ "doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z", "appointment_type": "follow_up" });
    pat.post("appointment-booking/book/", &visit).await.expect(201);
    assert_eq!(starts("consultation").await, ["14:00", "14:30"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crafted_request_outside_availability_is_refused() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "10:00"), (2, "14:00", "15:00")]).await;
    let off = json!({ "date": "2026-12-01", "windows": [
        { "clinic_id": app.clinic(crate::support::clinics::RIVERSIDE).await, "start_time": "11:00", "end_time": "12:00" },
    ] });
    doctor.post(&format!("doctors/{}/overrides/", doctor.id), &off).await.expect(201);
    let away = json!({ "starts_at": "2026-12-08T09:00:00Z", "ends_at": "2026-12-08T09:30:00Z", "recurrence": "FREQ=WEEKLY" });
    doctor.post(&format!("doctors/{}/time_off/", doctor.id), &away).await.expect(201);
    let pat = app.sign_in("pat").await;
    for (at, code) in [
        ("2026-11-24T08:30:00Z", "outside_availability"),
        ("2026-11-24T10:00:00Z", "outside_availability"),
        ("2026-11-24T12:00:00Z", "outside_availability"),
        ("2026-11-25T09:00:00Z", "outside_availability"),
        ("2026-12-01T09:00:00Z", "outside_availability"),
        ("2026-12-15T09:00:00Z", "outside_availability"),
        ("2026-11-24T09:30:01Z", "outside_availability"),
        ("2026-11-24T09:10:00Z", "off_grid"),
        ("2026-11-17T09:00:00Z", "too_soon"),
        ("2027-11-23T09:00:00Z", "too_far"),
    ] {
        pat.book(&doctor.id, at).await.refused(422, code);
    }
    let local = json!({ "doctor_id": doctor.id, "appointment_date": TUESDAY, "start_time": "12:00" });
    pat.post("appointment-booking/book/", &local).await.refused(422, "outside_availability");
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_day_takes_no_more_and_the_next_one_does() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "11:00"), (3, "09:00", "09:30")]).await;
    doctor.set_terms(&doctor.id, &json!({ "max_per_day": 2 })).await;
    let pat = app.sign_in("pat").await;
    pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await.len(), 3);
    let second = pat.book(&doctor.id, "2026-11-24T10:00:00Z").await.expect(201);
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await, Vec::<String>::new());
    pat.book(&doctor.id, "2026-11-24T09:30:00Z").await.refused(422, "day_full");
    let taken = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.refused(409, "slot_taken");
    assert_eq!(taken["alternatives"][0]["starts_at"], "2026-11-25T09:00:00Z", "not on a day that is full");
    pat.book(&doctor.id, "2026-11-25T09:00:00Z").await.expect(201);
    let cancel = format!("appointments/{}/cancel/", second["id"].as_str().unwrap());
    pat.post(&cancel, &json!({})).await.expect(200);
    pat.book(&doctor.id, "2026-11-24T09:30:00Z").await.expect(201);
}
