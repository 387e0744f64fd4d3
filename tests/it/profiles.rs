//! What is known of a person: who may read it, who may change it, and what of it.

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, PASSPHRASE, Person, registration, send};
use crate::support::app::{TestApp, spawn_app};

fn profile(person: &Person) -> String {
    format!("profiles/{}/", person.id)
}

async fn patch_version(who: &Person, path: &str, version: &str, body: &Value) -> Answer {
    send(who.request(Method::PATCH, path).header("If-Match", version).json(body)).await
}

async fn actions(app: &TestApp, action: &str, actor: &Person, patient: &Person) -> i64 {
    app.count(&format!(
        "SELECT count(*) AS count FROM audit_log
         WHERE action = '{action}' AND actor_id = '{}' AND patient_id = '{}'",
        actor.id, patient.id
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_its_owners_and_an_administrators_and_nobody_elses() {
    let app = spawn_app().await;
    let (pat, sam, admin) = (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("admin").await);
    let own = pat.get(&profile(&pat)).await;
    assert_eq!((own.status.as_u16(), own.header("etag")), (200, "\"1\""));
    assert_eq!(own.body["email"], "pat@carebridge.example");
    assert_eq!((&own.body["date_of_birth"], &own.body["address"]), (&Value::Null, &json!("")));
    assert!(own.body.as_object().unwrap().contains_key("gender"));
    for stranger in [&sam, &app.sign_in("dr.adams").await, &app.sign_in("desk").await] {
        stranger.get(&profile(&pat)).await.refused(404, "not_found");
        stranger.patch(&profile(&pat), &json!({ "first_name": "Eve" })).await.refused(404, "not_found");
    }
    pat.get("profiles/019b0000-0000-7000-8000-000000000000/").await.refused(404, "not_found");
    app.visitor().get(&profile(&pat)).await.refused(401, "unauthenticated");
    assert_eq!(actions(&app, "profile.read", &pat, &pat).await, 0);
    assert_eq!(admin.get(&profile(&pat)).await.expect(200), own.body);
    assert_eq!(actions(&app, "profile.read", &admin, &pat).await, 1);
    let staff = admin.get(&profile(&admin)).await.expect(200);
    assert_eq!(staff.get("date_of_birth"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_changes_what_it_names_and_null_clears() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let before = pat.get(&profile(&pat)).await.expect(200);
    let body = json!({ "date_of_birth": "1988-04-02", "gender": "F", "insurance": " Mutual 12345 " });
    let changed = pat.patch(&profile(&pat), &body).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.expect(200);
    assert_eq!((&changed["date_of_birth"], &changed["gender"]), (&json!("1988-04-02"), &json!("F")));
    assert_eq!((&changed["insurance"], &changed["version"]), (&json!("Mutual 12345"), &json!(2)));
    assert_eq!((&changed["phone"], &changed["first_name"]), (&before["phone"], &before["first_name"]));
    let cleared = pat.patch(&profile(&pat), &json!({ "gender": null, "insurance": null })).await.expect(200);
    assert_eq!((&cleared["gender"], &cleared["insurance"]), (&Value::Null, &json!("")));
    assert_eq!(cleared["date_of_birth"], "1988-04-02");
    let same = pat.patch(&profile(&pat), &json!({ "gender": null })).await.expect(200);
    assert_eq!(same["version"], 3);
    assert_eq!(actions(&app, "profile.update", &pat, &pat).await, 2);
    let values = "SELECT count(*) AS count FROM audit_log WHERE detail::text LIKE '%Mutual%'";
    assert_eq!(app.count(values).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_put_sets_the_whole_and_wants_the_names() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    pat.patch(&profile(&pat), &json!({ "address": "12 Quai des Fleurs", "locale": "fr" })).await.expect(200);
    let path = profile(&pat);
    let put = async |body: Value| pat.put(&path, &body).await;
    let refused = put(json!({ "first_name": "Patrice" })).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "last_name");
    let whole = put(json!({ "first_name": "Patrice", "last_name": "Morgan" })).await.expect(200);
    assert_eq!(
        (&whole["address"], &whole["locale"], &whole["phone"]),
        (&json!(""), &json!("en"), &Value::Null)
    );
    assert_eq!((&whole["time_zone"], &whole["email"]), (&json!("UTC"), &json!("pat@carebridge.example")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_to_an_old_version_is_refused_and_of_two_at_once_one_is_made() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let path = profile(&pat);
    let changes: Vec<Value> =
        ["Patrice", "Patricia", "Patrick"].map(|name| json!({ "first_name": name })).into();
    let answers = join_all(changes.iter().map(|change| patch_version(&pat, &path, "\"1\"", change))).await;
    let mut outcomes: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 412, 412]);
    patch_version(&pat, &path, "\"1\"", &changes[0]).await.refused(412, "stale");
    patch_version(&pat, &path, "W/\"2\"", &changes[0]).await.refused(412, "stale");
    patch_version(&pat, &path, "\"2\"", &json!({ "last_name": "Moss" })).await.expect(200);
    let known = pat.request(Method::GET, &path).header("If-None-Match", "\"3\"");
    assert_eq!(send(known).await.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_not_valid_is_named() {
    let app = spawn_app().await;
    let (pat, desk) = (app.sign_in("pat").await, app.sign_in("desk").await);
    let cases = [
        ("first_name", json!(null), "required"),
        ("first_name", json!(" "), "required"),
        ("last_name", json!("a\u{0}b"), "control_character"),
        ("address", json!("a\u{1b}b"), "control_character"),
        ("address", json!("x".repeat(501)), "too_long"),
        ("phone", json!("12"), "invalid_phone"),
        ("locale", json!("tlh"), "unknown_locale"),
        ("time_zone", json!("Mars/Base"), "unknown_time_zone"),
        ("gender", json!("X"), "unknown_gender"),
        ("date_of_birth", json!("1899-12-31"), "too_long_ago"),
        ("date_of_birth", json!("2026-11-24"), "in_the_future"),
    ];
    for (field, value, code) in cases {
        let refused = pat.patch(&profile(&pat), &json!({ field: value })).await.refused(422, "invalid");
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    }
    pat.patch(&profile(&pat), &json!({ "date_of_birth": "2026-02-30" })).await.refused(422, "invalid_value");
    let refused = desk.patch(&profile(&desk), &json!({ "gender": "F" })).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "not_a_patient");
    desk.patch(&profile(&desk), &json!({ "first_name": "Jo", "gender": null })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_number_has_to_be_proven_anew() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let proven =
        format!("UPDATE users SET phone = '+15550100111', phone_verified_at = now() WHERE id = '{}'", pat.id);
    app.execute(&proven).await;
    let same =
        pat.patch(&profile(&pat), &json!({ "phone": "+1 555 0100 111", "locale": "es" })).await.expect(200);
    assert_eq!(same["phone_verified"], true);
    let other = pat.patch(&profile(&pat), &json!({ "phone": "+15550100112" })).await.expect(200);
    assert_eq!((&other["phone"], &other["phone_verified"]), (&json!("+15550100112"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_is_found_and_booked_under_a_new_name() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let slots = pat.free_slots(&doctor.id, "2026-11-24").await;
    assert_eq!(pat.book(&doctor.id, &slots[0]).await.expect(201)["doctor_name"], "Grace Adams");
    doctor.patch(&profile(&doctor), &json!({ "last_name": "Élan" })).await.expect(200);
    assert_eq!(pat.doctor_id("élan").await, doctor.id);
    assert_eq!(pat.get("doctors/?q=adams").await.expect(200)["results"], json!([]));
    assert_eq!(pat.book(&doctor.id, &slots[4]).await.expect(201)["doctor_name"], "Grace Élan");
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_list_everybody_masked_and_on_record() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    pat.get("profiles/").await.refused(403, "forbidden");
    app.sign_in("desk").await.get("profiles/").await.refused(403, "forbidden");
    let found = admin.get("profiles/?q=MORGAN%20pat@care&role=patient").await.expect(200);
    assert_eq!(found["results"].as_array().unwrap().len(), 1);
    let listed = &found["results"][0];
    assert_eq!((&listed["id"], &listed["email"]), (&json!(pat.id), &json!("p••••@carebridge.example")));
    assert!(listed["phone"].as_str().unwrap().contains(" •••• "));
    assert_eq!(actions(&app, "profile.read", &admin, &pat).await, 1);
    assert_eq!(admin.get("profiles/?q=%25").await.expect(200)["results"], json!([]));
    admin.get("profiles/?role=boss").await.refused(422, "invalid");
    admin.get("profiles/?colour=red").await.refused(422, "unknown_field");

    let (mut ids, mut path) = (Vec::new(), "profiles/?limit=2&role=patient".to_owned());
    loop {
        let page = admin.get(&path).await.expect(200);
        ids.extend(
            page["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("profiles/?limit=2&role=patient&cursor={next}");
    }
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    let patients = app.count("SELECT count(*) AS count FROM users WHERE role = 'patient'").await;
    assert_eq!(i64::try_from(ids.len()).unwrap(), patients);
    let other = path.replace("role=patient", "role=doctor");
    admin.get(&other).await.refused(422, "bad_cursor");
}

/// Security, line 12. Each body of profiles, dependants, consents and the administration of users, and that of
/// registering.
#[tokio::test(flavor = "multi_thread")]
async fn s12_role_status_and_ids_are_never_taken_from_a_body() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    let own = profile(&pat);
    let named = json!({ "first_name": "Nova", "last_name": "Patient" });
    let managed = |action: &str| format!("admin/users/{}/{action}/", pat.id);
    let consent = json!({ "kind": "sms", "granted": true, "wording": "Remind me." });
    let bodies: &[(&Person, Method, String, Value)] = &[
        (&pat, Method::PATCH, own.clone(), json!({})),
        (&pat, Method::PUT, own.clone(), named.clone()),
        (&pat, Method::POST, "profiles/dependants/".into(), named.clone()),
        (&pat, Method::POST, format!("{own}consents/"), consent),
        (&admin, Method::POST, managed("disable"), json!({})),
        (&admin, Method::POST, managed("enable"), json!({})),
        (&admin, Method::PUT, managed("role"), json!({ "role": "staff" })),
        (&app.visitor(), Method::POST, "auth/register/".into(), registration("greedy@new.example")),
    ];
    let greedy = [
        ("role", json!("admin")),
        ("status", json!("active")),
        ("id", json!(admin.id)),
        ("user_id", json!(admin.id)),
        ("patient_id", json!(admin.id)),
        ("guardian_id", json!(admin.id)),
        ("email_verified", json!(true)),
        ("phone_verified", json!(true)),
        ("disabled", json!(false)),
        ("version", json!(1)),
    ];
    for (who, method, path, body) in bodies {
        for (field, value) in &greedy {
            if path.ends_with("/role/") && *field == "role" {
                continue;
            }
            let mut body = body.clone();
            body[*field] = value.clone();
            let refused =
                send(who.request(method.clone(), path).json(&body)).await.refused(422, "unknown_field");
            assert_eq!(refused["errors"][0]["field"], *field, "{method} {path}");
        }
    }
    let changed =
        "SELECT count(*) AS count FROM audit_log WHERE action NOT IN ('account.sign_in', 'profile.read')
                   AND actor_id IS NOT NULL AND object_kind <> 'appointment'";
    assert_eq!(app.count(changed).await, 0);
    assert_eq!(app.visitor().sign_in("pat@carebridge.example").await.id, pat.id);
    let unknown = json!({ "email": "greedy@new.example", "password": PASSPHRASE });
    app.visitor().post("auth/login/", &unknown).await.refused(401, "invalid_credentials");
}
