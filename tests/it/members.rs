//! Who works at a clinic: who says so, and that no sign-in speaks of what somebody was.

use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::redis::{PATIENCE, RedisServer};
use crate::support::socket::Socket;

async fn clinics(app: &TestApp) -> [String; 2] {
    let id = |name: &str| format!("SELECT id::text AS text FROM clinics WHERE name LIKE '{name}%'");
    [app.text(&id("Riverside")).await, app.text(&id("Clinique")).await]
}

/// Somebody with a working account, who was invited by an administrator and has come.
async fn colleague(app: &TestApp, name: &str, role: &str) -> Person {
    let email = format!("{name}@carebridge.example");
    let password =
        app.text("SELECT password_hash AS text FROM users WHERE email = 'desk@carebridge.example'").await;
    app.execute(&format!(
        "INSERT INTO users (id, email, password_hash, role, first_name, last_name, email_verified_at, created_at, updated_at)
         VALUES (gen_random_uuid(), '{email}', '{password}', '{role}', 'Alex', 'Colleague', now(), now(), now())"
    ))
    .await;
    app.sign_in(name).await
}

/// Asks until this is the answer: what one node did is told to the others by the way.
async fn until(who: &Person, path: &str, status: u16) {
    let mut look = tokio::time::interval(std::time::Duration::from_millis(20));
    let became = tokio::time::timeout(PATIENCE, async {
        while who.get(path).await.status != status {
            look.tick().await;
        }
    });
    assert!(became.await.is_ok(), "{path} does not become {status}");
}

