//! The kinds of visit that a doctor offers.

use serde_json::json;

use crate::support::app::spawn_app;

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_of_visit_is_offered_changed_and_offered_no_more() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "12:00")]).await;
    let pat = app.sign_in("pat").await;
    let path = format!("doctors/{}/appointment_types/", doctor.id);
    let group = json!({
        "code": "physical_therapy", "duration_minutes": 60, "capacity": 6, "grid_minutes": 60, "price": "25",
    });
    let offered = doctor.post(&path, &group).await.expect(201);
    assert_eq!(
        offered,
        json!({
            "code": "physical_therapy", "duration_minutes": 60, "buffer_before_minutes": 0,
            "buffer_after_minutes": 0, "capacity": 6, "grid_minutes": 60, "mode": "in_person", "price": "25.00",
            "currency": "GBP", "version": 1, "stranded": [],
        })
    );
    doctor.post(&path, &group).await.refused(409, "type_exists");
    let slots =
        format!("doctors/{}/available_slots/?date=2026-11-24&appointment_type=physical_therapy", doctor.id);
    let free = pat.get(&slots).await.expect(200);
    assert_eq!(free["slots"].as_array().unwrap().len(), 3);
    assert_eq!(free["slots"][0]["seats_left"], 6);

    let one = format!("{path}physical_therapy/");
    let changed = doctor
        .patch(&one, &json!({ "grid_minutes": null, "price": null, "mode": "video" }))
        .await
        .expect(200);
    assert_eq!((&changed["price"], &changed["version"]), (&json!(null), &json!(2)));
    assert_eq!(pat.get(&slots).await.expect(200)["slots"].as_array().unwrap().len(), 5);
    for wrong in [json!({ "capacity": 0 }), json!({ "duration_minutes": 481 }), json!({ "mode": "fax" })] {
        doctor.patch(&one, &wrong).await.refused(422, "invalid");
    }

    let visit = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    let removed = doctor.delete(&format!("{path}consultation/")).await.expect(200);
    assert_eq!(removed["stranded"], json!([]), "what is booked keeps its time");
    let kept = pat.get(&format!("appointments/{}/", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(kept["status"], visit["status"]);
    assert_eq!(pat.book(&doctor.id, "2026-11-24T10:00:00Z").await.status, 422);
    pat.get(&format!("{path}consultation/")).await.refused(404, "not_found");
    pat.get(&format!("{path}haircut/")).await.refused(404, "not_found");
    let codes = app.visitor().get(&path).await.expect(200);
    let codes: Vec<_> = codes["results"].as_array().unwrap().iter().map(|offered| &offered["code"]).collect();
    assert_eq!(codes, ["checkup", "follow_up", "physical_therapy"]);
}
