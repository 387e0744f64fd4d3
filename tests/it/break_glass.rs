//! Emergencies: somebody looks at a patient who is not theirs.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::app::spawn_app;
use crate::support::clinics::TILLEULS;

const REASON: &str = "Unconscious in the emergency room";

#[tokio::test(flavor = "multi_thread")]
async fn the_glass_is_broken_for_an_hour_to_look_and_not_to_touch_and_administrators_are_told() {
    let app = spawn_app().await;
    let (pat, baker, admin) =
        (app.sign_in("pat").await, app.sign_in("dr.baker").await, app.sign_in("admin").await);
    let adams = pat.doctor_id("adams").await;
    let start = pat.free_slots(&adams, "2026-11-24").await.remove(0);
    let visit = pat.book(&adams, &start).await.expect(201);
    let (patient, visit) =
        (format!("patients/{}/", pat.id), format!("appointments/{}/", visit["id"].as_str().unwrap()));
    baker.get(&patient).await.refused(404, "not_found");
    baker.get(&visit).await.refused(404, "not_found");

    let body = json!({ "patient_id": pat.id, "reason": REASON });
    let broken = baker.post("break-glass/", &body).await.expect(201);
    assert_eq!(broken["expires_at"], "2026-11-23T07:00:00Z");
    assert_eq!(baker.get(&patient).await.expect(200)["first_name"], "Pat");
    let seen = baker.get(&visit).await.expect(200);
    assert_eq!(
        (&seen["doctor_notes"], &seen["patient_notes"]),
        (&json!(""), &json!("It itches where the ferret bit"))
    );
    assert_eq!(baker.get("appointments/").await.expect(200)["results"][0]["id"], seen["id"]);
    assert_eq!(baker.get("patients/?q=morgan").await.expect(200)["results"][0]["id"], json!(pat.id));
    for step in ["confirm", "cancel", "check_in"] {
        baker.post(&format!("{visit}{step}/"), &json!({})).await.refused(403, "forbidden");
    }

    app.mail("admin@carebridge.example", "Emergency access", 1).await;
    let told = admin.get("notifications/").await.expect(200)["results"][0].clone();
    assert_eq!((&told["type"], &told["priority"]), (&json!("access.break_glass"), &json!("urgent")));
    assert_eq!(told["data"]["break_glass_id"], broken["id"]);
    let all = admin.get("break-glass/").await.expect(200);
    assert_eq!(all["results"], json!([broken]));
    assert_eq!(app.sign_in("dr.adams").await.get("break-glass/").await.expect(200)["results"], json!([]));
    let recorded = |action: &str| {
        format!(
            "SELECT count(*) AS count FROM audit_log WHERE action = '{action}' AND actor_id = '{}' AND patient_id = '{}'",
            baker.id, pat.id
        )
    };
    assert_eq!(app.count(&recorded("patient.break_glass")).await, 1);
    assert_eq!(app.count(&recorded("appointment.read")).await, 2);
    assert_eq!(app.count(&recorded("patient.read")).await, 2);
    // The reason may be about somebody's health.
    let told = format!("SELECT count(*) AS count FROM audit_log WHERE detail::text LIKE '%{REASON}%'");
    assert_eq!(app.count(&told).await, 0);

    app.clock.advance(TimeDelta::hours(1));
    let baker = app.sign_in("dr.baker").await;
    baker.get(&patient).await.refused(404, "not_found");
    baker.get(&visit).await.refused(404, "not_found");
    assert_eq!(baker.get("appointments/").await.expect(200)["results"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_glass_is_broken_by_those_who_care_for_somebody_with_a_reason_and_for_a_patient() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let desk = app.staff_of(TILLEULS, "desk2").await;
    let body = |patient: &str, reason: &str| json!({ "patient_id": patient, "reason": reason });
    sam.post("break-glass/", &body(&pat.id, REASON)).await.refused(403, "forbidden");
    sam.get("break-glass/").await.refused(403, "forbidden");
    for (reason, code) in
        [("", "too_short"), ("why", "too_short"), ("a\u{0}bcdefghijkl", "control_character")]
    {
        let refused = desk.post("break-glass/", &body(&pat.id, reason)).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], code);
    }
    let nobody = "019b0000-0000-7000-8000-000000000000";
    let doctor = desk.doctor_id("adams").await;
    for none in [nobody, doctor.as_str()] {
        desk.post("break-glass/", &body(none, REASON)).await.refused(404, "not_found");
    }
    desk.post("break-glass/", &body(&pat.id, REASON)).await.expect(201);
    desk.get(&format!("patients/{}/", pat.id)).await.expect(200);
    // A colleague of theirs sees nothing.
    let colleague = app.staff_of(TILLEULS, "desk3").await;
    colleague.get(&format!("patients/{}/", pat.id)).await.refused(404, "not_found");
    let key = desk.make_key(&app.clinic(TILLEULS).await, &[]).await;
    let software = app.software(key["key"].as_str().unwrap());
    software.get(&format!("patients/{}/", pat.id)).await.refused(404, "not_found");
    assert_eq!(software.get("patients/").await.expect(200)["results"], Value::Array(Vec::new()));
}
