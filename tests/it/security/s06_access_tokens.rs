use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde_json::{Value, json};

use crate::support::api::{Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};

async fn key_set(app: &TestApp) -> Value {
    send(reqwest::Client::new().get(app.url("/.well-known/jwks.json"))).await.expect(200)
}

fn part(token: &str, n: usize) -> Value {
    let part = token.split('.').nth(n).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn written(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

async fn refused(person: &Person, token: String) {
    let mut forger = person.clone();
    forger.access = token;
    forger.get("auth/me/").await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_a_token_lives_ten_minutes_and_others_verify_it_by_the_published_key() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let (header, claims) = (part(&pat.access, 0), part(&pat.access, 1));
    assert_eq!((&header["alg"], &header["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("http://localhost:8000"), &json!("carebridge")));
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() <= 600);

    let keys = key_set(&app).await;
    let key = &keys["keys"][0];
    assert_eq!((&key["kty"], &key["crv"], &key["kid"]), (&json!("OKP"), &json!("Ed25519"), &header["kid"]));
    assert!(key.get("d").is_none(), "the private half stays here");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["carebridge"]);
    validation.validate_exp = false;
    let public = DecodingKey::from_ed_components(key["x"].as_str().unwrap()).unwrap();
    decode::<Value>(&pat.access, &public, &validation).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_none_and_confusion_are_refused() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let (header, mut claims) = (part(&pat.access, 0), part(&pat.access, 1));
    let signature = pat.access.rsplit('.').next().unwrap();
    claims["role"] = json!("admin");
    refused(&pat, format!("{}.{}.{signature}", written(&header), written(&claims))).await;
    for alg in ["none", "None", "HS256"] {
        let header = json!({ "alg": alg, "typ": "at+jwt", "kid": header["kid"] });
        refused(&pat, format!("{}.{}.", written(&header), written(&claims))).await;
        refused(&pat, format!("{}.{}.{signature}", written(&header), written(&claims))).await;
    }
    // The published key as the secret of an HMAC.
    let public = key_set(&app).await["keys"][0]["x"].as_str().unwrap().to_owned();
    for secret in [public.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(&public).unwrap()] {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = decode_header(&pat.access).unwrap().kid;
        refused(&pat, encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_a_key_is_replaced_without_signing_anybody_out() {
    let app = spawn_app().await;
    let before = app.sign_in("pat").await;
    let keys = app.data_dir.path().join("keys/jwt");
    let made = tempfile::tempdir().unwrap();
    carebridge::services::signing_keys::SigningKeys::open(made.path(), true).unwrap();
    std::fs::copy(made.path().join("1.pem"), keys.join("2.pem")).unwrap();
    let rotated = Wishes::default().beside(&app).spawn().await;
    assert_eq!(key_set(&rotated).await["keys"].as_array().unwrap().len(), 2);
    let mut there = rotated.visitor();
    there.access.clone_from(&before.access);
    there.get("auth/me/").await.expect(200);
    let after = rotated.sign_in("pat").await;
    assert_ne!(part(&after.access, 0)["kid"], part(&before.access, 0)["kid"]);

    std::fs::remove_file(keys.join("1.pem")).unwrap();
    let alone = Wishes::default().beside(&app).spawn().await;
    let mut there = alone.visitor();
    there.access.clone_from(&before.access);
    there.get("auth/me/").await.refused(401, "invalid_token");
    there.access.clone_from(&after.access);
    there.get("auth/me/").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_nodes_whose_clocks_are_five_minutes_apart_believe_each_other() {
    let ahead = spawn_app().await;
    ahead.clock.advance(TimeDelta::minutes(5));
    let behind = Wishes::default().beside(&ahead).with_a_clock_of_its_own().spawn().await;
    for (here, there) in [(&ahead, &behind), (&behind, &ahead)] {
        let pat = here.sign_in("pat").await;
        let mut elsewhere = there.visitor();
        elsewhere.access = pat.access;
        elsewhere.get("auth/me/").await.expect(200);
    }
}
