//! Credentials as a client sends them, on a server whose database is away.

use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Handle;
use url::Url;
use uuid::Uuid;

use super::*;
use crate::domain::clock::Clock;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::domain::sign_ins::{Keeping, SignIn};
use crate::http::rate_limit::groups::Group;
use crate::http::signed_in::{self, MaybeSignedIn, SignedIn};
use crate::services::accounts::{Parts, Policy};
use crate::services::api_keys::ApiKeys;
use crate::services::passwords::Passwords;
use crate::services::secrets::SessionSecrets;
use crate::services::sign_ins::{Authenticated, Standing};
use crate::services::tokens::Tokens;
use crate::storage::pool::Database;

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }
}

struct Server {
    accounts: Accounts,
    sign_ins: SignIns,
    api_keys: ApiKeys,
    tokens: Tokens,
    secrets: SessionSecrets,
}

fn start() -> Server {
    let (sign_ins, tokens, secrets) = SignIns::detached(Arc::new(Noon));
    sign_ins.remember(standing(false));
    let database = Database::new("postgres://nobody@127.0.0.1:9/none", 1, Handle::current()).unwrap();
    let api_keys = ApiKeys::new(database.clone(), Arc::new(Noon));
    let parts = Parts {
        database,
        clock: Arc::new(Noon),
        passwords: Passwords::new(1).unwrap(),
        tokens: tokens.clone(),
        sign_ins: sign_ins.clone(),
        policy: Policy { password_min: 12, staff_mfa: true, networks_wait: true },
    };
    let accounts = Accounts::new(parts, b"a secret of this installation").unwrap();
    Server { accounts, sign_ins, api_keys, tokens, secrets }
}

fn standing(enrolling: bool) -> Standing {
    let caller = Caller {
        user_id: UserId(Uuid::from_u128(1)),
        role: Role::Patient,
        session_id: SessionId(Uuid::from_u128(2)),
        clinics: Vec::new(),
    };
    let sign_in = SignIn {
        id: caller.session_id,
        user_id: caller.user_id,
        keeping: Keeping::Client,
        user_agent: String::new(),
        ip: None,
        created_at: Noon.now(),
        expires_at: Noon.now() + TimeDelta::days(1),
        last_used_at: Noon.now(),
        authenticated_at: Noon.now(),
        enrolling,
        cookie_hash: None,
    };
    Standing { caller, sign_in }
}

fn bearer(server: &Server, signed_at: DateTime<Utc>) -> String {
    format!("Bearer {}", server.tokens.sign(&standing(false).caller, signed_at).unwrap())
}

/// The status and the code of the answer, or of the handler's `signed in`.
async fn asked(server: &Server, path: &str, request: TestRequest) -> (u16, String) {
    let app = App::new()
        .app_data(web::Data::new(server.accounts.clone()))
        .app_data(web::Data::new(server.sign_ins.clone()))
        .app_data(web::Data::new(server.api_keys.clone()))
        .app_data(web::Data::new(Browser::new(&Url::parse("http://localhost:8000").unwrap())))
        .route("/api/v1/mine/", web::get().to(async |_: SignedIn| "signed in"))
        .route("/api/v1/any/", web::get().to(async |who: MaybeSignedIn| format!("{}", who.0.is_some())))
        .route("/api/v1/open/", web::get().to(HttpResponse::Ok))
        .wrap(from_fn(identify));
    let app = init_service(app).await;
    let answer = call_service(&app, request.uri(path).to_request()).await;
    let status = answer.status().as_u16();
    let code = answer.response().error().and_then(|error| error.as_error::<Problem>().map(Problem::code));
    let code = code.map(str::to_owned);
    match code {
        Some(code) => (status, code),
        None => (status, String::from_utf8(actix_web::test::read_body(answer).await.to_vec()).unwrap()),
    }
}

fn told(status: u16, text: &str) -> (u16, String) {
    (status, text.to_owned())
}

