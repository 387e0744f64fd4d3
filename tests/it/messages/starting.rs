//! Whom one may write to, and how a conversation begins.

use futures::future::join_all;
use serde_json::{Value, json};

use super::{NOBODY, Scene, TUESDAY, named};
use crate::support::api::{Person, booking};
use crate::support::clinics::TILLEULS;
use crate::support::socket::Socket;

async fn recipients(person: &Person, q: &str) -> Vec<String> {
    let page = person.get(&format!("conversations/recipients/?limit=100&q={q}")).await.expect(200);
    let mut names: Vec<String> = page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["role"].as_str().unwrap(), one["name"].as_str().unwrap()))
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_begins_with_its_first_message() {
    let scene = Scene::set().await;
    let mut body = named(&[&scene.adams]);
    body["body"] = json!("May I eat before?");
    body["client_id"] = json!("tab-1");
    body["appointment_id"] = json!(scene.visit);
    let answer = scene.pat.post("conversations/", &body).await;
    let location = answer.header("location").to_owned();
    let begun = answer.expect(201);
    assert_eq!(location, format!("/api/v1/conversations/{}/", begun["id"].as_str().unwrap()));
    let said = &begun["last_message"];
    assert_eq!(
        begun,
        json!({
            "id": begun["id"], "subject": "After my visit", "appointment_id": scene.visit,
            "created_by": scene.pat.id, "created_at": "2026-11-23T06:00:00Z", "unread": 0,
            "participants": [
                {"id": scene.pat.id, "name": "Pat Morgan", "role": "patient",
                 "last_read_message_id": null, "last_read_at": null},
                {"id": scene.adams.id, "name": "Grace Adams", "role": "doctor",
                 "last_read_message_id": null, "last_read_at": null},
            ],
            "last_message": {
                "id": said["id"], "conversation_id": begun["id"], "sender_id": scene.pat.id,
                "sender_name": "Pat Morgan", "body": "May I eat before?", "attachments": [],
                "client_id": "tab-1", "edited_at": null, "created_at": "2026-11-23T06:00:00Z",
            },
            "last_message_at": "2026-11-23T06:00:00Z",
        })
    );
    let id = begun["id"].as_str().unwrap();
    let theirs = scene.adams.get(&format!("conversations/{id}/")).await.expect(200);
    assert_eq!((&theirs["unread"], &theirs["last_message"]), (&json!(1), said));
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM audit_log WHERE action IN ('conversation.start', 'message.send')").await, 2);
    let words = "SELECT count(*) AS count FROM events WHERE data::text LIKE '%May I eat%'";
    assert_eq!(scene.app.count(words).await, 0, "an event holds ids alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn patients_write_to_their_doctors_and_the_staff_of_their_clinic() {
    let scene = Scene::set().await;
    assert_eq!(recipients(&scene.pat, "").await, ["doctor Grace Adams", "staff Jamie Ellis"]);
    assert_eq!(recipients(&scene.pat, "gra").await, ["doctor Grace Adams"]);
    assert_eq!(recipients(&scene.sam, "").await, ["staff Jamie Ellis"]);
    assert_eq!(
        recipients(&scene.adams, "").await,
        ["doctor Oliver Baker", "patient Pat Morgan", "staff Jamie Ellis"]
    );
    assert_eq!(recipients(&scene.baker, "").await, ["doctor Grace Adams", "staff Jamie Ellis"]);
    let desk = recipients(&scene.desk, "").await;
    for name in ["patient Pat Morgan", "patient Sam Rivera", "doctor Grace Adams", "doctor Oliver Baker"] {
        assert!(desk.contains(&name.to_owned()), "{desk:?}");
    }
    let admin = scene.app.sign_in("admin").await;
    assert_eq!(recipients(&admin, "").await, Vec::<String>::new());
    let page = scene.desk.get("conversations/recipients/?limit=1").await.expect(200);
    let next = page["next"].as_str().unwrap();
    let rest = scene.desk.get(&format!("conversations/recipients/?limit=1&cursor={next}")).await.expect(200);
    assert_ne!(rest["results"][0]["id"], page["results"][0]["id"]);
    let shown = scene.pat.get("conversations/recipients/?q=adams").await.expect(200);
    assert!(shown["results"][0]["detail"].is_string(), "a doctor's field: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_nobody() {
    let scene = Scene::set().await;
    let elsewhere = scene.app.staff_of(TILLEULS, "desk2").await;
    let nobody = json!({ "subject": "Hello", "participants": [NOBODY] });
    let missing = scene.pat.post("conversations/", &nobody).await.refused(404, "not_found");
    for (who, with) in [
        (&scene.pat, &scene.baker),
        (&scene.pat, &scene.sam),
        (&scene.pat, &elsewhere),
        (&scene.sam, &scene.adams),
        (&scene.baker, &scene.pat),
        (&elsewhere, &scene.pat),
        (&scene.adams, &scene.sam),
    ] {
        let refused = who.begin(&[with]).await.refused(404, "not_found");
        assert_eq!(refused["detail"], missing["detail"]);
    }
    scene.pat.begin(&[&scene.adams, &scene.baker]).await.refused(404, "not_found");
    scene.app.sign_in("admin").await.begin(&[&scene.pat]).await.refused(403, "forbidden");
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM conversations").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_broke_the_glass_looks_and_does_not_write() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let reason = json!({ "patient_id": scene.pat.id, "reason": "Unconscious in the emergency room" });
    scene.baker.post("break-glass/", &reason).await.expect(201);
    scene.baker.get(&format!("conversations/{conversation}/")).await.refused(404, "not_found");
    scene.baker.begin(&[&scene.pat]).await.refused(404, "not_found");
    assert!(!recipients(&scene.baker, "").await.contains(&"patient Pat Morgan".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_names_one_patient_and_whom_it_likes_of_its_clinic() {
    let scene = Scene::set().await;
    let begun = scene.desk.begin(&[&scene.pat, &scene.adams, &scene.baker]).await.expect(201);
    assert_eq!(begun["participants"].as_array().unwrap().len(), 4);
    assert_eq!(begun["participants"][0]["id"], scene.pat.id.as_str());
    let refusal = |body: Value| body["errors"][0]["code"].as_str().unwrap().to_owned();
    let colleagues = scene.desk.begin(&[&scene.adams]).await.refused(422, "invalid");
    assert_eq!(refusal(colleagues), "patient_required");
    let two = scene.desk.begin(&[&scene.pat, &scene.sam]).await.refused(422, "invalid");
    assert_eq!(refusal(two), "one_patient");
    let alone = scene.pat.begin(&[&scene.pat]).await.refused(422, "invalid");
    assert_eq!(refusal(alone), "required");
    let admin = scene.app.sign_in("admin").await;
    admin
        .post(&format!("admin/users/{}/disable/", scene.baker.id), &json!({ "reason": "Left." }))
        .await
        .expect(204);
    scene.desk.begin(&[&scene.pat, &scene.baker]).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_must_be_one_that_they_share() {
    let scene = Scene::set().await;
    let with = |person: &Person, visit: &str| {
        let mut body = named(&[person]);
        body["appointment_id"] = json!(visit);
        body
    };
    scene.desk.post("conversations/", &with(&scene.pat, &scene.visit)).await.expect(201);
    scene.desk.post("conversations/", &with(&scene.sam, &scene.visit)).await.refused(404, "not_found");
    scene.pat.post("conversations/", &with(&scene.adams, NOBODY)).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_writes_for_a_child_and_sits_in_its_place() {
    let scene = Scene::set().await;
    let child = json!({ "first_name": "Kim", "last_name": "Rivera", "date_of_birth": "2019-06-30" });
    let child = scene.sam.post("profiles/dependants/", &child).await.expect(201)["id"].clone();
    let slot = scene.sam.free_slots(&scene.adams.id, TUESDAY).await.swap_remove(1);
    let mut visit = booking(&scene.adams.id, &slot);
    visit["patient_id"] = child.clone();
    let visit = scene.sam.post("appointments/", &visit).await.expect(201)["id"].clone();
    let seats = |begun: &Value| -> Vec<String> {
        let seats = begun["participants"].as_array().unwrap().iter();
        seats.map(|seat| seat["name"].as_str().unwrap().to_owned()).collect()
    };
    let begun = scene.sam.begin(&[&scene.adams]).await.expect(201);
    assert_eq!(seats(&begun), ["Sam Rivera", "Grace Adams"]);
    let id = begun["id"].as_str().unwrap();
    let about = format!("SELECT patient_id::text AS text FROM conversations WHERE id = '{id}'");
    let about = scene.app.text(&about).await;
    assert_eq!(child, about.as_str());
    let theirs = json!({ "subject": "About Kim", "participants": [child] });
    let begun = scene.adams.post("conversations/", &theirs).await.expect(201);
    assert_eq!(seats(&begun), ["Sam Rivera", "Grace Adams"]);
    // The front desk cares for both of them.
    let refused = scene.sam.begin(&[&scene.desk]).await.refused(422, "invalid");
    assert_eq!(
        (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
        (&json!("patient_id"), &json!("required"))
    );
    for patient in [&json!(scene.sam.id), &child] {
        let mut body = named(&[&scene.desk]);
        body["patient_id"] = patient.clone();
        let desk = scene.sam.post("conversations/", &body).await.expect(201);
        assert_eq!(seats(&desk), ["Sam Rivera", "Jamie Ellis"]);
    }
    let id = begun["id"].as_str().unwrap();
    scene.sam.says(id, "She slept well.").await;
    let mut socket = Socket::of(&scene.app, &scene.sam).await;
    let topic = format!("conversation:{id}");
    assert_eq!(socket.subscribe(&topic).await["op"], "subscribed");
    let visit = visit.as_str().unwrap();
    scene.sam.post(&format!("appointments/{visit}/cancel/"), &json!({})).await.expect(200);
    let child = child.as_str().unwrap();
    scene.sam.delete(&format!("profiles/dependants/{child}/")).await.expect(204);
    scene.sam.get(&format!("conversations/{id}/")).await.refused(404, "not_found");
    let withdrawn = loop {
        let frame = socket.next().await;
        if frame["op"] == "unsubscribed" {
            break frame;
        }
    };
    assert_eq!(withdrawn, json!({ "op": "unsubscribed", "topic": topic, "reason": "forbidden" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_under_a_key_begins_nothing_anew() {
    let scene = Scene::set().await;
    let mut body = named(&[&scene.adams]);
    body["body"] = json!("Once.");
    let tries = (0..4).map(|_| scene.pat.post_with_key("conversations/", "key-1", &body));
    let answers: Vec<Value> = join_all(tries).await.into_iter().map(|answer| answer.expect(201)).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM messages").await, 1);
}
