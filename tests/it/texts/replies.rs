//! Answers to reminders.

use chrono::TimeDelta;
use serde_json::json;

use super::Scene;
use crate::support::api::Person;

/// Somebody whom Pat looks after, with a visit of their own.
async fn child_with_visit(scene: &Scene, n: usize) -> String {
    let body = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let child = scene.pat.post("profiles/dependants/", &body).await.expect(201);
    let doctor = scene.pat.doctor_id("adams").await;
    let slot = scene.pat.free_slots(&doctor, super::TUESDAY).await.swap_remove(n);
    let body = json!({
        "doctor_id": doctor, "starts_at": slot, "appointment_type": "consultation", "patient_id": child["id"],
    });
    let visit = scene.pat.post("appointment-booking/book/", &body).await.expect(201);
    visit["id"].as_str().unwrap().to_owned()
}

async fn done(scene: &Scene, action: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = '{action}' AND detail->>'source' = 'sms'
           AND actor_id = '{}'",
        scene.pat.id
    );
    scene.app.count(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn c_confirms_and_x_cancels_what_the_last_reminder_was_about() {
    let scene = Scene::set().await;
    let (earlier, later) = (scene.book(&scene.pat, 0).await, scene.book(&scene.pat, 4).await);
    scene.remind(&scene.pat.id, &earlier, 30).await;
    scene.remind(&scene.pat.id, &later, 10).await;
    assert!(scene.say("SM1", "c").await.starts_with("Thank you, see you on Tue 24 Nov 2026"));
    assert_eq!(
        (scene.status(&earlier).await.as_str(), scene.status(&later).await.as_str()),
        ("pending", "confirmed")
    );
    assert!(scene.say("SM2", " X. ").await.contains("is cancelled"));
    assert_eq!(
        (scene.status(&earlier).await.as_str(), scene.status(&later).await.as_str()),
        ("pending", "cancelled")
    );
    assert_eq!((done(&scene, "appointment.confirm").await, done(&scene, "appointment.cancel").await), (1, 1));
    assert!(scene.say("SM3", "X").await.contains("does not take place"), "the earlier one is not meant");
    assert_eq!(scene.status(&earlier).await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_comes_twice_is_done_once_and_answered_alike() {
    let scene = Scene::set().await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 10).await;
    let first = scene.say("SM1", "X").await;
    assert_eq!(scene.say("SM1", "X").await, first);
    assert_eq!(done(&scene, "appointment.cancel").await, 1);
    let kept = "SELECT count(*) AS count FROM inbound_texts WHERE keyword = 'cancel'";
    assert_eq!(scene.app.count(kept).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_comes_twice_at_once_is_done_once() {
    let scene = Scene::set().await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 10).await;
    futures::future::join_all((0..6).map(|_| scene.say("SM1", "X"))).await;
    assert_eq!(
        (scene.status(&visit).await.as_str(), done(&scene, "appointment.cancel").await),
        ("cancelled", 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_meets_somebody_elses_step_is_heard_once_more() {
    let scene = Scene::set().await;
    let adams = scene.app.sign_in("dr.adams").await;
    for n in 0..4 {
        let visit = scene.book(&scene.pat, n).await;
        scene.remind(&scene.pat.id, &visit, 10 - i32::try_from(n).unwrap()).await;
        let (path, sid) = (format!("appointments/{visit}/confirm/"), format!("SM{n}"));
        let nothing = json!({});
        let (_, said) = futures::join!(adams.post(&path, &nothing), scene.say(&sid, "X"));
        assert!(said.contains("is cancelled"), "{said}");
        assert_eq!(scene.status(&visit).await, "cancelled");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_on_one_number_is_asked_which() {
    let scene = Scene::set().await;
    let own = scene.book(&scene.pat, 0).await;
    let childs = child_with_visit(&scene, 4).await;
    scene.remind(&scene.pat.id, &childs, 30).await;
    scene.remind(&scene.pat.id, &own, 10).await;
    let asked = scene.say("SM1", "X").await;
    assert!(asked.starts_with("Which one? X1: Tue 24 Nov 2026") && asked.contains(", X2: Tue"), "{asked}");
    assert!(!asked.contains("Kim") && !asked.contains("Pat"), "{asked}");
    assert_eq!((scene.status(&own).await.as_str(), done(&scene, "appointment.cancel").await), ("pending", 0));

    // What was asked keeps its numbers, whatever is booked meanwhile.
    let third = child_with_visit(&scene, 1).await;
    scene.remind(&scene.pat.id, &third, 0).await;
    assert!(scene.say("SM2", "x2").await.contains("is cancelled"));
    assert_eq!(
        (scene.status(&childs).await.as_str(), scene.status(&own).await.as_str()),
        ("cancelled", "pending")
    );
    assert_ne!(scene.status(&third).await, "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_means_nothing_any_more_never_falls_on_the_last_reminder() {
    let scene = Scene::set().await;
    let (first, last) = (scene.book(&scene.pat, 0).await, scene.book(&scene.pat, 4).await);
    scene.remind(&scene.pat.id, &first, 30).await;
    scene.remind(&scene.pat.id, &last, 10).await;
    // Nothing was asked; then there is no fifth choice; then the question is of yesterday.
    assert!(scene.say("SM1", "X2").await.starts_with("Which one? X1: "));
    assert!(scene.say("SM2", "X5").await.starts_with("Which one? X1: "));
    assert!(scene.say("SM3", "X0").await.starts_with("Which one? X1: "));
    scene.app.execute("UPDATE sms_questions SET created_at = created_at - interval '25 hours'").await;
    assert!(scene.say("SM4", "X1").await.starts_with("Which one? X1: "));
    assert_eq!(done(&scene, "appointment.cancel").await, 0);
    assert!(scene.say("SM5", "X1").await.contains("is cancelled"));
    assert_eq!(
        (scene.status(&first).await.as_str(), scene.status(&last).await.as_str()),
        ("cancelled", "pending")
    );
    scene.app.execute("UPDATE appointments SET status = 'cancelled'").await;
    assert!(scene.say("SM6", "X7").await.contains("There is no visit"), "nothing is open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_beyond_the_choices_of_a_text_still_makes_it_a_question() {
    let scene = Scene::set().await;
    let mut visits = Vec::new();
    for n in 0..4 {
        visits.push(scene.book(&scene.pat, n).await);
    }
    visits.push(child_with_visit(&scene, 4).await);
    for (minutes_ago, visit) in (10..).zip(&visits) {
        scene.remind(&scene.pat.id, visit, minutes_ago).await;
    }
    let asked = scene.say("SM1", "X").await;
    assert!(asked.contains("X4: ") && !asked.contains("X5: "), "{asked}");
    assert_eq!(done(&scene, "appointment.cancel").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sits_in_the_waiting_room_is_not_told_that_the_visit_is_off() {
    let scene = Scene::set().await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 10).await;
    scene.app.execute("UPDATE appointments SET status = 'checked_in'").await;
    assert!(scene.say("SM1", "X").await.contains("There is no visit"));
    assert_eq!(scene.status(&visit).await, "checked_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_late_to_cancel_means_to_call_and_never_too_late_to_come() {
    let scene = Scene::set().await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 0).await;
    let starts = format!("SELECT lower(during)::text AS text FROM appointments WHERE id = '{visit}'");
    assert!(scene.app.text(&starts).await.starts_with("2026-11-24"));
    let until = format!(
        "SELECT extract(epoch FROM lower(during) - timestamptz '2026-11-23T06:00:00Z')::bigint AS count
         FROM appointments WHERE id = '{visit}'"
    );
    let seconds = scene.app.count(&until).await;
    scene.app.clock.advance(TimeDelta::seconds(seconds) - TimeDelta::hours(1));
    assert!(scene.say("SM1", "X").await.contains("call the clinic"));
    assert_eq!(scene.status(&visit).await, "pending");
    assert!(scene.say("SM2", "C").await.starts_with("Thank you"));
    assert_eq!(scene.status(&visit).await, "confirmed");
    scene.app.clock.advance(TimeDelta::hours(2));
    assert!(scene.say("SM3", "X").await.contains("There is no visit"), "it has begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_has_another_owner_by_now_changes_nothing() {
    let scene = Scene::set().await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 10).await;
    let moved = format!("UPDATE users SET phone = '+15550109999' WHERE id = '{}'", scene.pat.id);
    scene.app.execute(&moved).await;
    assert!(scene.say("SM1", "X").await.contains("There is no visit"));
    assert_eq!(scene.status(&visit).await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_never_reminded_changes_nothing() {
    let scene = Scene::set().await;
    let sam: Person = scene.app.sign_in("sam").await;
    let visit = scene.book(&scene.pat, 0).await;
    scene.remind(&scene.pat.id, &visit, 10).await;
    let sams = scene.app.text(&format!("SELECT phone AS text FROM users WHERE id = '{}'", sam.id)).await;
    assert!(scene.say_from(&sams, "SM1", "X").await.contains("There is no visit"));
    assert_eq!(scene.status(&visit).await, "pending");
}
