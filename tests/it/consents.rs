//! The ledger of consents: added to, never changed, by the person or who looks after them.

use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::spawn_app;

fn consents(of: &str) -> String {
    format!("profiles/{of}/consents/")
}

fn sms(granted: bool) -> Value {
    json!({ "kind": "sms", "granted": granted, "wording": "Remind me by text message." })
}

async fn child_of(guardian: &Person) -> String {
    let body = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let child = guardian.post("profiles/dependants/", &body).await.expect(201);
    child["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_line_of_a_kind_comes_first_and_earlier_ones_stay() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let given = pat.post(&consents(&pat.id), &sms(true)).await.expect(201);
    assert_eq!(
        (&given["kind"], &given["source"], &given["granted"]),
        (&json!("sms"), &json!("settings"), &json!(true))
    );
    let mut taken_back = sms(false);
    taken_back["source"] = json!("front_desk");
    let taken_back = pat.post(&consents(&pat.id), &taken_back).await.expect(201);
    let first = pat.get(&format!("{}?limit=1", consents(&pat.id))).await.expect(200);
    assert_eq!(first["results"], json!([taken_back]));
    let next = first["next"].as_str().unwrap();
    let rest = pat.get(&format!("{}?limit=1&cursor={next}", consents(&pat.id))).await.expect(200);
    assert_eq!((&rest["results"], &rest["next"]), (&json!([given]), &Value::Null));
    let audited = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'consent.add' AND patient_id = '{}'",
        pat.id
    );
    assert_eq!(app.count(&audited).await, 2);
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    for sql in ["UPDATE consents SET granted = true", "DELETE FROM consents", "TRUNCATE consents"] {
        let refused = diesel::sql_query(sql).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_consents_in_anothers_name_but_a_guardian() {
    let app = spawn_app().await;
    let (pat, sam, admin) = (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("admin").await);
    let child = child_of(&pat).await;
    pat.post(&consents(&child), &sms(true)).await.expect(201);
    assert_eq!(pat.get(&consents(&child)).await.expect(200)["results"].as_array().unwrap().len(), 1);
    for of in [&pat.id, &child] {
        for stranger in [&sam, &app.sign_in("desk").await, &app.sign_in("dr.adams").await] {
            stranger.get(&consents(of)).await.refused(404, "not_found");
            stranger.post(&consents(of), &sms(true)).await.refused(404, "not_found");
        }
        admin.get(&consents(of)).await.expect(200);
        admin.post(&consents(of), &sms(true)).await.refused(403, "forbidden");
    }
    let nobody = "019b0000-0000-7000-8000-000000000000";
    admin.get(&consents(nobody)).await.refused(404, "not_found");
    admin.post(&consents(nobody), &sms(true)).await.refused(404, "not_found");
    assert_eq!(app.count("SELECT count(*) AS count FROM consents").await, 1);
    let read = "SELECT count(*) AS count FROM audit_log WHERE action = 'consent.read'";
    assert_eq!(app.count(read).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_says_to_what_and_in_which_words() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let cases = [
        ("kind", json!("everything"), "unknown_kind"),
        ("wording", json!(" "), "required"),
        ("wording", json!("a\u{0}b"), "control_character"),
        ("wording", json!("x".repeat(2001)), "too_long"),
        ("source", json!("the desk"), "invalid_source"),
    ];
    for (field, value, code) in cases {
        let mut body = sms(true);
        body[field] = value;
        let refused = pat.post(&consents(&pat.id), &body).await.refused(422, "invalid");
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    }
    pat.post(&consents(&pat.id), &json!({ "kind": "sms" })).await.refused(422, "required");
    assert_eq!(app.count("SELECT count(*) AS count FROM consents").await, 0);
}
