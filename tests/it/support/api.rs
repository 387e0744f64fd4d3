//! A client of the REST interface: one helper an endpoint, and answers that are easy to assert on.

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::app::TestApp;
use super::canaries;

pub const PASSPHRASE: &str = "carebridge-demo-passphrase";
/// A password that somebody chooses in the place of another.
pub const CHOSEN: &str = "violet anchor pumpkin receipt";

/// Somebody who uses the interface, signed in or not.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub access: String,
    /// An API key, in the place of a sign-in.
    key: String,
    client: Client,
    base: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The answer's body, which must have come with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Asserts a refusal: its status, its code, and the form of RFC 9457.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["request_id"].as_str(), self.headers["x-request-id"].to_str().ok());
        self.body
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn send(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    // A refusal tells what is wrong, and not what was said.
    assert!(status.as_u16() < 400 || !canaries::is_in(&text), "{text}");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    for secret in ["access", "refresh", "csrf_token", "ticket", "secret", "key"] {
        body[secret].as_str().inspect(|secret| canaries::plant(secret));
    }
    Answer { status, headers, body }
}

impl TestApp {
    /// Nobody in particular.
    pub fn visitor(&self) -> Person {
        Person {
            id: String::new(),
            access: String::new(),
            key: String::new(),
            client: Client::new(),
            base: self.url("/api/v1/"),
        }
    }

    /// A clinic's software with this key.
    pub fn software(&self, key: &str) -> Person {
        Person { key: key.to_owned(), ..self.visitor() }
    }

    /// One of the demo accounts, signed in.
    pub async fn sign_in(&self, name: &str) -> Person {
        self.visitor().sign_in(&format!("{name}@carebridge.example")).await
    }
}

pub fn registration(email: &str) -> Value {
    json!({
        "email": email, "password": PASSPHRASE, "first_name": "Nova", "last_name": "Patient",
        "phone": "+15550100999", "time_zone": "Europe/London",
    })
}

impl Person {
    pub async fn sign_in(&self, email: &str) -> Self {
        let body = json!({ "email": email, "password": PASSPHRASE });
        let answer = self.post("auth/login/", &body).await.expect(200);
        Self {
            id: answer["user"]["id"].as_str().unwrap().to_owned(),
            access: answer["access"].as_str().unwrap().to_owned(),
            ..self.clone()
        }
    }

    /// The same person at another node.
    pub fn at(&self, app: &TestApp) -> Self {
        Self { base: app.url("/api/v1/"), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_to(method, &format!("{}{path}", self.base))
    }

    /// A request to anywhere, with whatever this person proves themself by.
    pub fn request_to(&self, method: Method, url: &str) -> RequestBuilder {
        let request = self.client.request(method, url);
        if !self.key.is_empty() {
            return request.header("authorization", format!("ApiKey {}", self.key));
        }
        if self.access.is_empty() { request } else { request.bearer_auth(&self.access) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }

    pub async fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Answer {
        send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    /// Books the slot that starts at this instant.
    pub async fn book(&self, doctor: &str, starts_at: &str) -> Answer {
        self.post("appointment-booking/book/", &booking(doctor, starts_at)).await
    }

    /// The doctor whose address begins with `name` (`dr.adams`), by signing in as them.
    pub async fn doctor_id(&self, family_name: &str) -> String {
        let found = self.get(&format!("doctors/?q={family_name}")).await.expect(200);
        found["results"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The starts that can be booked on a day of the doctor.
    pub async fn free_slots(&self, doctor: &str, date: &str) -> Vec<String> {
        let answer = self.get(&format!("doctors/{doctor}/available_slots/?date={date}")).await.expect(200);
        let slots = answer["slots"].as_array().unwrap().iter();
        slots.map(|slot| slot["starts_at"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn booking(doctor: &str, starts_at: &str) -> Value {
    json!({
        "doctor_id": doctor, "starts_at": starts_at, "appointment_type": "consultation",
        "patient_notes": "It itches where the ferret bit",
    })
}
