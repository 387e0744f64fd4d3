//! Who may read, and for how long.

use serde_json::json;

use super::{NOBODY, Scene};
use crate::support::clinics::{RIVERSIDE, TILLEULS};
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_nobodys_but_theirs_who_take_part() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let message = scene.pat.says(&conversation, "May I eat before?").await;
    let elsewhere = scene.app.staff_of(TILLEULS, "desk2").await;
    let admin = scene.app.sign_in("admin").await;
    for person in [&scene.sam, &scene.baker, &scene.desk, &elsewhere, &admin] {
        for path in ["", "messages/"] {
            let theirs = person.get(&format!("conversations/{conversation}/{path}")).await;
            let nobodys = person.get(&format!("conversations/{NOBODY}/{path}")).await;
            assert_eq!(
                theirs.refused(404, "not_found")["detail"],
                nobodys.refused(404, "not_found")["detail"]
            );
        }
        person.say(&conversation, "Hello").await.refused(404, "not_found");
        let edit = format!("conversations/{conversation}/messages/{message}/");
        person.patch(&edit, &json!({ "body": "Other words" })).await.refused(404, "not_found");
        assert_eq!(person.get("conversations/").await.expect(200)["results"], json!([]));
    }
    let clinic = scene.app.clinic(RIVERSIDE).await;
    let key = scene.desk.make_key(&clinic, &[]).await;
    let software = scene.app.software(key["key"].as_str().unwrap());
    software.get("conversations/").await.refused(403, "not_for_keys");
    scene.app.visitor().get("conversations/").await.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_clinic_reads_no_more_and_the_patient_keeps_what_was_said() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    scene.pat.says(&conversation, "May I eat before?").await;
    assert_eq!(scene.adams.unread().await, 1);
    scene.leaves(&scene.adams).await;
    scene.adams.get(&format!("conversations/{conversation}/")).await.refused(404, "not_found");
    assert_eq!(scene.adams.get("conversations/").await.expect(200)["results"], json!([]));
    assert_eq!(scene.adams.unread().await, 0);
    let mut socket = Socket::of(&scene.app, &scene.adams).await;
    let answer = socket.subscribe(&format!("conversation:{conversation}")).await;
    assert_eq!(answer["code"], "forbidden");
    assert_eq!(scene.pat.heard(&conversation).await, ["May I eat before?"]);
    scene.pat.say(&conversation, "Is anybody there?").await.refused(409, "nobody_reads");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_made_an_administrator_reads_no_more_and_is_written_to_by_nobody() {
    let scene = Scene::set().await;
    let begun = scene.desk.begin(&[&scene.pat, &scene.adams]).await.expect(201);
    let conversation = begun["id"].as_str().unwrap();
    scene.pat.says(conversation, "May I eat before?").await;
    assert_eq!(scene.desk.unread().await, 1);
    scene.app.execute(&format!("UPDATE users SET role = 'admin' WHERE id = '{}'", scene.desk.id)).await;
    scene.desk.get(&format!("conversations/{conversation}/")).await.refused(404, "not_found");
    scene.desk.get(&format!("conversations/{conversation}/messages/")).await.refused(404, "not_found");
    assert_eq!(scene.desk.unread().await, 0);
    let mut socket = Socket::of(&scene.app, &scene.desk).await;
    let answer = socket.subscribe(&format!("conversation:{conversation}")).await;
    assert_eq!(answer["code"], "forbidden");
    for person in [&scene.pat, &scene.adams] {
        person.begin(&[&scene.desk]).await.refused(404, "not_found");
    }
    assert_eq!(scene.adams.heard(conversation).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_is_called_off_ends_no_conversation() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    scene.pat.post(&format!("appointments/{}/cancel/", scene.visit), &json!({})).await.expect(200);
    scene.pat.says(&conversation, "I could not come. When else?").await;
    assert_eq!(scene.adams.heard(&conversation).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_care_team_reads_is_on_record_and_what_patients_read_is_not() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let message = scene.pat.says(&conversation, "May I eat before?").await;
    scene.pat.heard(&conversation).await;
    scene.pat.get("conversations/").await.expect(200);
    scene.adams.heard(&conversation).await;
    scene.adams.get("conversations/").await.expect(200);
    let mut socket = Socket::of(&scene.app, &scene.adams).await;
    socket.subscribe(&format!("conversation:{conversation}")).await;
    let by = |who: &str, action: &str| {
        format!(
            "SELECT count(*) AS count FROM audit_log WHERE actor_id = '{who}' AND patient_id = '{}' AND action = '{action}'",
            scene.pat.id
        )
    };
    for action in ["message.read", "conversation.read", "conversation.subscribe"] {
        assert_eq!(scene.app.count(&by(&scene.adams.id, action)).await, 1, "{action}");
        assert_eq!(scene.app.count(&by(&scene.pat.id, action)).await, 0, "{action}");
    }
    let which = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'message.read' AND detail->'messages' ? '{message}'"
    );
    assert_eq!(scene.app.count(&which).await, 1);
    let words = "SELECT count(*) AS count FROM audit_log WHERE detail::text LIKE '%eat%'";
    assert_eq!(scene.app.count(words).await, 0, "the trail holds ids alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_cannot_be_put_on_record_is_refused() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    scene.pat.says(&conversation, "May I eat before?").await;
    scene.app.execute("ALTER TABLE audit_unchained RENAME TO away").await;
    for path in ["", "messages/"] {
        let path = format!("conversations/{conversation}/{path}");
        scene.adams.get(&path).await.refused(503, "unavailable");
        scene.pat.get(&path).await.expect(200);
    }
    scene.app.execute("ALTER TABLE away RENAME TO audit_unchained").await;
}
