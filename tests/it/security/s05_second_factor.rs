use carebridge::domain::clock::Clock;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::{CHOSEN, PASSPHRASE, Person};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::authenticator::Authenticator;

const PAT: &str = "pat@carebridge.example";

fn with_otp(otp: &str) -> Value {
    json!({ "email": PAT, "password": PASSPHRASE, "otp": otp })
}

async fn enrolled(app: &TestApp) -> (Person, Authenticator, Vec<String>) {
    let pat = app.sign_in("pat").await;
    let (authenticator, codes) = Authenticator::enroll(app, &pat, TimeDelta::zero()).await;
    app.clock.advance(TimeDelta::seconds(30));
    (pat, authenticator, codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_code_is_good_once() {
    let app = spawn_app().await;
    let (_, authenticator, _) = enrolled(&app).await;
    let visitor = app.visitor();
    let without = json!({ "email": PAT, "password": PASSPHRASE });
    visitor.post("auth/login/", &without).await.refused(401, "mfa_required");
    visitor.post("auth/login/", &with_otp("000000")).await.refused(401, "mfa_invalid");
    let code = authenticator.code(app.clock.now());
    let user = visitor.post("auth/login/", &with_otp(&code)).await.expect(200);
    assert_eq!(user["user"]["mfa_enabled"], true);
    visitor.post("auth/login/", &with_otp(&code)).await.refused(401, "mfa_invalid");
    let before = authenticator.code(app.clock.now() - TimeDelta::seconds(30));
    visitor.post("auth/login/", &with_otp(&before)).await.refused(401, "mfa_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_of_many_who_give_one_code_at_once_one_is_let_in() {
    let app = spawn_app().await;
    let (_, authenticator, _) = enrolled(&app).await;
    let (visitor, body) = (app.visitor(), with_otp(&authenticator.code(app.clock.now())));
    let answers = futures::future::join_all((0..8).map(|_| visitor.post("auth/login/", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_recovery_code_is_good_once_and_kept_as_a_hash() {
    let app = spawn_app().await;
    let (_, _, codes) = enrolled(&app).await;
    assert_eq!(codes.len(), 10);
    let visitor = app.visitor();
    visitor.post("auth/login/", &with_otp(&codes[0])).await.expect(200);
    visitor.post("auth/login/", &with_otp(&codes[0])).await.refused(401, "mfa_invalid");
    visitor.post("auth/login/", &with_otp(&codes[1].to_uppercase())).await.expect(200);
    let kept = app.text("SELECT string_agg(encode(hash, 'escape'), ' ') AS text FROM recovery_codes").await;
    assert!(codes.iter().all(|code| !kept.contains(code)));
    assert_eq!(app.count("SELECT min(length(hash))::bigint AS count FROM recovery_codes").await, 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_new_recovery_codes_take_the_place_of_the_old() {
    let app = spawn_app().await;
    let (pat, authenticator, old) = enrolled(&app).await;
    let otp = json!({ "otp": authenticator.code(app.clock.now()) });
    let new = pat.post("auth/mfa/recovery_codes/", &otp).await.expect(200);
    app.visitor().post("auth/login/", &with_otp(&old[0])).await.refused(401, "mfa_invalid");
    let new = new["recovery_codes"][0].as_str().unwrap();
    app.visitor().post("auth/login/", &with_otp(new)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_the_secret_is_sealed_and_shown_once() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let begun = pat.post("auth/mfa/enroll/", &json!({})).await.expect(200);
    assert!(begun["otpauth_url"].as_str().unwrap().starts_with("otpauth://totp/CareBridge:pat%40carebridge"));
    assert!(begun["qr_svg"].as_str().unwrap().contains("<svg"));
    let sealed = app.text("SELECT encode(sealed, 'hex') AS text FROM mfa_methods").await;
    let secret = totp_rs::Secret::try_from_base32(begun["secret"].as_str().unwrap()).unwrap();
    let hex: String = secret.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!sealed.contains(&hex));
    let code = Authenticator::new(begun["secret"].as_str().unwrap()).code(app.clock.now());
    pat.post("auth/mfa/activate/", &json!({ "otp": "000000" })).await.refused(422, "invalid");
    pat.post("auth/mfa/activate/", &json!({ "otp": code })).await.expect(200);
    pat.post("auth/mfa/enroll/", &json!({})).await.refused(409, "mfa_already_enabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_second_factor_is_mandatory_for_staff_where_that_is_asked() {
    let app = Wishes::default().setting("CAREBRIDGE_STAFF_MFA", "on").spawn().await;
    let patient = app.sign_in("pat").await;
    patient.get("appointments/").await.expect(200);
    for name in ["admin", "desk", "dr.adams"] {
        let body = json!({ "email": format!("{name}@carebridge.example"), "password": PASSPHRASE });
        let answer = app.visitor().post("auth/login/", &body).await.expect(200);
        assert_eq!(answer["mfa_enrollment_required"], true, "{name}");
        let mut person = app.visitor();
        person.access = answer["access"].as_str().unwrap().to_owned();
        person.get("appointments/").await.refused(403, "mfa_enrollment_required");
        person.post("realtime/ticket/", &json!({})).await.refused(403, "mfa_enrollment_required");
        person.get("auth/me/").await.expect(200);
        let (authenticator, _) = Authenticator::enroll(&app, &person, TimeDelta::zero()).await;
        person.get("appointments/").await.expect(200);
        app.clock.advance(TimeDelta::seconds(30));
        let otp = json!({ "otp": authenticator.code(app.clock.now()) });
        person.post("auth/mfa/disable/", &otp).await.refused(409, "mfa_mandatory");
        let mut again = body.clone();
        again["otp"] = otp["otp"].clone();
        let answer = app.visitor().post("auth/login/", &again).await.expect(200);
        assert!(answer.get("mfa_enrollment_required").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_who_came_by_the_password_alone_is_out_when_the_owner_enrols() {
    let app = Wishes::default().setting("CAREBRIDGE_STAFF_MFA", "on").spawn().await;
    let (owner, thief) = (app.sign_in("desk").await, app.sign_in("desk").await);
    Authenticator::enroll(&app, &owner, TimeDelta::zero()).await;
    owner.get("appointments/").await.expect(200);
    thief.get("appointments/").await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_reset_does_not_bypass_it() {
    let app = spawn_app().await;
    let (_, authenticator, _) = enrolled(&app).await;
    let visitor = app.visitor();
    visitor.post("auth/password/forgot/", &json!({ "email": PAT })).await.expect(202);
    let token = app.mail(PAT, "Choose a new password", 1).await.token();
    let chosen = CHOSEN;
    visitor.post("auth/password/reset/", &json!({ "token": token, "password": chosen })).await.expect(204);
    let mut body = json!({ "email": PAT, "password": chosen });
    visitor.post("auth/login/", &body).await.refused(401, "mfa_required");
    body["otp"] = json!(authenticator.code(app.clock.now()));
    visitor.post("auth/login/", &body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_guessing_codes_locks_like_guessing_passwords() {
    let app = spawn_app().await;
    let (_, authenticator, _) = enrolled(&app).await;
    for _ in 0..5 {
        app.visitor().post("auth/login/", &with_otp("000000")).await.refused(401, "mfa_invalid");
    }
    let right = with_otp(&authenticator.code(app.clock.now()));
    app.visitor().post("auth/login/", &right).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_many_guesses_at_once_are_judged_one_by_one() {
    let app = spawn_app().await;
    let (pat, authenticator, _) = enrolled(&app).await;
    let visitor = app.visitor();
    let guesses = (0..20).map(|n| {
        let guess = with_otp(&format!("{n:06}"));
        let visitor = visitor.clone();
        async move { visitor.post("auth/login/", &guess).await.body["code"].clone() }
    });
    let answers = futures::future::join_all(guesses).await;
    assert_eq!(answers.iter().filter(|code| **code == "mfa_invalid").count(), 5, "{answers:?}");

    let guesses = (0..20).map(|n| {
        let (pat, guess) = (pat.clone(), json!({ "otp": format!("{n:06}") }));
        async move { pat.post("auth/mfa/disable/", &guess).await.refused(422, "invalid") }
    });
    futures::future::join_all(guesses).await;
    let right = json!({ "otp": authenticator.code(app.clock.now()) });
    pat.post("auth/mfa/disable/", &right).await.refused(422, "invalid");
    let judged =
        "SELECT count(*) AS count FROM audit_log WHERE action = 'account.confirm' AND outcome = 'refused'";
    assert_eq!(app.count(judged).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_an_authenticator_five_minutes_off_is_survived() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    for off in [-5, 5] {
        let (authenticator, _) = Authenticator::enroll(&app, &pat, TimeDelta::minutes(off)).await;
        app.clock.advance(TimeDelta::seconds(30));
        let code = authenticator.code(app.clock.now());
        app.visitor().post("auth/login/", &with_otp(&code)).await.expect(200);
        app.clock.advance(TimeDelta::seconds(30));
        let otp = json!({ "otp": authenticator.code(app.clock.now()) });
        pat.post("auth/mfa/disable/", &otp).await.expect(204);
    }
}
