//! A patient takes over the account that a clinic made for them.

use serde_json::{Value, json};

use crate::support::api::{CHOSEN, Person};
use crate::support::app::{TestApp, spawn_app};
use crate::support::mailbox::code_in;

const PHONE: &str = "+15550109000";

/// Somebody whom a clinic registered by phone.
async fn registered(app: &TestApp, first_name: &str, born: &str) {
    app.execute(&format!(
        "WITH made AS (
             INSERT INTO users (id, role, first_name, last_name, phone, created_at, updated_at)
             VALUES (gen_random_uuid(), 'patient', '{first_name}', 'Frost', '{PHONE}', now(), now()) RETURNING id)
         INSERT INTO patient_profiles (user_id, date_of_birth, created_at, updated_at)
         SELECT id, '{born}', now(), now() FROM made"
    ))
    .await;
}

async fn code(app: &TestApp, visitor: &Person, n: usize) -> String {
    visitor.post("auth/claim/send_code/", &json!({ "phone": PHONE })).await.expect(202);
    code_in(&app.text_message(PHONE, n).await)
}

fn claim(code: &str) -> Value {
    json!({ "phone": PHONE, "code": code, "email": "alma@frost.example", "password": CHOSEN })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_claimed_by_the_code_to_its_number_once() {
    let app = spawn_app().await;
    registered(&app, "Alma", "1984-02-29").await;
    let visitor = app.visitor();
    let code = code(&app, &visitor, 1).await;
    let mut taken = claim(&code);
    taken["email"] = json!("pat@carebridge.example");
    let refused = visitor.post("auth/claim/", &taken).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "address_taken");

    let user = visitor.post("auth/claim/", &claim(&code)).await.expect(200);
    assert_eq!((&user["first_name"], &user["phone_verified"]), (&json!("Alma"), &json!(true)));
    assert_eq!((&user["email"], &user["email_verified"]), (&json!("alma@frost.example"), &json!(false)));
    let login = json!({ "email": "alma@frost.example", "password": CHOSEN });
    visitor.post("auth/login/", &login).await.expect(200);
    let token = app.mail("alma@frost.example", "Confirm your e-mail", 1).await.token();
    visitor.post("auth/email/verify/", &json!({ "token": token })).await.expect(200);
    visitor.post("auth/claim/", &claim(&code)).await.refused(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_on_one_number_is_told_apart_by_birthdays() {
    let app = spawn_app().await;
    registered(&app, "Alma", "1984-02-29").await;
    registered(&app, "Milo", "2015-06-01").await;
    let visitor = app.visitor();
    let code = code(&app, &visitor, 1).await;
    visitor.post("auth/claim/", &claim(&code)).await.refused(409, "ambiguous_claim");
    let mut born = claim(&code);
    born["date_of_birth"] = json!("2000-01-01");
    visitor.post("auth/claim/", &born).await.refused(422, "invalid");
    born["date_of_birth"] = json!("2015-06-01");
    let user = visitor.post("auth/claim/", &born).await.expect(200);
    assert_eq!(user["first_name"], "Milo");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_locks_whatever_number_of_codes_is_asked_for() {
    let app = spawn_app().await;
    registered(&app, "Alma", "1984-02-29").await;
    let visitor = app.visitor();
    let first = code(&app, &visitor, 1).await;
    let wrong = format!("{:06}", (first.parse::<u32>().unwrap() + 1) % 1_000_000);
    for _ in 0..5 {
        visitor.post("auth/claim/", &claim(&wrong)).await.refused(422, "invalid");
    }
    let second = code(&app, &visitor, 2).await;
    visitor.post("auth/claim/", &claim(&second)).await.refused(422, "invalid");
    let refused =
        "SELECT count(*) AS count FROM audit_log WHERE action = 'account.claim' AND outcome = 'refused'";
    assert_eq!(app.count(refused).await, 6);
    for n in 3..=10 {
        code(&app, &visitor, n).await;
    }
    visitor.post("auth/claim/send_code/", &json!({ "phone": PHONE })).await.expect(202);
    assert_eq!(app.count("SELECT count(*) AS count FROM one_time_tokens").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_somebody_calls_their_dependant_cannot_be_claimed_by_any_number_written_down() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let child = json!({ "first_name": "Milo", "last_name": "Morgan" });
    let child = pat.post("profiles/dependants/", &child).await.expect(201);
    let patch = pat.request(reqwest::Method::PATCH, &format!("profiles/{}/", child["id"].as_str().unwrap()));
    crate::support::api::send(patch.json(&json!({ "phone": PHONE }))).await.expect(200);
    registered(&app, "Alma", "1984-02-29").await;
    let visitor = app.visitor();
    let code = code(&app, &visitor, 1).await;
    let user = visitor.post("auth/claim/", &claim(&code)).await.expect(200);
    assert_eq!(user["first_name"], "Alma", "it is neither the child's nor ambiguous");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_has_a_password_is_not_claimed() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let phone = pat.get("auth/me/").await.expect(200)["phone"].clone();
    app.visitor().post("auth/claim/send_code/", &json!({ "phone": phone })).await.expect(202);
    assert_eq!(app.count("SELECT count(*) AS count FROM one_time_tokens").await, 0);
    let mut wrong = claim("123456");
    wrong["phone"] = phone;
    app.visitor().post("auth/claim/", &wrong).await.refused(422, "invalid");
}
