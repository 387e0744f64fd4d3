//! Who waits is offered what becomes free before anyone else sees it, one after the other.

use carebridge::services::waitlist::turn_over::turn_over;
use carebridge::storage::pool::Database;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::clinics::RIVERSIDE;
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

/// Pat has a visit with Dr Adams on Tuesday; others want it.
struct Scene {
    app: TestApp,
    pat: Person,
    sam: Person,
    desk: Person,
    doctor: String,
    slot: String,
    visit: String,
}

impl Scene {
    async fn set() -> Self {
        Self::at(spawn_app().await).await
    }

    async fn at(app: TestApp) -> Self {
        let (pat, sam, desk) =
            (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("desk").await);
        let doctor = pat.doctor_id("adams").await;
        let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
        let visit = pat.book(&doctor, &slot).await.expect(201)["id"].as_str().unwrap().to_owned();
        Self { app, pat, sam, desk, doctor, slot, visit }
    }

    fn wanted(&self) -> Value {
        json!({ "doctor_id": self.doctor, "from": TUESDAY, "to": TUESDAY })
    }

    async fn cancel(&self) {
        self.pat.post(&format!("appointments/{}/cancel/", self.visit), &json!({})).await.expect(200);
    }

    /// Somebody whom the desk registers and who waits for the doctor on Tuesday; their id and their place.
    async fn stranger(&self, n: usize) -> (String, String) {
        let new = json!({ "first_name": format!("Wait{n}"), "last_name": "Longer" });
        let patient = self.desk.post("patients/", &new).await.expect(201);
        let patient = patient["id"].as_str().unwrap().to_owned();
        let mut wanted = self.wanted();
        wanted["patient_id"] = json!(patient);
        self.app.clock.advance(TimeDelta::milliseconds(5));
        let entry = self.desk.post("waitlist/", &wanted).await.expect(201);
        (patient, entry["id"].as_str().unwrap().to_owned())
    }

    async fn is_free(&self) -> bool {
        self.pat.free_slots(&self.doctor, TUESDAY).await.contains(&self.slot)
    }

    /// What the beat does, and at what time it is due.
    async fn turn_over(&self) {
        let database = Database::new(&self.app.database_url, 2, Handle::current()).unwrap();
        turn_over(&database, now(&self.app), None).await.unwrap();
    }

    async fn open_offers(&self) -> i64 {
        self.app.count("SELECT count(*) AS count FROM waitlist_offers WHERE state = 'open'").await
    }
}

fn now(app: &TestApp) -> DateTime<Utc> {
    carebridge::domain::clock::Clock::now(&*app.clock)
}

impl Person {
    async fn wait_for(&self, wanted: &Value) -> Answer {
        self.post("waitlist/", wanted).await
    }

    async fn entry(&self, id: &str) -> Value {
        self.get(&format!("waitlist/{id}/")).await.expect(200)
    }

    async fn answer_offer(&self, offer: &Value, answer: &str) -> Answer {
        let id = offer["id"].as_str().unwrap();
        self.post(&format!("waitlist/offers/{id}/{answer}/"), &json!({})).await
    }
}

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
