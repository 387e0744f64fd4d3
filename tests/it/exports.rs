//! Everything about a person: whole, theirs alone, without secrets, and on record.

use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::spawn_app;

fn export(of: &Person) -> String {
    format!("profiles/{}/export/?format=json", of.id)
}

fn list<'a>(document: &'a Value, name: &str) -> &'a Vec<Value> {
    document[name].as_array().unwrap_or_else(|| panic!("{name} is a list"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_file_with_everything_about_its_owner_and_no_secret() {
    let app = spawn_app().await;
    let (pat, doctor, admin) =
        (app.sign_in("pat").await, app.sign_in("dr.adams").await, app.sign_in("admin").await);
    let own = format!("profiles/{}/", pat.id);
    pat.patch(&own, &json!({ "insurance": "Mutual 1" })).await.expect(200);
    admin.get(&own).await.expect(200);
    let consent = json!({ "kind": "sms", "granted": true, "wording": "Remind me." });
    pat.post(&format!("{own}consents/"), &consent).await.expect(201);
    let child = json!({ "first_name": "Kim", "last_name": "Morgan" });
    pat.post("profiles/dependants/", &child).await.expect(201);
    let slot = pat.free_slots(&doctor.id, "2026-11-24").await.swap_remove(0);
    pat.book(&doctor.id, &slot).await.expect(201);
    let letter = json!({ "subject": "Before", "participants": [doctor.id], "body": "May I eat before?" });
    pat.post("conversations/", &letter).await.expect(201);
    app.eventually(&format!("SELECT count(*) AS count FROM notifications WHERE user_id = '{}'", pat.id), 1)
        .await;
    app.execute("UPDATE appointments SET doctor_notes = 'for colleagues'").await;

    let answer = pat.get(&export(&pat)).await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"carebridge-2026-11-23.json\"");
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        ("application/json", "no-store")
    );
    let document = answer.expect(200);
    assert_eq!(document["account"]["email"], "pat@carebridge.example");
    assert_eq!(document["profile"], pat.get(&own).await.expect(200));
    for (name, count) in
        [("consents", 1), ("dependants", 1), ("sessions", 1), ("appointments", 1), ("notifications", 1)]
    {
        assert_eq!(list(&document, name).len(), count, "{name}");
    }
    assert_eq!(list(&document, "messages")[0]["body"], "May I eat before?");
    let audit = list(&document, "audit");
    let actions: Vec<_> = audit.iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "account.sign_in",
            "profile.update",
            "profile.read",
            "consent.add",
            "dependant.create",
            "appointment.book",
            "conversation.start",
            "message.send",
            "profile.export",
        ]
    );
    let by_admin = &audit[2];
    assert_eq!((&by_admin["actor_id"], &by_admin["ip"]), (&json!(admin.id), &Value::Null));
    assert_eq!(audit[1]["ip"], "127.0.0.1");
    let text = document.to_string();
    for secret in ["argon2", "hash", "for colleagues", pat.access.as_str()] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_another_persons_data_along() {
    let app = spawn_app().await;
    let (pat, sam, admin) = (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("admin").await);
    let child = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let child = pat.post("profiles/dependants/", &child).await.expect(201);
    let of_child = format!("profiles/{}/export/", child["id"].as_str().unwrap());
    sam.get(&export(&pat)).await.refused(404, "not_found");
    sam.get(&of_child).await.refused(404, "not_found");
    admin.get(&export(&pat)).await.refused(403, "forbidden");
    pat.get(&of_child).await.refused(403, "forbidden");
    app.visitor().get(&export(&pat)).await.refused(401, "unauthenticated");
    pat.get(&format!("profiles/{}/export/?format=fhir", pat.id)).await.refused(422, "invalid");
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'profile.export'";
    assert_eq!(app.count(recorded).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_many_pages_has_each_row_once() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    // A full page, a page and some, and several.
    for (table, columns, values, count) in [
        (
            "consents",
            "id, user_id, kind, granted, wording, source, created_at",
            "'sms', true, 'w', 's', now()",
            200,
        ),
        (
            "notifications",
            "id, user_id, event_id, type, category, title, body, created_at",
            "gen_random_uuid(), 't', 'c', 't', 'b', now()",
            450,
        ),
        (
            "audit_log",
            "id, actor_id, patient_id, at, action, object_kind, outcome",
            "'PAT'::uuid, now(), 'a', 'o', 'ok'",
            701,
        ),
    ] {
        let values = values.replace("PAT", &pat.id);
        app.execute(&format!(
            "INSERT INTO {table} ({columns}) SELECT gen_random_uuid(), '{}', {values} FROM generate_series(1, {count})",
            pat.id
        ))
        .await;
    }
    let document = pat.get(&export(&pat)).await.expect(200);
    for (name, count) in [("consents", 200), ("notifications", 450), ("audit", 703)] {
        let mut ids: Vec<_> = list(&document, name).iter().map(|row| row["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), list(&document, name).len()), (count, count), "{name}");
    }
}
