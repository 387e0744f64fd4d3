//! Pushes to a browser, as the browser reads them.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::signature::{self, ECDSA_P256_SHA256_FIXED};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::api::Person;
use crate::support::app::{TestApp, spawn_app};
use crate::support::push_service::{PushService, Pushed};

/// A browser with keys of its own.
struct Browser {
    key: PrivateKey,
    auth: [u8; 16],
}

impl Browser {
    fn new() -> Self {
        Self { key: PrivateKey::generate(&ECDH_P256).unwrap(), auth: rand::random() }
    }

    fn point(&self) -> Vec<u8> {
        self.key.compute_public_key().unwrap().as_ref().to_vec()
    }

    /// `PushSubscription.toJSON()`.
    fn subscription(&self, endpoint: &str) -> Value {
        json!({
            "endpoint": endpoint, "expirationTime": null,
            "keys": { "p256dh": URL_SAFE_NO_PAD.encode(self.point()), "auth": URL_SAFE_NO_PAD.encode(self.auth) },
        })
    }

    /// Opens what was sealed (RFC 8291 §3.4), with none of the house's code.
    fn open(&self, sealed: &[u8]) -> Value {
        let (salt, rest) = sealed.split_at(16);
        assert_eq!(rest[..5], [0, 0, 16, 0, 65], "a record of 4096, and a key of 65 bytes");
        let (theirs, record) = rest[5..].split_at(65);
        let shared =
            agree(&self.key, UnparsedPublicKey::new(&ECDH_P256, theirs), (), |shared| Ok(shared.to_vec()));
        let info = [b"WebPush: info\0".as_slice(), &self.point(), theirs, &[1]].concat();
        let material = hmac(&hmac(&self.auth, &shared.unwrap()), &info);
        let prk = hmac(salt, &material);
        let key = hmac(&prk, b"Content-Encoding: aes128gcm\0\x01");
        let nonce = hmac(&prk, b"Content-Encoding: nonce\0\x01");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).unwrap());
        let mut record = record.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
        let opened = key.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        assert_eq!(opened.last(), Some(&2), "it is the last record");
        serde_json::from_slice(&opened[..opened.len() - 1]).unwrap()
    }
}

fn hmac(key: &[u8], said: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(said).finalize().into_bytes().to_vec()
}

async fn subscribe(person: &Person, browser: &Browser, endpoint: &str) -> String {
    let added = person.post("push-subscriptions/", &browser.subscription(endpoint)).await.expect(201);
    added["id"].as_str().unwrap().to_owned()
}

async fn try_out(person: &Person) -> String {
    let tried =
        person.post("notification-preferences/test/", &json!({ "channel": "push" })).await.expect(202);
    tried["delivery_id"].as_str().unwrap().to_owned()
}

async fn becomes(app: &TestApp, delivery: &str, state: &str) {
    let sql =
        format!("SELECT count(*) AS count FROM deliveries WHERE id = '{delivery}' AND state = '{state}'");
    app.eventually(&sql, 1).await;
}