#[actix_web::test]
async fn a_token_of_a_sign_in_that_is_known_signs_in_without_the_database() {
    let server = start();
    let with = || TestRequest::get().insert_header(("authorization", bearer(&server, Noon.now())));
    assert_eq!(asked(&server, "/api/v1/mine/", with()).await, told(200, "signed in"));
    assert_eq!(asked(&server, "/api/v1/any/", with()).await, told(200, "true"));
}

#[actix_web::test]
async fn a_sign_in_that_ended_is_refused_and_one_that_is_not_known_waits_for_the_database() {
    let server = start();
    let with = |token: &str| TestRequest::get().insert_header(("authorization", token.to_owned()));
    let token = bearer(&server, Noon.now());
    server.sign_ins.hear_ended(&[standing(false).sign_in.id]);
    assert_eq!(asked(&server, "/api/v1/mine/", with(&token)).await, told(401, "invalid_token"));
    server.sign_ins.remember(standing(false));
    assert_eq!(asked(&server, "/api/v1/mine/", with(&token)).await, told(401, "invalid_token"));
    let mut other = standing(false).caller;
    other.session_id = SessionId(Uuid::from_u128(3));
    let token = format!("Bearer {}", server.tokens.sign(&other, Noon.now()).unwrap());
    assert_eq!(asked(&server, "/api/v1/mine/", with(&token)).await, told(503, "unavailable"));
}

#[actix_web::test]
async fn without_a_credential_only_the_open_is_open() {
    let server = start();
    assert_eq!(asked(&server, "/api/v1/mine/", TestRequest::get()).await, told(401, "unauthenticated"));
    assert_eq!(asked(&server, "/api/v1/any/", TestRequest::get()).await, told(200, "false"));
}

#[actix_web::test]
async fn a_bad_credential_is_refused_where_it_matters() {
    let server = start();
    let old = bearer(&server, Noon.now() - TimeDelta::minutes(11));
    for (header, code) in
        [(old.as_str(), "token_expired"), ("Bearer x", "invalid_token"), ("Basic cGF0", "invalid_token")]
    {
        let with = || TestRequest::get().insert_header(("authorization", header));
        assert_eq!(asked(&server, "/api/v1/mine/", with()).await, told(401, code));
        assert_eq!(asked(&server, "/api/v1/any/", with()).await, told(401, code));
        assert_eq!(asked(&server, "/api/v1/open/", with()).await, told(200, ""));
    }
}

#[actix_web::test]
async fn two_credentials_at_once_are_refused_everywhere() {
    let server = start();
    let token = bearer(&server, Noon.now());
    let with = TestRequest::get()
        .insert_header(("authorization", token.clone()))
        .insert_header(("cookie", "carebridge=x"));
    assert_eq!(asked(&server, "/api/v1/open/", with).await, told(400, "ambiguous_credentials"));
    let twice = TestRequest::get()
        .append_header(("authorization", token.clone()))
        .append_header(("authorization", token));
    assert_eq!(asked(&server, "/api/v1/open/", twice).await, told(400, "ambiguous_credentials"));
}

#[actix_web::test]
async fn a_cookie_that_cannot_be_looked_up_is_not_called_bad() {
    let server = start();
    let cookie = format!("carebridge={}", server.secrets.cookie().text);
    let with = TestRequest::get().insert_header(("cookie", cookie));
    assert_eq!(asked(&server, "/api/v1/mine/", with).await, told(503, "unavailable"));
    let made_up = TestRequest::get().insert_header(("cookie", "carebridge=AAAA"));
    assert_eq!(asked(&server, "/api/v1/mine/", made_up).await, told(401, "invalid_token"));
}

#[actix_web::test]
async fn the_quota_is_the_users_only_where_the_credential_is_good() {
    let request = TestRequest::get().to_srv_request();
    assert_eq!(signed_in::identify(&request), None);
    let known = Authenticated { standing: Arc::new(standing(false)), expires_at: Noon.now() };
    let known = SignedIn::from(known);
    request.extensions_mut().insert(Identity::Known(known));
    assert_eq!(signed_in::identify(&request), Some((Group::SignedIn, Uuid::from_u128(1).to_string())));
}