fn member(of: &Person, role: &str) -> Value {
    json!({ "user_id": of.id, "role": role })
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_belong_to_a_clinic_see_who_works_there_and_others_see_nobody() {
    let app = spawn_app().await;
    let [here, there] = clinics(&app).await;
    let path = format!("clinics/{here}/members/");
    for name in ["admin", "desk", "dr.adams"] {
        let page = app.sign_in(name).await.get(&path).await.expect(200);
        let names: Vec<_> = page["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["last_name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["Adams", "Baker", "Ellis"]);
        assert_eq!(page["results"][2]["email"], "d••••@carebridge.example");
        assert_eq!(
            (&page["results"][2]["account_role"], &page["results"][2]["role"]),
            (&json!("staff"), &json!("staff"))
        );
    }
    let (desk, pat) = (app.sign_in("desk").await, app.sign_in("pat").await);
    let first = desk.get(&format!("{path}?limit=2")).await.expect(200);
    let next = format!("{path}?limit=2&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(desk.get(&next).await.expect(200)["results"][0]["last_name"], "Ellis");
    app.sign_in("dr.adams").await.get(&next).await.refused(422, "bad_cursor");
    for (who, path) in [(&pat, &path), (&desk, &format!("clinics/{there}/members/"))] {
        who.get(path).await.refused(404, "not_found");
        who.post(path, &member(&pat, "staff")).await.refused(404, "not_found");
        who.patch(&format!("{path}{}/", desk.id), &json!({ "role": "staff" }))
            .await
            .refused(404, "not_found");
        who.delete(&format!("{path}{}/", desk.id)).await.refused(404, "not_found");
    }
    app.visitor().get(&path).await.refused(401, "unauthenticated");
    // A doctor of the clinic sees it and changes nothing.
    let doctor = app.sign_in("dr.adams").await;
    doctor.post(&path, &member(&desk, "staff")).await.refused(403, "forbidden");
    doctor.delete(&format!("{path}{}/", desk.id)).await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_bring_in_who_works_nowhere_and_administrators_anybody_who_can_work() {
    let app = spawn_app().await;
    let [here, there] = clinics(&app).await;
    let (admin, desk, pat) =
        (app.sign_in("admin").await, app.sign_in("desk").await, app.sign_in("pat").await);
    let alex = colleague(&app, "alex", "staff").await;
    let path = format!("clinics/{here}/members/");
    alex.get(&path).await.refused(404, "not_found");
    let by_mail = json!({ "email": "ALEX@carebridge.example", "role": "staff" });
    let added = desk.post(&path, &by_mail).await.expect(201);
    assert_eq!((&added["user_id"], &added["email"]), (&json!(alex.id), &json!("a••••@carebridge.example")));
    // The sign-in that was there may do more at once.
    alex.get(&path).await.expect(200);
    desk.post(&path, &by_mail).await.refused(409, "already_member");

    let elsewhere = format!("clinics/{there}/members/");
    let kim = colleague(&app, "kim", "staff").await;
    admin.post(&elsewhere, &member(&kim, "manager")).await.expect(201);
    // Somebody else's people, patients, administrators and nobody at all are the same to a clinic.
    for who in [
        member(&kim, "staff"),
        member(&pat, "staff"),
        member(&admin, "staff"),
        json!({ "email": "nobody@carebridge.example", "role": "staff" }),
    ] {
        desk.post(&path, &who).await.refused(404, "not_found");
    }
    kim.post(&elsewhere, &member(&alex, "staff")).await.refused(404, "not_found");
    admin.post(&path, &member(&kim, "staff")).await.expect(201);
    admin.post(&path, &member(&pat, "staff")).await.refused(422, "invalid");
    let lee = colleague(&app, "lee", "staff").await;
    let refused = admin.post(&path, &member(&lee, "doctor")).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "role_mismatch");
    app.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = '{}'", lee.id)).await;
    admin.post(&path, &member(&lee, "staff")).await.refused(404, "not_found");
    admin.post(&path, &json!({ "role": "staff" })).await.refused(422, "invalid");
    admin.post(&path, &json!({ "role": "root", "user_id": kim.id })).await.refused(422, "invalid");
    let both = json!({ "role": "staff", "user_id": kim.id, "email": "kim@carebridge.example" });
    admin.post(&path, &both).await.refused(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_are_made_and_unmade_by_managers() {
    let app = spawn_app().await;
    let [here, _] = clinics(&app).await;
    let (admin, desk) = (app.sign_in("admin").await, app.sign_in("desk").await);
    let (alex, kim) = (colleague(&app, "alex", "staff").await, colleague(&app, "kim", "staff").await);
    let path = format!("clinics/{here}/members/");
    let of = |who: &Person| format!("{path}{}/", who.id);
    desk.post(&path, &member(&alex, "manager")).await.refused(403, "forbidden");
    admin.post(&path, &member(&alex, "manager")).await.expect(201);
    desk.patch(&of(&alex), &json!({ "role": "staff" })).await.refused(403, "forbidden");
    desk.patch(&of(&desk), &json!({ "role": "manager" })).await.refused(403, "forbidden");
    desk.delete(&of(&alex)).await.refused(403, "forbidden");
    desk.get(&path).await.expect(200);

    // Who becomes something else signs in anew; who is it already does not.
    let mut socket = Socket::of(&app, &desk).await;
    let made = alex.patch(&of(&desk), &json!({ "role": "manager" })).await.expect(200);
    assert_eq!(made["role"], "manager");
    assert_eq!(socket.close_code().await, 3005);
    desk.get(&path).await.refused(401, "invalid_token");
    let desk = app.sign_in("desk").await;
    alex.patch(&of(&desk), &json!({ "role": "manager" })).await.expect(200);
    desk.post(&path, &member(&kim, "manager")).await.expect(201);
    let refused = desk.patch(&of(&kim), &json!({ "role": "doctor" })).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "role_mismatch");
    // A clinic may lose its last manager: administrators are there.
    let (one, other) = (format!("{path}{}/", alex.id), format!("{path}{}/", kim.id));
    let (one, other) = tokio::join!(kim.delete(&one), alex.delete(&other));
    assert!([204, 401, 404].contains(&one.status.as_u16()), "{}", one.body);
    assert!(one.status == 204 || other.status == 204, "{} {}", one.body, other.body);
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action LIKE 'member.%'";
    let members = "SELECT count(*) AS count FROM clinic_members";
    assert!(app.count(recorded).await >= 4 && app.count(members).await >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_with_visits_ahead_stays_and_one_without_goes_with_their_hours() {
    let app = spawn_app().await;
    let [here, _] = clinics(&app).await;
    let (desk, pat, doctor) =
        (app.sign_in("desk").await, app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let path = format!("clinics/{here}/members/{}/", doctor.id);
    let free = pat.free_slots(&doctor.id, "2026-11-24").await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    desk.delete(&path).await.refused(409, "works_here");
    pat.post(&format!("appointments/{}/cancel/", visit["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    assert_eq!(desk.delete(&path).await.status, 204);
    desk.delete(&path).await.refused(404, "not_found");
    doctor.get("auth/me/").await.refused(401, "invalid_token");
    assert_eq!(pat.free_slots(&doctor.id, "2026-11-24").await, Vec::<String>::new());
    // The schedule's actor had the old hours in memory.
    pat.book(&doctor.id, &free[1]).await.refused(422, "outside_availability");
    desk.get(&format!("doctors/{}/availability/", doctor.id)).await.refused(404, "not_found");
    let doctor = app.sign_in("dr.adams").await;
    let hours = json!({ "clinic_id": here, "weekday": 2, "start_time": "09:00", "end_time": "12:00" });
    let refused = doctor.post(&format!("doctors/{}/availability/", doctor.id), &hours).await;
    assert_eq!(refused.refused(422, "invalid")["errors"][0]["code"], "unknown_clinic");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_node_believes_in_a_membership_that_ended_or_misses_one_that_began() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let [here, _] = clinics(&first).await;
    let path = format!("clinics/{here}/members/");
    let (admin, alex) = (first.sign_in("admin").await, colleague(&first, "alex", "staff").await);
    // The same person at the other node, whose memory is warm.
    let mut there = second.visitor();
    there.access.clone_from(&alex.access);
    assert_eq!(there.get("auth/me/").await.expect(200)["clinics"], json!([]));
    let keys = format!("clinics/{here}/api_keys/");
    there.get(&keys).await.refused(404, "not_found");
    admin.post(&path, &member(&alex, "staff")).await.expect(201);
    until(&there, &keys, 200).await;
    assert_eq!(admin.delete(&format!("{path}{}/", alex.id)).await.status, 204);
    until(&there, &keys, 401).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_withdrawn_from_a_desk_whose_doctor_works_elsewhere_too() {
    let redis = RedisServer::start();
    let app = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let other = Wishes::default().setting("REDIS_URL", redis.url()).beside(&app).spawn().await;
    let [_, there] = clinics(&app).await;
    let (admin, desk) = (app.sign_in("admin").await, app.sign_in("desk").await);
    let doctor = admin.doctor_id("adams").await;
    let topic = format!("schedule:{doctor}");
    let (mut near, mut far) = (Socket::of(&app, &desk).await, Socket::of(&other, &desk).await);
    for socket in [&mut near, &mut far] {
        assert_eq!(socket.subscribe(&topic).await["op"], "subscribed");
    }
    let member = json!({ "user_id": doctor, "role": "doctor" });
    admin.post(&format!("clinics/{there}/members/"), &member).await.expect(201);
    for mut socket in [near, far] {
        let withdrawn = loop {
            let frame = socket.next().await;
            if frame["op"] == "unsubscribed" {
                break frame;
            }
        };
        assert_eq!(withdrawn, json!({ "op": "unsubscribed", "topic": topic, "reason": "forbidden" }));
        assert_eq!(socket.subscribe(&topic).await["code"], "forbidden");
    }
}