fn assert_signed(pushed: &Pushed, public_key: &str, service: &PushService) {
    let (token, key) =
        pushed.header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, public_key);
    let (signed, tag) = token.rsplit_once('.').unwrap();
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let point = signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key));
    point.verify(signed.as_bytes(), &decode(tag)).unwrap();
    let claims: Value = serde_json::from_slice(&decode(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!(claims["aud"], service.origin());
    assert_eq!(claims["sub"], "mailto:no-reply@carebridge.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_browser_of_a_person_reads_the_notice_and_nobody_in_between_does() {
    let (app, service) = (spawn_app().await, PushService::start().await);
    let pat = app.sign_in("pat").await;
    let (first, second) = (Browser::new(), Browser::new());
    subscribe(&pat, &first, &service.endpoint("one")).await;
    subscribe(&pat, &second, &service.endpoint("two")).await;
    let public_key = pat.get("push-subscriptions/key/").await.expect(200)["public_key"].clone();
    let delivery = try_out(&pat).await;
    let mut pushed = [service.next().await, service.next().await];
    pushed.sort_by(|a, b| a.target.cmp(&b.target));
    for (pushed, browser) in pushed.iter().zip([&first, &second]) {
        let notice = browser.open(&pushed.body);
        assert_eq!((&notice["title"], &notice["tag"]), (&json!("A test from CareBridge"), &json!(delivery)));
        assert!(notice["url"].as_str().unwrap().starts_with("http://localhost:8000/"), "{notice}");
        assert_eq!(notice.as_object().unwrap().len(), 4, "{notice}");
        assert_eq!(pushed.header("content-encoding"), "aes128gcm");
        assert_eq!(pushed.header("topic"), delivery.replace('-', ""));
        assert_eq!(pushed.header("ttl"), "86400");
        assert_signed(pushed, public_key.as_str().unwrap(), &service);
    }
    becomes(&app, &delivery, "sent").await;
    let used = "SELECT count(*) AS count FROM push_subscriptions WHERE last_used_at IS NOT NULL";
    app.eventually(used, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_ended_its_subscription_is_forgotten() {
    let (app, service) = (spawn_app().await, PushService::start().await);
    let pat = app.sign_in("pat").await;
    subscribe(&pat, &Browser::new(), &service.endpoint("gone")).await;
    service.answer_next(410);
    let delivery = try_out(&pat).await;
    becomes(&app, &delivery, "suppressed").await;
    assert_eq!(pat.get("push-subscriptions/").await.expect(200)["results"], json!([]));
    let refused = pat.post("notification-preferences/test/", &json!({ "channel": "push" })).await;
    assert_eq!(refused.refused(422, "invalid")["errors"][0]["code"], "not_reachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_service_that_fails_is_asked_again() {
    let (app, service) = (spawn_app().await, PushService::start().await);
    let pat = app.sign_in("pat").await;
    subscribe(&pat, &Browser::new(), &service.endpoint("one")).await;
    service.answer_next(503);
    let delivery = try_out(&pat).await;
    let again = format!(
        "SELECT count(*) AS count FROM deliveries WHERE id = '{delivery}' AND attempts = 1 AND maybe_sent"
    );
    app.eventually(&again, 1).await;
    app.clock.advance(chrono::TimeDelta::minutes(5));
    becomes(&app, &delivery, "sent").await;
    let topics = [service.next().await, service.next().await].map(|pushed| pushed.header("topic").to_owned());
    assert_eq!(topics[0], topics[1], "the second takes the place of the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_endpoint_is_the_same_subscription_and_belongs_to_who_is_signed_in_there() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let (browser, endpoint) = (Browser::new(), "https://push.example/one");
    let id = subscribe(&pat, &browser, endpoint).await;
    let again = pat.post("push-subscriptions/", &browser.subscription(endpoint)).await.expect(200);
    assert_eq!((&again["id"], &again["endpoint_host"]), (&json!(id), &json!("push.example")));
    assert!(!again.to_string().contains(endpoint), "{again}");
    sam.delete(&format!("push-subscriptions/{id}/")).await.refused(404, "not_found");
    let sams = subscribe(&sam, &browser, endpoint).await;
    assert_ne!(sams, id, "who takes over a browser has a subscription of their own");
    let audited = format!(
        "SELECT count(*) AS count FROM audit_log
         WHERE action = 'push_subscription.add' AND object_id = '{sams}' AND actor_id = '{}'",
        sam.id
    );
    assert_eq!(app.count(&audited).await, 1);
    assert_eq!(pat.get("push-subscriptions/").await.expect(200)["results"], json!([]));
    sam.delete(&format!("push-subscriptions/{sams}/")).await.expect(204);
    sam.delete(&format!("push-subscriptions/{sams}/")).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_pushed_to_the_browsers_of_who_signed_out_everywhere_or_is_locked_out() {
    let app = spawn_app().await;
    let (pat, sam, admin) = (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("admin").await);
    subscribe(&pat, &Browser::new(), "https://push.example/pat").await;
    subscribe(&sam, &Browser::new(), "https://push.example/sam").await;
    let left = "SELECT coalesce(string_agg(endpoint, ' '), '') AS text FROM push_subscriptions";
    pat.post("auth/logout_all/", &json!({})).await.expect(204);
    assert_eq!(app.text(left).await, "https://push.example/sam");
    let reason = json!({ "reason": "Asked for it in person" });
    admin.post(&format!("admin/users/{}/disable/", sam.id), &reason).await.expect(204);
    assert_eq!(app.text(left).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_more_than_twenty_browsers_the_one_unused_for_the_longest_makes_room() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let browser = Browser::new();
    let first = subscribe(&pat, &browser, "https://push.example/0").await;
    for n in 1..20 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        subscribe(&pat, &browser, &format!("https://push.example/{n}")).await;
    }
    app.clock.advance(chrono::TimeDelta::seconds(1));
    app.execute(
        "UPDATE push_subscriptions SET last_used_at = '2026-11-23T09:00:00Z' WHERE endpoint LIKE '%/0'",
    )
    .await;
    subscribe(&pat, &browser, "https://push.example/20").await;
    let left = pat.get("push-subscriptions/").await.expect(200);
    let ids: Vec<_> = left["results"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert!(ids.len() == 20 && ids.contains(&json!(first)), "{left}");
    assert_eq!(
        app.count("SELECT count(*) AS count FROM push_subscriptions WHERE endpoint LIKE '%/1'").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_in_our_own_network_or_keys_that_are_none_are_refused() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let browser = Browser::new();
    for endpoint in ["http://push.example/x", "https://10.0.0.1/x", "https://169.254.169.254/x", "nowhere"] {
        let refused = pat.post("push-subscriptions/", &browser.subscription(endpoint)).await;
        let refused = refused.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "invalid_endpoint", "{refused}");
    }
    let mut subscription = browser.subscription("https://push.example/x");
    subscription["keys"]["p256dh"] = json!("AAAA");
    let refused = pat.post("push-subscriptions/", &subscription).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "invalid_keys", "{refused}");
}
