//! What was done to a visit is told to each side as far as it is theirs to know.

use serde_json::{Value, json};

use crate::support::app::spawn_app;
use crate::support::clinics::RIVERSIDE;

const TUESDAY: &str = "2026-11-24";

/// Action, status, version and actor of each line.
fn told(history: &Value) -> Vec<Value> {
    assert_eq!((&history["next"], &history["previous"]), (&Value::Null, &Value::Null));
    let lines = history["results"].as_array().unwrap().iter();
    lines.map(|line| json!([line["action"], line["status"], line["version"], line["actor"]])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_reads_who_did_what_as_far_as_it_may_know() {
    let app = spawn_app().await;
    let (pat, doctor, desk) =
        (app.sign_in("pat").await, app.sign_in("dr.adams").await, app.sign_in("desk").await);
    let key = desk.make_key(&app.clinic(RIVERSIDE).await, &[]).await;
    let software = app.software(key["key"].as_str().unwrap());
    let slot = pat.free_slots(&doctor.id, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor.id, &slot).await.expect(201);
    let path = |step: &str| format!("appointments/{}/{step}/", visit["id"].as_str().unwrap());
    for (person, step) in [(&doctor, "confirm"), (&software, "check_in"), (&desk, "cancel")] {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        person.post(&path(step), &json!({})).await.expect(200);
    }

    let user = |id: &str, name: &str| json!({ "kind": "user", "id": id, "name": name });
    let pats_name = visit["patient_name"].as_str().unwrap();
    let doctors_name = visit["doctor_name"].as_str().unwrap();
    let seen = doctor.get(&path("history")).await.expect(200);
    assert_eq!(
        told(&seen),
        [
            json!(["appointment.book", "pending", 1, user(&pat.id, pats_name)]),
            json!(["appointment.confirm", "confirmed", 2, user(&doctor.id, doctors_name)]),
            json!([
                "appointment.check_in",
                "checked_in",
                3,
                { "kind": "key", "id": key["id"], "name": "Phone system" }
            ]),
            json!(["appointment.cancel", "cancelled", 4, user(&desk.id, &told_name(&seen, 3))]),
        ]
    );
    assert_eq!(seen["results"][0]["detail"], json!({ "starts_at": slot.replace("+00:00", "Z") }));
    assert_eq!(told(&software.get(&path("history")).await.expect(200)), told(&seen));

    let by = |name: &str| json!({ "kind": "user", "name": name });
    assert_eq!(
        told(&pat.get(&path("history")).await.expect(200)),
        [
            json!(["appointment.book", "pending", 1, user(&pat.id, pats_name)]),
            json!(["appointment.confirm", "confirmed", 2, by(doctors_name)]),
            json!(["appointment.check_in", "checked_in", 3, { "kind": "key", "name": RIVERSIDE }]),
            json!(["appointment.cancel", "cancelled", 4, by(RIVERSIDE)]),
        ]
    );
    app.sign_in("sam").await.get(&path("history")).await.refused(404, "not_found");
    app.visitor().get(&path("history")).await.refused(401, "unauthenticated");
}

fn told_name(history: &Value, line: usize) -> String {
    history["results"][line]["actor"]["name"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_history_is_on_record_and_not_in_it() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let slot = pat.free_slots(&doctor.id, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor.id, &slot).await.expect(201)["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let seen = doctor.get(&format!("appointments/{visit}/history/")).await.expect(200);
        assert_eq!(seen["results"].as_array().unwrap().len(), 1);
    }
    let reads = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'appointment.read' AND object_id = '{visit}'"
    );
    assert_eq!(app.count(&reads).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_override_of_the_rules_is_the_doctors_side_to_read() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let slot = pat.free_slots(&doctor.id, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor.id, &slot).await.expect(201)["id"].as_str().unwrap().to_owned();
    app.execute(&format!(
        "INSERT INTO audit_log (id, at, actor_kind, action, object_kind, object_id, outcome, detail)
         SELECT (left(id::text, 24) || '000000000000')::uuid, '2026-11-23T07:00:00Z', 'house', 'appointment.move', 'appointment', id, 'ok',
                '{{\"reason\": \"A favour\", \"starts_at\": \"x\"}}'
         FROM appointments WHERE id = '{visit}'"
    ))
    .await;
    let path = format!("appointments/{visit}/history/");
    let details = |history: Value| -> Vec<Value> {
        let lines = history["results"].as_array().unwrap();
        let moved = lines.iter().filter(|line| line["action"] == "appointment.move");
        moved.map(|line| json!([line["detail"], line["actor"]])).collect()
    };
    let system = json!({ "kind": "system" });
    assert_eq!(
        details(doctor.get(&path).await.expect(200)),
        [json!([{ "reason": "A favour", "starts_at": "x" }, system])]
    );
    assert_eq!(details(pat.get(&path).await.expect(200)), [json!([{ "starts_at": "x" }, system])]);
}
