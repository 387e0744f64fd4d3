//! Credentials as a client sends them, on a server whose database is away.

use std::fs;
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Handle;
use url::Url;
use uuid::Uuid;

use super::*;
use crate::domain::access::Caller;
use crate::domain::clock::Clock;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::roles::Role;
use crate::http::rate_limit::groups::Group;
use crate::http::signed_in::{self, MaybeSignedIn};
use crate::services::passwords::Passwords;
use crate::services::secrets::SessionSecrets;
use crate::services::signing_keys::SigningKeys;
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
    tokens: Tokens,
    secrets: SessionSecrets,
}

fn start() -> Server {
    let dir = std::env::temp_dir().join(format!("carebridge-identify-{:016x}", rand::random::<u64>()));
    let keys = SigningKeys::open(&dir, true).unwrap();
    fs::remove_dir_all(dir).unwrap();
    let tokens = Tokens::new(keys, &Url::parse("http://localhost:8000").unwrap());
    let secrets = SessionSecrets::new(b"a secret of this installation");
    // Nothing listens on the discard port of this machine.
    let database = Database::new("postgres://nobody@127.0.0.1:9/none", 1, Handle::current()).unwrap();
    let passwords = Passwords::new(1).unwrap();
    let accounts = Accounts::new(database, Arc::new(Noon), passwords, tokens.clone(), secrets.clone());
    Server { accounts, tokens, secrets }
}

fn bearer(server: &Server, signed_at: DateTime<Utc>) -> String {
    let caller = Caller {
        user_id: UserId(Uuid::from_u128(1)),
        role: Role::Patient,
        session_id: SessionId(Uuid::from_u128(2)),
        clinics: Vec::new(),
    };
    format!("Bearer {}", server.tokens.sign(&caller, signed_at).unwrap())
}

/// The status and the code of the answer, or of the handler's `signed in`.
async fn asked(server: &Server, path: &str, request: TestRequest) -> (u16, String) {
    let app = App::new()
        .app_data(web::Data::new(server.accounts.clone()))
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
async fn a_good_token_signs_in_without_the_database() {
    let server = start();
    let with = || TestRequest::get().insert_header(("authorization", bearer(&server, Noon.now())));
    assert_eq!(asked(&server, "/api/v1/mine/", with()).await, told(200, "signed in"));
    assert_eq!(asked(&server, "/api/v1/any/", with()).await, told(200, "true"));
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
    let caller = Caller {
        user_id: UserId(Uuid::from_u128(1)),
        role: Role::Patient,
        session_id: SessionId(Uuid::from_u128(2)),
        clinics: Vec::new(),
    };
    let known = SignedIn { caller, expires_at: Noon.now() };
    request.extensions_mut().insert(Identity::Known(known));
    assert_eq!(signed_in::identify(&request), Some((Group::SignedIn, Uuid::from_u128(1).to_string())));
}
