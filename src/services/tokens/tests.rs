//! Which tokens are believed: ours, in their time, and of this kind alone.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

const HERE: &str = "https://care.example/";

fn keys() -> SigningKeys {
    let dir = std::env::temp_dir().join(format!("carebridge-tokens-{:016x}", rand::random::<u64>()));
    let keys = SigningKeys::open(&dir, true).unwrap();
    fs::remove_dir_all(dir).unwrap();
    keys
}

fn tokens() -> Tokens {
    Tokens::new(keys(), &Url::parse(HERE).unwrap())
}

fn noon() -> DateTime<Utc> {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn caller() -> Caller {
    Caller {
        user_id: UserId(Uuid::from_u128(1)),
        role: Role::Staff,
        session_id: SessionId(Uuid::from_u128(2)),
        clinics: Vec::new(),
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://care.example", "aud": "carebridge", "role": "admin",
        "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2),
        "iat": noon().timestamp(), "nbf": noon().timestamp(), "exp": (noon() + LIFETIME).timestamp(),
    })
}

fn header(tokens: &Tokens) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(tokens.0.keys.signing().0.to_owned());
    header
}

/// A token with our own key, as `change` would have it.
fn signed(tokens: &Tokens, change: impl FnOnce(&mut Header, &mut Value)) -> String {
    let (mut header, mut claims) = (header(tokens), claims());
    change(&mut header, &mut claims);
    encode(&header, &claims, tokens.0.keys.signing().1).unwrap()
}

fn is_invalid(tokens: &Tokens, token: &str) -> bool {
    matches!(tokens.verify(token, noon()), Err(ServiceError::InvalidToken))
}

#[test]
fn a_token_speaks_for_its_caller_until_it_expires() {
    let tokens = tokens();
    let token = tokens.sign(&caller(), noon()).unwrap();
    let last = noon() + LIFETIME - TimeDelta::seconds(1);
    assert_eq!(tokens.verify(&token, last).unwrap(), (caller().session_id, noon() + LIFETIME));
    let expired = tokens.verify(&token, noon() + LIFETIME);
    assert!(matches!(expired, Err(ServiceError::TokenExpired)));
}

#[test]
fn a_token_from_a_clock_five_minutes_ahead_is_good_and_from_the_future_is_not() {
    let tokens = tokens();
    let ahead = |seconds| tokens.sign(&caller(), noon() + TimeDelta::seconds(seconds)).unwrap();
    assert!(tokens.verify(&ahead(300), noon()).is_ok());
    assert!(is_invalid(&tokens, &ahead(301)));
}

#[test]
fn a_token_of_other_hands_or_for_other_ears_is_refused() {
    let tokens = tokens();
    assert!(tokens.verify(&signed(&tokens, |_, _| ()), noon()).is_ok(), "the base of these cases is good");
    for (claim, value) in [
        ("aud", json!("elsewhere")),
        ("iss", json!("https://evil.example")),
        ("role", json!("root")),
        ("sub", json!("pat")),
        ("exp", json!("never")),
        ("exp", Value::Null),
        ("nbf", Value::Null),
        ("aud", Value::Null),
        ("iss", Value::Null),
    ] {
        let token = signed(&tokens, |_, claims| claims[claim] = value.clone());
        assert!(is_invalid(&tokens, &token), "{claim}: {value}");
    }
    let foreign = self::tokens().sign(&caller(), noon()).unwrap();
    assert!(is_invalid(&tokens, &foreign), "the kid is unknown here");
    let elsewhere = self::tokens();
    let token = signed(&elsewhere, |header, _| header.kid = Some(tokens.0.keys.signing().0.to_owned()));
    assert!(is_invalid(&tokens, &token), "another key under our kid");
}

#[test]
fn a_token_of_another_kind_is_refused() {
    let tokens = tokens();
    for typ in [None, Some("JWT".to_owned())] {
        assert!(is_invalid(&tokens, &signed(&tokens, |header, _| header.typ = typ)));
    }
    assert!(is_invalid(&tokens, &signed(&tokens, |header, _| header.kid = None)));
    let crit = Some(vec!["b64".to_owned()]);
    assert!(is_invalid(&tokens, &signed(&tokens, |header, _| header.crit = crit)));
}

#[test]
fn the_algorithm_is_not_the_tokens_to_choose() {
    let tokens = tokens();
    let (kid, _) = tokens.0.keys.signing();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", "HS256"] {
        let header = json!({ "typ": TYPE, "alg": alg, "kid": kid });
        assert!(is_invalid(&tokens, &format!("{}.{}.", part(&header), part(&claims()))), "{alg}");
    }
    // The public key, known to all, taken for the secret of an HMAC.
    let public = tokens.0.keys.verifying(kid).unwrap().try_get_as_bytes().unwrap().to_vec();
    let mut confused = header(&tokens);
    confused.alg = Algorithm::HS256;
    let token = encode(&confused, &claims(), &EncodingKey::from_secret(&public)).unwrap();
    assert!(is_invalid(&tokens, &token));
}

#[test]
fn what_was_altered_or_is_no_token_is_refused() {
    let tokens = tokens();
    let token = tokens.sign(&caller(), noon()).unwrap();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let forged = URL_SAFE_NO_PAD.encode(claims().to_string());
    assert!(is_invalid(&tokens, &format!("{header}.{forged}.{signature}")));
    for text in ["", ".", "..", "a.b.c", head, &token[..token.len() - 2], &"x".repeat(10_000)] {
        assert!(is_invalid(&tokens, text), "{text}");
    }
}
