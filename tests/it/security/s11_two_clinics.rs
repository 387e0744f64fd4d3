//! Line 11: a doctor who works at two clinics. What is of the one is not the other's.

use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, spawn_app};
use crate::support::clinics::{RIVERSIDE, TILLEULS};
use crate::support::socket::Socket;

/// Dr. Adams works on Tuesday mornings at the first clinic and on Wednesday mornings at the second.
async fn shared_doctor(app: &TestApp) -> String {
    let adams = app.sign_in("dr.adams").await.id;
    app.execute(&format!(
        "INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
         SELECT id, '{adams}', 'doctor', now() FROM clinics WHERE name = '{TILLEULS}'"
    ))
    .await;
    app.execute(&format!(
        "UPDATE availability_rules SET clinic_id = clinics.id FROM clinics
         WHERE clinics.name = '{TILLEULS}' AND doctor_id = '{adams}' AND weekday = 3"
    ))
    .await;
    app.execute(&format!(
        "UPDATE schedules SET rules_version = rules_version + 1 WHERE doctor_id = '{adams}'"
    ))
    .await;
    adams
}

async fn rules(who: &Person, doctor: &str) -> Vec<Value> {
    let listed = who.get(&format!("doctors/{doctor}/availability/")).await.expect(200);
    listed["results"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn s11_a_doctors_hours_and_visits_at_another_clinic_are_not_the_staffs() {
    let app = spawn_app().await;
    let doctor = shared_doctor(&app).await;
    let (riverside, tilleuls) = (app.clinic(RIVERSIDE).await, app.clinic(TILLEULS).await);
    let (desk, elsewhere) = (app.sign_in("desk").await, app.staff_of(TILLEULS, "desk2").await);
    let made = desk.make_key(&riverside, &[]).await;
    let software = app.software(made["key"].as_str().unwrap());
    let theirs = rules(&elsewhere, &doctor).await;
    assert!(!theirs.is_empty() && theirs.iter().all(|rule| rule["clinic_id"] == json!(tilleuls)));
    let day = desk.free_slots(&doctor, "2026-11-25").await.remove(0);
    for ours in [&desk, &software] {
        assert!(rules(ours, &doctor).await.iter().all(|rule| rule["clinic_id"] == json!(riverside)));
        let rule = format!("doctors/{doctor}/availability/{}/", theirs[0]["id"].as_str().unwrap());
        ours.delete(&rule).await.refused(404, "not_found");
        let hours =
            json!({ "clinic_id": tilleuls, "weekday": 7, "start_time": "08:00", "end_time": "09:00" });
        let nobodys =
            json!({ "clinic_id": doctor, "weekday": 7, "start_time": "08:00", "end_time": "09:00" });
        let mut told = Vec::new();
        for wanted in [hours, nobodys] {
            let mut refused =
                ours.post(&format!("doctors/{doctor}/availability/"), &wanted).await.refused(422, "invalid");
            refused["request_id"] = Value::Null;
            told.push(refused);
        }
        assert_eq!(told[0], told[1]);
        let caller = json!({ "first_name": "Nora", "last_name": "Quist" });
        let body = json!({ "doctor_id": doctor, "starts_at": day, "patient": caller });
        ours.post("appointment-booking/book/", &body).await.refused(422, "outside_availability");
    }
    assert_eq!(app.count("SELECT count(*) AS count FROM users WHERE last_name = 'Quist'").await, 0);

    let caller = json!({ "first_name": "Nora", "last_name": "Quist" });
    let body = json!({ "doctor_id": doctor, "starts_at": day, "patient": caller });
    let visit = elsewhere.post("appointment-booking/book/", &body).await.expect(201);
    assert_eq!(visit["clinic_id"], json!(tilleuls));
    elsewhere.get(&format!("patients/{}/", visit["patient_id"].as_str().unwrap())).await.expect(200);
    desk.get(&format!("appointments/{}/", visit["id"].as_str().unwrap())).await.refused(404, "not_found");
    desk.get(&format!("patients/{}/", visit["patient_id"].as_str().unwrap())).await.refused(404, "not_found");

    // Live, a schedule is one stream: it is for who may see all of it.
    let topic = format!("schedule:{doctor}");
    assert_eq!(Socket::of(&app, &desk).await.subscribe(&topic).await["code"], "forbidden");
    let adams = app.sign_in("dr.adams").await;
    assert_eq!(Socket::of(&app, &adams).await.subscribe(&topic).await["op"], "subscribed");
    let admin = app.sign_in("admin").await;
    assert_eq!(Socket::of(&app, &admin).await.subscribe(&topic).await["op"], "subscribed");
    let heard = "SELECT count(*) AS count FROM audit_log WHERE action = 'schedule.subscribe'";
    assert_eq!(app.count(heard).await, 1);
}
