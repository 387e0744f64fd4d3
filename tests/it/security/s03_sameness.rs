use serde_json::{Value, json};

use crate::support::api::{Answer, PASSPHRASE, registration};
use crate::support::app::spawn_app;

/// All that a client sees of an answer, but for what names the request.
fn seen(answer: &Answer) -> (u16, Value, Vec<String>) {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    let mut headers: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
    headers.sort_unstable();
    (answer.status.as_u16(), body, headers)
}

#[tokio::test(flavor = "multi_thread")]
async fn s03_unknown_user_wrong_password_disabled_and_locked_account_look_the_same() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let login = async |email: &str, password: &str| {
        visitor.post("auth/login/", &json!({ "email": email, "password": password })).await
    };
    app.execute("UPDATE users SET disabled_at = now() WHERE email = 'sam@carebridge.example'").await;
    let wrong = login("pat@carebridge.example", "not the passphrase").await;
    assert_eq!((wrong.status.as_u16(), wrong.body["code"].as_str()), (401, Some("invalid_credentials")));
    let unknown = login("nobody@carebridge.example", PASSPHRASE).await;
    let disabled = login("sam@carebridge.example", PASSPHRASE).await;
    for _ in 0..6 {
        login("dr.adams@carebridge.example", "not the passphrase").await;
    }
    let locked = login("dr.adams@carebridge.example", PASSPHRASE).await;
    for answer in [unknown, disabled, locked] {
        assert_eq!(seen(&answer), seen(&wrong));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s03_a_known_address_cannot_be_told_from_a_new_one() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let fresh = visitor.post("auth/register/", &registration("new@new.example")).await;
    let known = visitor.post("auth/register/", &registration("pat@carebridge.example")).await;
    let (mut fresh, mut known) = (seen(&fresh), seen(&known));
    for body in [&mut fresh.1, &mut known.1] {
        assert!(body["id"].is_string());
        (body["id"], body["email"]) = (Value::Null, Value::Null);
    }
    assert_eq!(fresh, known);

    let forgot =
        async |email: &str| seen(&visitor.post("auth/password/forgot/", &json!({ "email": email })).await);
    assert_eq!(forgot("pat@carebridge.example").await, forgot("nobody@carebridge.example").await);
    let claim =
        async |phone: &str| seen(&visitor.post("auth/claim/send_code/", &json!({ "phone": phone })).await);
    assert_eq!(claim("+15550100001").await, claim("+15550199999").await);
}
