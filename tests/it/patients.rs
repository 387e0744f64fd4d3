//! Patients: who finds whom, how they are registered, and booked in one go.

use serde_json::{Value, json};

use crate::support::api::{CHOSEN, Person};
use crate::support::app::{TestApp, spawn_app};
use crate::support::clinics::{RIVERSIDE, TILLEULS};
use crate::support::mailbox::code_in;

const PHONE: &str = "+447700900123";
const NEW: &str = "SELECT count(*) AS count FROM users WHERE last_name = 'Quist'";

fn nora() -> Value {
    json!({
        "first_name": "Nora", "last_name": "Quist", "phone": "+44 7700 900123", "email": "nora@quist.example",
        "date_of_birth": "1961-05-17", "time_zone": "Europe/London",
    })
}

async fn names(who: &Person, query: &str) -> Vec<String> {
    let found = who.get(&format!("patients/?{query}")).await.expect(200);
    let results = found["results"].as_array().unwrap().iter();
    results.map(|patient| patient["first_name"].as_str().unwrap().to_owned()).collect()
}

fn path(patient: &Value) -> String {
    format!("patients/{}/", patient["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_registers_its_patients_and_finds_them_by_what_it_knows() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let made = desk.post("patients/", &nora()).await;
    let location = made.header("location").to_owned();
    let made = made.expect(201);
    assert_eq!(location, format!("/api/v1/{}", path(&made)));
    assert_eq!(
        made,
        json!({
            "id": made["id"], "first_name": "Nora", "last_name": "Quist", "date_of_birth": "1961-05-17",
            "email": "nora@quist.example", "phone": PHONE, "time_zone": "Europe/London", "has_account": false,
            "created_at": "2026-11-23T06:00:00Z",
        })
    );
    desk.post("patients/", &json!({ "first_name": "Ole", "last_name": "Quist" })).await.expect(201);
    for (query, found) in [
        ("q=quist", vec!["Ole", "Nora"]),
        ("q=quist%20nora", vec!["Nora"]),
        ("q=NORA@quist", vec!["Nora"]),
        ("phone=%2B447700900123", vec!["Nora"]),
        ("email=Nora@Quist.example", vec!["Nora"]),
        ("date_of_birth=1961-05-17", vec!["Nora"]),
        ("q=quist&date_of_birth=1961-05-18", vec![]),
        ("q=quist&limit=1", vec!["Ole"]),
    ] {
        assert_eq!(names(&desk, query).await, found, "{query}");
    }
    let listed = desk.get("patients/?q=nora").await.expect(200)["results"][0].clone();
    assert_eq!((&listed["phone"], &listed["email"]), (&json!("+44 •••• 123"), &json!("n••••@quist.example")));
    assert_eq!(desk.get(&path(&made)).await.expect(200), made);
    let looked = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'patient.read' AND patient_id = '{}' AND actor_id = '{}'",
        made["id"].as_str().unwrap(),
        desk.id
    );
    assert_eq!(app.count(&looked).await, 8);
    desk.get("patients/?phone=12").await.refused(422, "invalid");
    desk.get("patients/?q=a%00").await.refused(422, "invalid");
    let page = desk.get("patients/?q=quist&limit=1").await.expect(200);
    let next = page["next"].as_str().unwrap();
    assert_eq!(names(&desk, &format!("q=quist&limit=1&cursor={next}")).await, ["Nora"]);
    // A cursor is its owner's.
    let admin = app.sign_in("admin").await;
    admin.get(&format!("patients/?q=quist&limit=1&cursor={next}")).await.refused(422, "bad_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_patient_it_is_not_finds_nobody() {
    let app = spawn_app().await;
    let (desk, admin) = (app.sign_in("desk").await, app.sign_in("admin").await);
    let made = desk.post("patients/", &nora()).await.expect(201);
    let elsewhere = app.staff_of(TILLEULS, "desk2").await;
    let key = elsewhere.make_key(&app.clinic(TILLEULS).await, &[]).await;
    let software = app.software(key["key"].as_str().unwrap());
    let (adams, baker) = (app.sign_in("dr.adams").await, app.sign_in("dr.baker").await);
    for stranger in [&elsewhere, &software, &adams, &baker] {
        assert_eq!(names(stranger, "q=quist").await, Vec::<String>::new());
        stranger.get(&path(&made)).await.refused(404, "not_found");
    }
    assert_eq!(names(&admin, "q=quist").await, ["Nora"]);
    for action in
        [app.sign_in("pat").await.get("patients/").await, app.sign_in("pat").await.get(&path(&made)).await]
    {
        action.refused(403, "forbidden");
    }
    app.sign_in("pat").await.post("patients/", &nora()).await.refused(403, "forbidden");
    app.visitor().get("patients/").await.refused(401, "unauthenticated");

    let start = desk.free_slots(&adams.id, "2026-11-24").await.remove(0);
    let body = json!({ "doctor_id": adams.id, "starts_at": start, "patient_id": made["id"] });
    let visit = desk.post("appointment-booking/book/", &body).await.expect(201);
    assert_eq!(adams.get(&path(&made)).await.expect(200)["phone"], PHONE);
    baker.get(&path(&made)).await.refused(404, "not_found");
    // A visit that was called off makes nobody a patient.
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    desk.post(&cancel, &json!({})).await.expect(200);
    adams.get(&path(&made)).await.refused(404, "not_found");
    desk.get(&path(&made)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_registered_elsewhere_cannot_be_booked_by_their_id() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let elsewhere = app.staff_of(TILLEULS, "desk2").await;
    let theirs = elsewhere.post("patients/", &nora()).await.expect(201);
    let doctor = desk.doctor_id("adams").await;
    let start = desk.free_slots(&doctor, "2026-11-24").await.remove(0);
    let mut told = Vec::new();
    for patient in [theirs["id"].clone(), json!("019b0000-0000-7000-8000-000000000000")] {
        let body = json!({ "doctor_id": doctor, "starts_at": start, "patient_id": patient });
        let mut refused = desk.post("appointment-booking/book/", &body).await.refused(404, "not_found");
        refused["request_id"] = Value::Null;
        told.push(refused);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_account_can_be_booked_by_id_and_is_nobodys_patient_before_they_come() {
    let app = spawn_app().await;
    app.execute("DELETE FROM clinic_patients").await;
    let (pat, desk) = (app.sign_in("pat").await, app.sign_in("desk").await);
    let (path, adams) = (format!("patients/{}/", pat.id), app.sign_in("dr.adams").await);
    let start = desk.free_slots(&adams.id, "2026-11-24").await.remove(0);
    let body = json!({ "doctor_id": adams.id, "starts_at": start, "patient_id": pat.id });
    let visit = desk.post("appointment-booking/book/", &body).await.expect(201);
    for booker in [&desk, &adams] {
        booker.get(&path).await.refused(404, "not_found");
        assert_eq!(names(booker, "").await, Vec::<String>::new());
    }
    for step in ["confirm", "check_in"] {
        let step = format!("appointments/{}/{step}/", visit["id"].as_str().unwrap());
        desk.post(&step, &json!({})).await.expect(200);
    }
    for booker in [&desk, &adams] {
        booker.get(&path).await.expect(200);
        assert_eq!(names(booker, "").await, ["Pat"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_visit_is_a_patient_from_then_on() {
    let app = spawn_app().await;
    app.execute("DELETE FROM clinic_patients").await;
    let (pat, desk) = (app.sign_in("pat").await, app.sign_in("desk").await);
    let child = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let child = pat.post("profiles/dependants/", &child).await.expect(201);
    let adams = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&adams, "2026-11-24").await;
    pat.book(&adams, &slots[0]).await.expect(201);
    let body = json!({ "doctor_id": adams, "starts_at": slots[1], "patient_id": child["id"] });
    pat.post("appointment-booking/book/", &body).await.expect(201);
    for query in ["", "q=morgan"] {
        let mut found = names(&desk, query).await;
        found.sort_unstable();
        assert_eq!(found, ["Kim", "Pat"], "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_makes_nobody_a_patient() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let theirs = app.staff_of(TILLEULS, "desk2").await.post("patients/", &nora()).await.expect(201);
    let broken = json!({ "patient_id": theirs["id"], "reason": "Unconscious in the emergency room" });
    desk.post("break-glass/", &broken).await.expect(201);
    desk.get(&path(&theirs)).await.expect(200);
    let doctor = desk.doctor_id("adams").await;
    let start = desk.free_slots(&doctor, "2026-11-24").await.remove(0);
    let body = json!({ "doctor_id": doctor, "starts_at": start, "patient_id": theirs["id"] });
    desk.post("appointment-booking/book/", &body).await.refused(404, "not_found");
    // Who works nowhere any more has no emergencies either.
    app.execute("DELETE FROM clinic_members").await;
    app.execute("UPDATE auth_sessions SET revoked_at = '2026-11-23T06:00:00Z'").await;
    app.sign_in("desk").await.post("break-glass/", &broken).await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_booking_is_refused_is_not_taken_in() {
    let app = spawn_app().await;
    app.execute("DELETE FROM clinic_patients").await;
    let desk = app.sign_in("desk").await;
    let doctor = desk.doctor_id("adams").await;
    let start = desk.free_slots(&doctor, "2026-11-24").await.remove(0);
    let known = json!({ "first_name": "Pat", "last_name": "Morgan", "email": "pat@carebridge.example" });
    let book = |starts_at: &str| json!({ "doctor_id": doctor, "starts_at": starts_at, "patient": known });
    desk.post("appointment-booking/book/", &book("2026-11-24T03:00:00Z"))
        .await
        .refused(422, "outside_availability");
    let taken_in = "SELECT count(*) AS count FROM clinic_patients";
    assert_eq!(app.count(taken_in).await, 0);
    let visit = desk.post("appointment-booking/book/", &book(&start)).await.expect(201);
    assert_eq!(visit["patient_id"], json!(app.sign_in("pat").await.id));
    assert_eq!(app.count(taken_in).await, 1);
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'patient.take_in'";
    assert_eq!(app.count(recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_account_is_taken_in_by_a_proven_address_and_their_name() {
    let app = spawn_app().await;
    let desk = app.staff_of(TILLEULS, "desk2").await;
    let known = json!({ "first_name": "pat", "last_name": "MORGAN", "email": "pat@carebridge.example" });
    assert_eq!(names(&desk, "q=pat%20morgan").await.len(), 0);
    let taken = desk.post("patients/", &known).await.expect(200);
    assert_eq!((&taken["id"], &taken["has_account"]), (&json!(app.sign_in("pat").await.id), &json!(true)));
    assert_eq!(names(&desk, "q=pat%20morgan").await, ["Pat"]);
    desk.post("patients/", &known).await.expect(200);
    for (first_name, email) in [
        ("Rat", "pat@carebridge.example"),
        // Not a patient.
        ("Grace", "dr.adams@carebridge.example"),
    ] {
        let other = json!({ "first_name": first_name, "last_name": "Morgan", "email": email });
        desk.post("patients/", &other).await.refused(409, "email_taken");
    }
    // Anybody can register an address that is not theirs.
    let squatter = json!({
        "email": "nora@quist.example", "password": CHOSEN, "first_name": "Nora", "last_name": "Quist",
    });
    app.visitor().post("auth/register/", &squatter).await.expect(201);
    desk.post("patients/", &nora()).await.refused(409, "email_taken");
    assert_eq!(app.count(NEW).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_without_an_address_is_registered_and_booked_in_one_go_and_claims_the_account() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let doctor = desk.doctor_id("adams").await;
    let start = desk.free_slots(&doctor, "2026-11-24").await.remove(0);
    let caller = json!({ "first_name": "Nora", "last_name": "Quist", "phone": PHONE });
    let body = json!({ "doctor_id": doctor, "starts_at": start, "patient": caller });
    let visit = desk.post("appointment-booking/book/", &body).await.expect(201);
    assert_eq!(visit["patient_name"], "Nora Quist");
    let patient = desk.get(&format!("patients/{}/", visit["patient_id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&patient["phone"], &patient["email"]), (&json!(PHONE), &Value::Null));
    assert!(app.text_message(PHONE, 1).await.contains("24 Nov"));

    // The slot is gone: nobody is registered.
    let refused = desk.post("appointment-booking/book/", &body).await.refused(409, "slot_taken");
    assert_eq!(refused["alternatives"].as_array().unwrap().len(), 3);
    assert_eq!(app.count(NEW).await, 1);
    for (wrong, field, code) in [
        (json!({ "first_name": "", "last_name": "Q" }), "patient.first_name", "required"),
        (json!({ "first_name": "N", "last_name": "Q", "phone": "1" }), "patient.phone", "invalid_phone"),
        (
            json!({ "first_name": "N", "last_name": "Q", "clinic_id": doctor }),
            "patient.clinic_id",
            "not_here",
        ),
    ] {
        let body = json!({ "doctor_id": doctor, "starts_at": start, "patient": wrong });
        let refused = desk.post("appointment-booking/book/", &body).await.refused(422, "invalid");
        let error = &refused["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)));
    }
    let both = json!({ "doctor_id": doctor, "starts_at": start, "patient": caller, "patient_id": doctor });
    desk.post("appointment-booking/book/", &both).await.refused(422, "invalid");
    let pat = app.sign_in("pat").await;
    pat.post("appointment-booking/book/", &body).await.refused(403, "forbidden");

    let visitor = app.visitor();
    visitor.post("auth/claim/send_code/", &json!({ "phone": PHONE })).await.expect(202);
    let code = code_in(&app.text_message(PHONE, 2).await);
    let claim = json!({ "phone": PHONE, "code": code, "email": "nora@quist.example", "password": CHOSEN });
    let user = visitor.post("auth/claim/", &claim).await.expect(200);
    assert_eq!(user["id"], visit["patient_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_registered_with_an_address_claims_the_account_by_a_link_to_it() {
    let app = spawn_app().await;
    let made = app.sign_in("desk").await.post("patients/", &nora()).await.expect(201);
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": "nora@quist.example" })).await.expect(202);
    let token = app.mail("nora@quist.example", "Choose a", 1).await.token();
    visitor.post("auth/password/reset/", &json!({ "token": token, "password": CHOSEN })).await.expect(204);
    let login = json!({ "email": "nora@quist.example", "password": CHOSEN });
    let user = visitor.post("auth/login/", &login).await.expect(200)["user"].clone();
    assert_eq!((&user["id"], &user["email_verified"]), (&made["id"], &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_callers_for_one_slot_one_is_registered() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let doctor = desk.doctor_id("adams").await;
    let start = desk.free_slots(&doctor, "2026-11-24").await.remove(0);
    let calls = (0..20).map(|n| {
        let (desk, doctor, start) = (desk.clone(), doctor.clone(), start.clone());
        async move {
            let caller = json!({ "first_name": format!("Nora {n}"), "last_name": "Quist", "phone": PHONE });
            let body = json!({ "doctor_id": doctor, "starts_at": start, "patient": caller });
            desk.post("appointment-booking/book/", &body).await.status.as_u16()
        }
    });
    let mut answers = futures::future::join_all(calls).await;
    answers.sort_unstable();
    assert_eq!(answers[0], 201);
    assert!(answers[1..].iter().all(|status| *status == 409), "{answers:?}");
    assert_eq!(app.count(NEW).await, 1);
    assert_eq!(app.count("SELECT count(*) AS count FROM clinic_patients JOIN users ON id = patient_id WHERE last_name = 'Quist'").await, 1);
    let profiles =
        "SELECT count(*) AS count FROM patient_profiles JOIN users ON id = user_id WHERE last_name = 'Quist'";
    assert_eq!(app.count(profiles).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_give_the_same_address_at_once_one_gets_it() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let doctor = desk.doctor_id("adams").await;
    let slots = desk.free_slots(&doctor, "2026-11-24").await;
    let book = |slot: &str| {
        let body = json!({ "doctor_id": doctor, "starts_at": slot, "patient": nora() });
        let desk = desk.clone();
        async move { desk.post("appointment-booking/book/", &body).await }
    };
    let (one, other) = tokio::join!(book(&slots[0]), book(&slots[1]));
    let (booked, refused) = if one.status == 201 { (one, other) } else { (other, one) };
    booked.expect(201);
    refused.refused(409, "email_taken");
    assert_eq!(app.count(NEW).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_repeated_safely_under_its_key() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let body = nora_without_address();
    let post = || desk.post_with_key("patients/", "reg-1", &body);
    let (one, other) = tokio::join!(post(), post());
    assert_eq!(one.expect(201), other.expect(201));
    let again = post().await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    again.expect(201);
    assert_eq!(app.count(NEW).await, 1);
    desk.post_with_key("patients/", "reg-1", &nora()).await.refused(422, "idempotency_mismatch");
}

fn nora_without_address() -> Value {
    json!({ "first_name": "Nora", "last_name": "Quist" })
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_of_two_clinics_say_which_one_takes_a_patient_in() {
    let app = spawn_app().await;
    let (riverside, tilleuls) = (app.clinic(RIVERSIDE).await, app.clinic(TILLEULS).await);
    let both = both(&app).await;
    let refused = both.post("patients/", &nora_without_address()).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "clinic_id");
    let mut wanted = nora_without_address();
    wanted["clinic_id"] = json!(tilleuls);
    let made = both.post("patients/", &wanted).await.expect(201);
    app.staff_of(TILLEULS, "desk3").await.get(&path(&made)).await.expect(200);
    app.sign_in("desk").await.get(&path(&made)).await.refused(404, "not_found");
    app.sign_in("desk").await.post("patients/", &wanted).await.refused(404, "not_found");
    wanted["clinic_id"] = json!("019b0000-0000-7000-8000-000000000000");
    both.post("patients/", &wanted).await.refused(404, "not_found");
    app.sign_in("admin").await.post("patients/", &wanted).await.refused(404, "not_found");
    wanted["clinic_id"] = json!(riverside);
    app.sign_in("admin").await.post("patients/", &wanted).await.expect(201);
}

/// Somebody on the staff of both clinics.
async fn both(app: &TestApp) -> Person {
    app.staff_of(TILLEULS, "desk2").await;
    app.execute(&format!(
        "INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
         SELECT clinics.id, users.id, 'staff', now() FROM clinics, users
         WHERE clinics.name = '{RIVERSIDE}' AND users.email = 'desk2@carebridge.example'"
    ))
    .await;
    // Signed in anew, since a sign-in is remembered for a minute.
    app.sign_in("desk2").await
}
