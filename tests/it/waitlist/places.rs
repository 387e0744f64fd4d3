//! Places in the waitlist are taken, changed, listed and given up.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn one_waits_once_for_the_same_and_for_ten_things_at_most() {
    let scene = Scene::set().await;
    let sam = &scene.sam;
    let wanted = scene.wanted();
    let both = join_all((0..2).map(|_| sam.wait_for(&wanted))).await;
    let mut statuses: Vec<u16> = both.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    sam.wait_for(&scene.wanted()).await.refused(409, "already_waiting");
    let day =
        |n: u32| json!({ "doctor_id": scene.doctor, "from": format!("2026-12-{n:02}"), "to": "2026-12-24" });
    let mut last = Value::Null;
    for n in 1..10 {
        last = sam.wait_for(&day(n)).await.expect(201);
    }
    sam.wait_for(&day(10)).await.refused(409, "too_many_entries");
    sam.delete(&format!("waitlist/{}/", last["id"].as_str().unwrap())).await.expect(204);
    sam.wait_for(&day(10)).await.expect(201);
    let listed = sam.get("waitlist/?status=left").await.expect(200);
    assert_eq!(listed["results"][0]["id"], last["id"]);
    let page = sam.get("waitlist/?limit=4&status=waiting").await.expect(200);
    assert_eq!(page["results"].as_array().unwrap().len(), 4);
    let next =
        sam.get(&format!("waitlist/?limit=4&status=waiting&cursor={}", page["next"].as_str().unwrap())).await;
    assert_eq!(next.expect(200)["results"].as_array().unwrap().len(), 4);
    scene
        .pat
        .get(&format!("waitlist/?limit=4&status=waiting&cursor={}", page["next"].as_str().unwrap()))
        .await
        .refused(422, "bad_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_changed_by_who_saw_it() {
    let scene = Scene::set().await;
    let sam = &scene.sam;
    let entry = sam.wait_for(&scene.wanted()).await.expect(201);
    let path = format!("waitlist/{}/", entry["id"].as_str().unwrap());
    let patch = async |tag: &str, change: Value| {
        send(sam.request(Method::PATCH, &path).header("if-match", tag).json(&change)).await
    };
    let hours = json!({ "time_of_day": ["09:00", "12:00:00"] });
    let changed = patch("\"1\"", hours.clone()).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    assert_eq!(changed.expect(200)["time_of_day"], json!(["09:00:00", "12:00:00"]));
    patch("\"1\"", hours).await.refused(412, "stale");
    let moved =
        patch("\"2\"", json!({ "from": "2026-11-25", "to": "2026-11-27", "time_of_day": null })).await;
    let moved = moved.expect(200);
    assert_eq!((&moved["from"], &moved["time_of_day"]), (&json!("2026-11-25"), &Value::Null));
    patch("*", json!({ "from": "2026-11-25" })).await.refused(422, "invalid");
    sam.wait_for(&scene.wanted()).await.expect(201);
    patch("*", json!({ "from": TUESDAY, "to": TUESDAY })).await.refused(409, "already_waiting");
    sam.delete(&path).await.expect(204);
    patch("*", json!({ "from": "2026-11-26", "to": "2026-11-27" })).await.refused(409, "not_waiting");
    scene.pat.patch(&path, &json!({})).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_waited_for_is_refused_with_its_reason() {
    let scene = Scene::set().await;
    let with = |change: Value| {
        let mut wanted = scene.wanted();
        wanted.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        wanted
    };
    let cases = [
        (with(json!({ "from": "2026-11-20", "to": "2026-11-21" })), 422, "invalid"),
        (with(json!({ "to": "2026-11-23" })), 422, "invalid"),
        (with(json!({ "to": "2028-11-23" })), 422, "invalid"),
        (with(json!({ "to": "2026-11-24T10:00:00Z" })), 422, "invalid"),
        (with(json!({ "from": "-262143-01-01", "to": "-262143-01-01" })), 422, "invalid"),
        (with(json!({ "time_of_day": ["09:00"] })), 422, "invalid"),
        (with(json!({ "time_of_day": ["09:00", "09:00"] })), 422, "invalid"),
        (with(json!({ "appointment_type": "seance" })), 422, "invalid"),
        (with(json!({ "specialty": "Cardiology" })), 422, "invalid"),
        (json!({ "from": TUESDAY, "to": TUESDAY }), 422, "invalid"),
        (json!({ "specialty": "Palmistry", "from": TUESDAY, "to": TUESDAY }), 422, "invalid"),
        (with(json!({ "status": "booked" })), 422, "unknown_field"),
        (with(json!({ "doctor_id": "019b0000-0000-7000-8000-000000000000" })), 404, "not_found"),
        (with(json!({ "patient_id": scene.pat.id })), 404, "not_found"),
    ];
    for (wanted, status, code) in cases {
        scene.sam.wait_for(&wanted).await.refused(status, code);
    }
    scene.desk.wait_for(&scene.wanted()).await.refused(422, "invalid");
    scene.app.sign_in("dr.adams").await.wait_for(&scene.wanted()).await.refused(403, "forbidden");
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM waitlist_entries").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_whose_time_is_over_lapses() {
    let scene = Scene::set().await;
    let entry = scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.app.clock.advance(TimeDelta::days(3));
    scene.turn_over().await;
    let sam = scene.app.sign_in("sam").await;
    assert_eq!(sam.entry(entry["id"].as_str().unwrap()).await["status"], "lapsed");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_places_others_look_at_goes_on_record() {
    let scene = Scene::set().await;
    let (_, entry) = scene.stranger(1).await;
    scene.desk.entry(&entry).await;
    scene.desk.get(&format!("waitlist/?doctor={}", scene.doctor)).await.expect(200);
    let reads = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'waitlist.read' AND object_id = '{entry}' AND patient_id IS NOT NULL"
    );
    assert_eq!(scene.app.count(&reads).await, 2);
    scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.sam.get("waitlist/").await.expect(200);
    assert_eq!(
        scene.app.count("SELECT count(*) AS count FROM audit_log WHERE action = 'waitlist.read'").await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_other_clinic_does_not_touch_places_of_people_it_may_not_book() {
    let scene = Scene::set().await;
    let app = &scene.app;
    let (_, entry) = scene.stranger(1).await;
    let sams = scene.sam.wait_for(&scene.wanted()).await.expect(201)["id"].as_str().unwrap().to_owned();
    let other = app.staff_of(TILLEULS, "robin").await;
    app.execute(&format!(
        "INSERT INTO clinic_members (clinic_id, user_id, role, created_at) VALUES ('{}', '{}', 'doctor', now()) ON CONFLICT DO NOTHING",
        app.clinic(TILLEULS).await, scene.doctor
    ))
    .await;
    let path = format!("waitlist/{entry}/");
    other.get(&path).await.refused(404, "not_found");
    other.patch(&path, &json!({ "from": "2026-11-25", "to": "2026-11-26" })).await.refused(404, "not_found");
    other.delete(&path).await.refused(404, "not_found");
    let listed = other.get("waitlist/").await.expect(200);
    let listed: Vec<&Value> =
        listed["results"].as_array().unwrap().iter().map(|entry| &entry["id"]).collect();
    assert_eq!(listed, [&json!(sams)], "who has an account may be booked by whoever they ask");
    // What is kept at the first clinic is not the other's to answer.
    scene.desk.delete(&path).await.expect(204);
    scene.cancel().await;
    let offer = scene.sam.entry(&sams).await["offer"].clone();
    other.answer_offer(&offer, "decline").await.refused(404, "not_found");
    other.answer_offer(&offer, "accept").await.refused(404, "not_found");
    scene.desk.answer_offer(&offer, "decline").await.expect(204);
}
