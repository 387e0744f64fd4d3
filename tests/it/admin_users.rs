//! The administration of accounts: who may, what ends with it, and that one administrator is always left.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::{Answer, PASSPHRASE, Person};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::authenticator::Authenticator;
use crate::support::socket::Socket;

fn path(of: &Person, action: &str) -> String {
    format!("admin/users/{}/{action}", of.id)
}

async fn disable(who: &Person, whom: &Person) -> Answer {
    who.post(&path(whom, "disable/"), &json!({ "reason": "Left the clinic." })).await
}

async fn give_role(who: &Person, whom: &Person, role: &str) -> Answer {
    who.put(&path(whom, "role/"), &json!({ "role": role })).await
}

async fn administrators(app: &TestApp) -> i64 {
    app.count("SELECT count(*) AS count FROM users WHERE role = 'admin' AND disabled_at IS NULL").await
}

/// Signs in as a client that keeps its refresh token.
async fn refresh_token(app: &TestApp, name: &str) -> String {
    let body = json!({ "email": format!("{name}@carebridge.example"), "password": PASSPHRASE });
    let answer = app.visitor().post("auth/login/", &body).await.expect(200);
    answer["refresh"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_administrator_reaches_other_accounts() {
    let app = spawn_app().await;
    let (pat, desk, doctor) =
        (app.sign_in("pat").await, app.sign_in("desk").await, app.sign_in("dr.adams").await);
    for stranger in [&pat, &desk, &doctor] {
        for whom in [&pat, &desk] {
            stranger.get(&path(whom, "")).await.refused(403, "forbidden");
            disable(stranger, whom).await.refused(403, "forbidden");
            stranger.post(&path(whom, "enable/"), &json!({})).await.refused(403, "forbidden");
            give_role(stranger, whom, "admin").await.refused(403, "forbidden");
        }
        stranger.get("admin/users/").await.refused(403, "forbidden");
        stranger.get("admin/users/019b0000-0000-7000-8000-000000000000/").await.refused(403, "forbidden");
    }
    app.visitor().get("admin/users/").await.refused(401, "unauthenticated");
    app.sign_in("admin")
        .await
        .get("admin/users/019b0000-0000-7000-8000-000000000000/")
        .await
        .refused(404, "not_found");
    let changed = "SELECT count(*) AS count FROM users WHERE version > 1 OR disabled_at IS NOT NULL";
    assert_eq!(app.count(changed).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_by_word_role_and_state() {
    let app = spawn_app().await;
    let (pat, desk, admin) =
        (app.sign_in("pat").await, app.sign_in("desk").await, app.sign_in("admin").await);
    let found = admin.get("admin/users/?q=morgan%20PAT@&disabled=false&role=patient").await.expect(200);
    let listed = &found["results"][0];
    assert_eq!((&listed["id"], &listed["email"]), (&json!(pat.id), &json!("p••••@carebridge.example")));
    assert_eq!(
        admin.get("admin/users/?q=morgan%20PAT@&disabled=true").await.expect(200)["results"],
        json!([])
    );
    let one = admin.get(&path(&desk, "")).await.expect(200);
    assert_eq!((&one["email"], &one["role"]), (&json!("desk@carebridge.example"), &json!("staff")));
    assert_eq!((&one["disabled"], &one["last_sign_in_at"]), (&json!(false), &json!("2026-11-23T06:00:00Z")));
    assert_eq!(one["clinics"][0]["role"], "staff");
    admin.get("admin/users/?role=root").await.refused(422, "invalid");
    admin.get("admin/users/?disabled=maybe").await.refused(422, "invalid_value");

    let (mut ids, mut path) = (Vec::new(), "admin/users/?limit=2".to_owned());
    loop {
        let page = admin.get(&path).await.expect(200);
        ids.extend(
            page["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("admin/users/?limit=2&cursor={next}");
    }
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    let all = app.count("SELECT count(*) AS count FROM users").await;
    assert_eq!(i64::try_from(ids.len()).unwrap(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_is_signed_out_everywhere_and_comes_back_when_enabled() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    let refresh = refresh_token(&app, "pat").await;
    let mut socket = Socket::of(&app, &pat).await;
    assert_eq!(disable(&admin, &pat).await.status, 204);
    assert_eq!(socket.close_code().await, 3503);
    let sign_in = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE });
    app.visitor().post("auth/login/", &sign_in).await.refused(401, "invalid_credentials");
    app.visitor().post("auth/refresh/", &json!({ "refresh": refresh })).await.refused(401, "invalid_token");
    let open = format!(
        "SELECT count(*) AS count FROM auth_sessions WHERE revoked_at IS NULL AND user_id = '{}'",
        pat.id
    );
    assert_eq!(app.count(&open).await, 0);
    assert_eq!(admin.get(&path(&pat, "")).await.expect(200)["disabled"], true);
    assert_eq!(disable(&admin, &pat).await.status, 204);
    for _ in 0..2 {
        assert_eq!(admin.post(&path(&pat, "enable/"), &json!({})).await.status, 204);
    }
    app.sign_in("pat").await;
    for action in ["account.disable", "account.enable"] {
        let recorded = format!(
            "SELECT count(*) AS count FROM audit_log WHERE action = '{action}' AND object_id = '{}'",
            pat.id
        );
        assert_eq!(app.count(&recorded).await, 1, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_role_ends_the_sign_ins_that_speak_of_the_old_one() {
    let app = spawn_app().await;
    let (desk, admin) = (app.sign_in("desk").await, app.sign_in("admin").await);
    let refresh = refresh_token(&app, "desk").await;
    let mut socket = Socket::of(&app, &desk).await;
    let changed = give_role(&admin, &desk, "patient").await.expect(200);
    assert_eq!((&changed["role"], &changed["clinics"]), (&json!("patient"), &json!([])));
    assert_eq!(socket.close_code().await, 3005);
    app.visitor().post("auth/refresh/", &json!({ "refresh": refresh })).await.refused(401, "invalid_token");
    let desk = app.sign_in("desk").await;
    assert_eq!(desk.get(&format!("profiles/{}/", desk.id)).await.expect(200)["date_of_birth"], Value::Null);
    let same = give_role(&admin, &desk, "patient").await.expect(200);
    assert_eq!(same["role"], "patient");
    desk.get("auth/me/").await.expect(200);
    assert_eq!(give_role(&admin, &desk, "admin").await.expect(200)["role"], "admin");
    app.sign_in("desk").await.get("admin/users/").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_given_is_refused() {
    let app = spawn_app().await;
    let (pat, doctor, admin) =
        (app.sign_in("pat").await, app.sign_in("dr.adams").await, app.sign_in("admin").await);
    for role in ["doctor", "root", ""] {
        let refused = give_role(&admin, &pat, role).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "unknown_role");
    }
    give_role(&admin, &doctor, "patient").await.refused(409, "role_fixed");
    let child = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let child = pat.post("profiles/dependants/", &child).await.expect(201);
    let path = format!("admin/users/{}/role/", child["id"].as_str().unwrap());
    admin.put(&path, &json!({ "role": "staff" })).await.refused(409, "no_sign_in");
    let ended = "SELECT count(*) AS count FROM auth_sessions WHERE revoked_at IS NOT NULL";
    assert_eq!(app.count(ended).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays_one_and_nobody_disables_themself() {
    let app = spawn_app().await;
    let (admin, sam) = (app.sign_in("admin").await, app.sign_in("sam").await);
    disable(&admin, &admin).await.refused(409, "last_administrator");
    give_role(&admin, &admin, "staff").await.refused(409, "last_administrator");
    give_role(&admin, &sam, "admin").await.expect(200);
    disable(&admin, &admin).await.refused(409, "own_account");
    let sam = app.sign_in("sam").await;
    assert_eq!(give_role(&sam, &admin, "staff").await.expect(200)["role"], "staff");
    disable(&admin, &sam).await.refused(401, "invalid_token");
    assert_eq!(administrators(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_dismiss_each_other_at_once_one_stays() {
    let app = spawn_app().await;
    let (mut one, mut other) = (app.sign_in("admin").await, app.sign_in("sam").await);
    give_role(&one, &other, "admin").await.expect(200);
    other = app.sign_in("sam").await;
    for round in 0..6 {
        let (first, second) = if round % 2 == 0 {
            tokio::join!(disable(&one, &other), disable(&other, &one))
        } else {
            tokio::join!(give_role(&one, &other, "staff"), give_role(&other, &one, "staff"))
        };
        let done = [&first, &second].map(|answer| answer.status.is_success());
        assert!(done == [true, false] || done == [false, true], "{first:?} {second:?}");
        assert_eq!(administrators(&app).await, 1);
        let gone = if done[0] { &other } else { &one };
        let left = if done[0] { &one } else { &other };
        assert_eq!(left.post(&path(gone, "enable/"), &json!({})).await.status, 204);
        give_role(left, gone, "admin").await.expect(200);
        (one, other) = (app.sign_in("admin").await, app.sign_in("sam").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_second_factor_is_taken_away_by_an_administrator_who_proved_who_they_are() {
    let app = spawn_app().await;
    let (admin, pat) = (app.sign_in("admin").await, app.sign_in("pat").await);
    Authenticator::enroll(&app, &pat, TimeDelta::zero()).await;
    let path = |who: &Person| format!("admin/users/{}/reset_mfa/", who.id);
    pat.post(&path(&pat), &json!({})).await.refused(403, "forbidden");
    admin.post(&path(&admin), &json!({})).await.refused(409, "own_account");
    let login = json!({ "email": "pat@carebridge.example", "password": PASSPHRASE });
    app.visitor().post("auth/login/", &login).await.refused(401, "mfa_required");

    // As if they had signed in a while ago, at a node that remembers nothing else.
    app.execute("UPDATE auth_sessions SET authenticated_at = authenticated_at - interval '20 minutes'").await;
    let stale = Wishes::default().beside(&app).spawn().await;
    let mut elsewhere = stale.visitor();
    elsewhere.access.clone_from(&admin.access);
    elsewhere.post(&path(&pat), &json!({})).await.refused(403, "fresh_sign_in_required");
    elsewhere.post("auth/confirm/", &json!({ "password": PASSPHRASE })).await.expect(204);
    elsewhere.post(&path(&pat), &json!({})).await.expect(204);
    elsewhere.access.clone_from(&pat.access);
    elsewhere.get("auth/me/").await.refused(401, "invalid_token");
    app.visitor().post("auth/login/", &login).await.expect(200);
    app.eventually(
        "SELECT count(*) AS count FROM deliveries WHERE template = 'second_factor_off' AND state = 'sent'",
        1,
    )
    .await;
}
