//! Absences that come again.

use serde_json::json;

use crate::support::app::spawn_app;

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_that_comes_again_keeps_its_hour_when_the_clocks_change() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(5, "12:30", "14:30")]).await;
    doctor.set_terms(&doctor.id, &json!({ "max_advance_days": 365 })).await;
    let pat = app.sign_in("pat").await;
    // Fridays before and after 2027-03-28, at one o'clock in London.
    let before = pat.book(&doctor.id, "2027-03-26T13:00:00Z").await.expect(201);
    let after = pat.book(&doctor.id, "2027-04-02T12:00:00Z").await.expect(201);
    pat.book(&doctor.id, "2027-04-02T13:00:00Z").await.expect(201);
    let path = format!("doctors/{}/time_off/", doctor.id);
    let fridays = json!({
        "starts_at": "2026-11-27T13:00:00Z", "ends_at": "2026-11-27T14:00:00Z",
        "recurrence": "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270403T000000Z",
    });
    let added = doctor.post(&path, &fridays).await.expect(201);
    assert_eq!(added["stranded"], json!([before["id"], after["id"]]));
    assert_eq!(added["recurrence"], "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270403T000000Z");
    assert_eq!(
        pat.free_slots(&doctor.id, "2027-03-19").await,
        ["2027-03-19T12:30:00Z", "2027-03-19T14:00:00Z"]
    );
    assert_eq!(pat.free_slots(&doctor.id, "2027-04-02").await, ["2027-04-02T11:30:00Z"]);
    assert_eq!(pat.free_slots(&doctor.id, "2027-04-09").await.len(), 4, "it has come for the last time");

    // Every other week the first of them is not away; without a rule only the first Friday is.
    let one = format!("{path}{}/", added["id"].as_str().unwrap());
    let rarer = json!({ "recurrence": "FREQ=WEEKLY;INTERVAL=2" });
    let changed = doctor.patch(&one, &rarer).await.expect(200);
    assert_eq!((&changed["stranded"], &changed["version"]), (&json!([]), &json!(2)));
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-04").await.len(), 4);
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-11").await.len(), 2);
    doctor.patch(&one, &json!({ "recurrence": null })).await.expect(200);
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-11").await.len(), 4);
    assert_eq!(pat.free_slots(&doctor.id, "2026-11-27").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_was_outside_of_the_hours_before_is_not_stranded_by_an_absence() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "11:00")]).await;
    let pat = app.sign_in("pat").await;
    let path = format!("doctors/{}/time_off/", doctor.id);
    let (early, late) = ("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z");
    let first = pat.book(&doctor.id, early).await.expect(201);
    let second = pat.book(&doctor.id, late).await.expect(201);
    let until = |end: &str| json!({ "starts_at": "2026-11-24T00:00:00Z", "ends_at": end });
    let added = doctor.post(&path, &until("2026-11-24T09:30:00Z")).await.expect(201);
    assert_eq!(added["stranded"], json!([first["id"]]));
    let added = doctor.post(&path, &until("2026-11-24T12:00:00Z")).await.expect(201);
    assert_eq!(added["stranded"], json!([second["id"]]), "the first was so already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_none_and_one_that_is_over_are_refused() {
    let app = spawn_app().await;
    let doctor = app.sign_in("dr.adams").await;
    let path = format!("doctors/{}/time_off/", doctor.id);
    for (start, rule, field, code) in [
        ("2026-11-27T13:00:00Z", "EVERY FRIDAY", "recurrence", "invalid_recurrence"),
        ("2026-11-27T13:00:00Z", "FREQ=SECONDLY", "recurrence", "invalid_recurrence"),
        ("2026-11-27T13:00:00Z", "FREQ=WEEKLY;BYDAY=MO", "recurrence", "not_an_occurrence"),
        ("2026-11-27T13:00:30Z", "FREQ=WEEKLY", "starts_at", "not_whole_minutes"),
        ("2026-10-02T13:00:00Z", "FREQ=WEEKLY;COUNT=3", "ends_at", "in_the_past"),
    ] {
        let end = format!("{}14:00:00Z", &start[..11]);
        let absence = json!({ "starts_at": start, "ends_at": end, "recurrence": rule });
        let refused = doctor.post(&path, &absence).await.refused(422, "invalid");
        let error = &refused["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)), "{rule}");
    }
    let running = json!({ "starts_at": "2026-10-02T12:00:00Z", "ends_at": "2026-10-02T13:00:00Z", "recurrence": "FREQ=WEEKLY;COUNT=30" });
    doctor.post(&path, &running).await.expect(201);
    assert_eq!(doctor.get(&path).await.expect(200)["results"].as_array().unwrap().len(), 1);
}
