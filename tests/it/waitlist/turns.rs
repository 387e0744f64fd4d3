//! Whose turn it is: one after the other, and only who could come.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_nobody_answers_goes_to_the_next_and_at_last_to_everybody() {
    let scene = Scene::set().await;
    let (app, sam) = (&scene.app, &scene.sam);
    let sams = sam.wait_for(&scene.wanted()).await.expect(201)["id"].as_str().unwrap().to_owned();
    let (next, nexts) = scene.stranger(1).await;
    let mut watcher = Socket::anonymous(app).await;
    watcher.subscribe(&format!("doctor:{}:slots", scene.doctor)).await;
    scene.cancel().await;
    let offer = sam.entry(&sams).await["offer"].clone();
    app.clock.advance(TimeDelta::minutes(29));
    scene.turn_over().await;
    assert_eq!(app.count("SELECT count(*) AS count FROM waitlist_entries WHERE status = 'offered'").await, 1);
    assert_eq!(scene.open_offers().await, 1, "it stands for half an hour");

    app.clock.advance(TimeDelta::minutes(1));
    let sam = &app.sign_in("sam").await;
    sam.answer_offer(&offer, "accept").await.refused(409, "offer_expired");
    scene.turn_over().await;
    scene.turn_over().await;
    assert_eq!((sam.entry(&sams).await["status"].clone(), scene.open_offers().await), (json!("waiting"), 1));
    let desk = app.sign_in("desk").await;
    let entry = desk.entry(&nexts).await;
    assert_eq!((&entry["status"], &entry["patient_id"]), (&json!("offered"), &json!(next)));
    assert!(!scene.is_free().await, "kept for the next");

    app.clock.advance(TimeDelta::minutes(30));
    scene.turn_over().await;
    assert_eq!(scene.open_offers().await, 0, "nobody is offered the same twice");
    let freed = watcher.event("slot.freed").await;
    assert_eq!(freed["data"]["starts_at"], json!(scene.slot));
    let before_that = format!(
        "SELECT count(*) AS count FROM events WHERE type = 'slot.freed' AND created_at < '{}'",
        now(app).to_rfc3339()
    );
    assert_eq!(app.count(&before_that).await, 0);
    assert!(scene.is_free().await);
    app.sign_in("sam").await.book(&scene.doctor, &scene.slot).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beat_turns_offers_over() {
    let scene = Scene::set().await;
    scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.cancel().await;
    assert_eq!(scene.open_offers().await, 1);
    scene.app.clock.advance(TimeDelta::minutes(30));
    scene.app.eventually("SELECT count(*) AS count FROM waitlist_offers WHERE state = 'expired'", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_or_leaves_lets_the_next_have_it() {
    let scene = Scene::set().await;
    let sams = scene.sam.wait_for(&scene.wanted()).await.expect(201);
    let (_, second) = scene.stranger(1).await;
    let (_, third) = scene.stranger(2).await;
    scene.cancel().await;
    let sams = sams["id"].as_str().unwrap();
    let offer = scene.sam.entry(sams).await["offer"].clone();
    scene.pat.answer_offer(&offer, "decline").await.refused(404, "not_found");
    scene.sam.answer_offer(&offer, "decline").await.expect(204);
    assert_eq!(scene.sam.entry(sams).await["status"], "waiting");
    assert_eq!(scene.desk.entry(&second).await["status"], "offered");
    assert_eq!(scene.open_offers().await, 1);

    scene.desk.delete(&format!("waitlist/{second}/")).await.expect(204);
    scene.desk.delete(&format!("waitlist/{second}/")).await.expect(204);
    assert_eq!(scene.desk.entry(&second).await["status"], "left");
    let entry = scene.desk.entry(&third).await;
    assert_eq!(entry["status"], "offered");
    // The front desk answers for its patients.
    let booked = scene.desk.answer_offer(&entry["offer"], "accept").await.expect(201);
    assert_eq!(booked["patient_id"], entry["patient_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_wait_for_one_slot_one_has_an_offer_at_a_time() {
    let scene = Scene::set().await;
    let mut waiting = Vec::new();
    for n in 0..20 {
        waiting.push(scene.stranger(n).await.1);
    }
    scene.cancel().await;
    for entry in &waiting {
        assert_eq!(scene.open_offers().await, 1);
        let seen = scene.desk.entry(entry).await;
        assert_eq!(seen["status"], "offered", "in the order of joining");
        scene.desk.answer_offer(&seen["offer"], "decline").await.expect(204);
    }
    assert_eq!(scene.open_offers().await, 0);
    assert!(scene.is_free().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_person_who_books_while_it_is_cancelled_does_not_get_ahead() {
    let scene = Scene::set().await;
    let second = Wishes::default().beside(&scene.app).spawn().await;
    scene.stranger(1).await;
    let sam = second.sign_in("sam").await;
    let path = format!("appointments/{}/cancel/", scene.visit);
    let body = json!({});
    let (cancelled, booked) =
        tokio::join!(scene.pat.post(&path, &body), sam.book(&scene.doctor, &scene.slot));
    cancelled.expect(200);
    booked.refused(409, "slot_taken");
    assert_eq!(scene.open_offers().await, 1);
    sam.book(&scene.doctor, &scene.slot).await.refused(409, "slot_taken");
    let seen = sam.free_slots(&scene.doctor, TUESDAY).await;
    assert!(!seen.contains(&scene.slot), "of the other node too");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_could_come_is_offered_anything() {
    let scene = Scene::set().await;
    let (app, desk) = (&scene.app, &scene.desk);
    // Other hours, another day, another kind of visit, another doctor.
    let (baker, with) = (scene.pat.doctor_id("baker").await, |change: Value| {
        let mut wanted = scene.wanted();
        wanted.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        wanted
    });
    let sam = &scene.sam;
    sam.wait_for(&with(json!({ "time_of_day": ["18:00", "20:00"] }))).await.expect(201);
    sam.wait_for(&with(json!({ "from": "2026-11-25", "to": "2026-11-26" }))).await.expect(201);
    sam.wait_for(&with(json!({ "doctor_id": baker }))).await.expect(201);
    // Somebody who is elsewhere at that time, somebody disabled, and somebody who left.
    let (busy, _) = scene.stranger(1).await;
    let elsewhere = json!({ "doctor_id": baker, "starts_at": scene.slot, "patient_id": busy });
    desk.post("appointment-booking/book/", &elsewhere).await.expect(201);
    let (disabled, _) = scene.stranger(2).await;
    app.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = '{disabled}'")).await;
    let (_, left) = scene.stranger(3).await;
    desk.delete(&format!("waitlist/{left}/")).await.expect(204);
    let (_, fits) = scene.stranger(4).await;
    scene.cancel().await;
    assert_eq!(desk.entry(&fits).await["status"], "offered");
    assert_eq!(app.count("SELECT count(*) AS count FROM waitlist_offers").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_field_is_offered_any_doctors_time_and_one_at_a_time() {
    let scene = Scene::set().await;
    let doctors = scene.pat.get(&format!("doctors/{}/", scene.doctor)).await.expect(200);
    let wanted = json!({ "specialty": doctors["specialty"], "from": "2026-11-24T00:00:00Z", "to": "2026-11-25T00:00:00Z" });
    let entry = scene.sam.wait_for(&wanted).await.expect(201);
    assert_eq!(
        (&entry["doctor_id"], &entry["from"], &entry["to"]),
        (&Value::Null, &json!("2026-11-24T00:00:00Z"), &json!("2026-11-25T00:00:00Z"))
    );
    // A place of the same patient for the doctor comes to nothing while the first has an offer.
    scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.cancel().await;
    assert_eq!(scene.open_offers().await, 1);
    let seen = scene.sam.entry(entry["id"].as_str().unwrap()).await;
    assert_eq!(seen["offer"]["doctor_id"], json!(scene.doctor));
    scene.sam.answer_offer(&seen["offer"], "decline").await.expect(204);
    assert_eq!(scene.open_offers().await, 0, "the patient said no to this very time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_is_moved_and_one_that_is_let_go_are_offered_too() {
    let scene = Scene::set().await;
    let (_, first) = scene.stranger(1).await;
    let (_, second) = scene.stranger(2).await;
    let other = scene.pat.free_slots(&scene.doctor, TUESDAY).await.swap_remove(3);
    let moved = json!({ "starts_at": other });
    scene.pat.post(&format!("appointments/{}/reschedule/", scene.visit), &moved).await.expect(200);
    assert_eq!(scene.desk.entry(&first).await["offer"]["starts_at"], json!(scene.slot));
    // Whoever holds a time and lets it go.
    let free = scene.pat.free_slots(&scene.doctor, TUESDAY).await.swap_remove(4);
    let hold = json!({ "doctor_id": scene.doctor, "starts_at": free });
    let hold = scene.sam.post("appointment-booking/hold/", &hold).await.expect(201);
    let path = format!("appointment-booking/hold/{}/", hold["hold_id"].as_str().unwrap());
    scene.sam.delete(&path).await.expect(204);
    assert_eq!(scene.desk.entry(&second).await["offer"]["starts_at"], json!(free));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_does_not_keep_the_others() {
    let scene = Scene::set().await;
    let sam = &scene.sam;
    let baker = scene.pat.doctor_id("baker").await;
    let theirs = scene.pat.free_slots(&baker, TUESDAY).await.swap_remove(5);
    let other = scene.pat.book(&baker, &theirs).await.expect(201)["id"].as_str().unwrap().to_owned();
    sam.wait_for(&scene.wanted()).await.expect(201);
    let (patient, _) = scene.stranger(1).await;
    let waits = json!({ "doctor_id": baker, "from": TUESDAY, "to": TUESDAY, "patient_id": patient });
    scene.desk.wait_for(&waits).await.expect(201);
    scene.cancel().await;
    scene.pat.post(&format!("appointments/{other}/cancel/"), &json!({})).await.expect(200);
    assert_eq!(scene.open_offers().await, 2);
    let jam = format!(
        "ALTER TABLE waitlist_offers ADD CONSTRAINT jam CHECK (state <> 'expired' OR doctor_id <> '{}') NOT VALID",
        scene.doctor
    );
    scene.app.execute(&jam).await;
    scene.app.clock.advance(TimeDelta::minutes(30));
    scene.app.eventually("SELECT count(*) AS count FROM waitlist_offers WHERE state = 'expired'", 1).await;
    let database = Database::new(&scene.app.database_url, 2, Handle::current()).unwrap();
    let tally = turn_over(&database, now(&scene.app), None).await.unwrap();
    assert_eq!(tally, Tally { done: 0, failed: 1 });
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_offered_some_of_the_time_is_not_offered_more_of_it() {
    let scene = Scene::set().await;
    let entry = scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.cancel().await;
    let offer = scene.sam.entry(entry["id"].as_str().unwrap()).await["offer"].clone();
    // As if they had been offered a time that begins a little earlier.
    let earlier =
        "UPDATE waitlist_offers SET starts_at = starts_at - interval '5 minutes', expires_at = created_at";
    scene.app.execute(earlier).await;
    scene.sam.answer_offer(&offer, "decline").await.expect(204);
    assert_eq!(scene.open_offers().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_is_offered_what_their_clinic_can_answer_for() {
    let scene = Scene::set().await;
    let (app, desk) = (&scene.app, &scene.desk);
    let (_, entry) = scene.stranger(1).await;
    // The doctor is at the other clinic by then.
    app.execute(&format!(
        "INSERT INTO clinic_members (clinic_id, user_id, role, created_at) VALUES ('{}', '{}', 'doctor', now()) ON CONFLICT DO NOTHING",
        app.clinic(TILLEULS).await, scene.doctor
    ))
    .await;
    let author =
        format!("UPDATE waitlist_entries SET created_by = '{}'", app.staff_of(TILLEULS, "robin").await.id);
    app.execute(&author).await;
    scene.cancel().await;
    assert_eq!(scene.open_offers().await, 0, "nobody could take it");
    assert_eq!(desk.entry(&entry).await["status"], "waiting");
}
