//! Who was offered a time takes it, or does not.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_offered_the_slot_and_books_it_before_anyone_sees_it_free() {
    let scene = Scene::set().await;
    let (app, sam) = (&scene.app, &scene.sam);
    let mut socket = Socket::of(app, sam).await;
    socket.subscribe(&format!("user:{}", sam.id)).await;
    let entry = sam.wait_for(&scene.wanted()).await.expect(201);
    assert_eq!(
        (&entry["status"], &entry["from"], &entry["offer"], &entry["time_of_day"]),
        (&json!("waiting"), &json!(TUESDAY), &Value::Null, &Value::Null)
    );
    let id = entry["id"].as_str().unwrap();
    scene.cancel().await;

    let told = socket.event("waitlist.offered").await;
    let seen = sam.entry(id).await;
    let offer = seen["offer"].clone();
    assert_eq!((&seen["status"], &told["data"]), (&json!("offered"), &offer));
    assert_eq!(
        offer,
        json!({
            "id": offer["id"], "entry_id": id, "doctor_id": scene.doctor, "doctor_name": seen["doctor_name"],
            "clinic_id": app.clinic(RIVERSIDE).await, "appointment_type": "consultation", "starts_at": scene.slot,
            "ends_at": offer["ends_at"], "time_zone": offer["time_zone"], "expires_at": "2026-11-23T06:30:00Z",
            "state": "open",
        })
    );
    assert!(!scene.is_free().await);
    scene.pat.book(&scene.doctor, &scene.slot).await.refused(409, "slot_taken");
    let mail = app.mail("sam@carebridge.example", "A time you wait for is free", 1).await;
    assert!(mail.text.contains("until") && !mail.text.contains("Adams"), "{}", mail.text);
    app.eventually("SELECT count(*) AS count FROM notifications WHERE type = 'waitlist.offered'", 1).await;
    let inbox = sam.get("notifications/").await.expect(200);
    let notified = &inbox["results"][0];
    assert_eq!(
        (&notified["type"], &notified["category"], &notified["data"]),
        (&json!("waitlist.offered"), &json!("booking"), &json!({ "offer_id": offer["id"], "entry_id": id }))
    );

    let booked = sam.answer_offer(&offer, "accept").await;
    let location = booked.header("location").to_owned();
    let booked = booked.expect(201);
    assert_eq!((&booked["starts_at"], &booked["status"]), (&json!(scene.slot), &json!("pending")));
    assert!(location.ends_with(&format!("/appointments/{}/", booked["id"].as_str().unwrap())));
    assert_eq!(socket.event("appointment.booked").await["data"]["id"], booked["id"]);
    app.mail("sam@carebridge.example", "is requested", 1).await;
    let entry = sam.entry(id).await;
    assert_eq!((&entry["status"], &entry["offer"]), (&json!("booked"), &Value::Null));
    sam.answer_offer(&offer, "accept").await.refused(409, "offer_expired");
    sam.answer_offer(&offer, "decline").await.refused(409, "offer_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_booked_once_by_two_tabs() {
    let scene = Scene::set().await;
    let entry = scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.cancel().await;
    let offer = scene.sam.entry(entry["id"].as_str().unwrap()).await["offer"].clone();
    let answers = join_all((0..8).map(|_| scene.sam.answer_offer(&offer, "accept"))).await;
    let (booked, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(booked.len(), 1);
    for answer in refused {
        answer.refused(409, "offer_expired");
    }
    let visits = "SELECT count(*) AS count FROM appointments WHERE status = 'pending'";
    assert_eq!(scene.app.count(visits).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_is_accepted_again_under_its_key_gets_the_first_answer() {
    let scene = Scene::set().await;
    let entry = scene.sam.wait_for(&scene.wanted()).await.expect(201);
    scene.cancel().await;
    let offer = scene.sam.entry(entry["id"].as_str().unwrap()).await["offer"].clone();
    let path = format!("waitlist/offers/{}/accept/", offer["id"].as_str().unwrap());
    let first = scene.sam.post_with_key(&path, "take-it", &json!({})).await.expect(201);
    let again = scene.sam.post_with_key(&path, "take-it", &json!({})).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201)["id"], first["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_starts_soon_is_kept_until_its_start() {
    let scene = Scene::set().await;
    let start: DateTime<Utc> = scene.slot.parse().unwrap();
    scene.app.clock.advance(start - now(&scene.app) - TimeDelta::minutes(10));
    let sam = scene.app.sign_in("sam").await;
    let entry = sam.wait_for(&scene.wanted()).await.expect(201);
    let desk = scene.app.sign_in("desk").await;
    desk.post(&format!("appointments/{}/cancel/", scene.visit), &json!({})).await.expect(200);
    let offer = sam.entry(entry["id"].as_str().unwrap()).await["offer"].clone();
    assert_eq!((&offer["starts_at"], &offer["expires_at"]), (&json!(scene.slot), &json!(scene.slot)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_waits_for_a_child_and_answers() {
    let scene = Scene::set().await;
    let kim = json!({ "first_name": "Kim", "last_name": "Rivers" });
    let kim = scene.sam.post("profiles/dependants/", &kim).await.expect(201);
    let mut wanted = scene.wanted();
    wanted["patient_id"] = kim["id"].clone();
    let entry = scene.sam.wait_for(&wanted).await.expect(201);
    assert_eq!(entry["patient_name"], "Kim Rivers");
    scene.cancel().await;
    scene.app.mail("sam@carebridge.example", "A time you wait for is free", 1).await;
    let offer = scene.sam.entry(entry["id"].as_str().unwrap()).await["offer"].clone();
    let booked = scene.sam.answer_offer(&offer, "accept").await.expect(201);
    assert_eq!(booked["patient_id"], kim["id"]);
}
