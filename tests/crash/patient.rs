//! A patient at the REST interface, and what a booking came to.

use std::time::Duration;

use futures::future::join_all;
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::serve::house::House;

const PASSPHRASE: &str = "carebridge-demo-passphrase";
/// Beyond the two of the demo.
const NEWCOMERS: usize = 6;
/// A request that takes longer hangs.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// Somebody who is signed in.
pub struct Patient {
    client: Client,
    base: String,
    access: String,
}

/// What a booking came to.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// 201: promised.
    Booked {
        id: Uuid,
        /// The first answer over again.
        replayed: bool,
    },
    /// 409: somebody has the slot, or the patient is somewhere else then.
    Refused,
    /// 503, or none: it may or may not have been booked. Holds the problem's code.
    Unknown(String),
}

impl Patient {
    /// The two of the demo, and some who register.
    pub async fn some(house: &House) -> Vec<Self> {
        let visitor =
            Self { client: client(), base: format!("http://{}/api/v1/", house.bind), access: String::new() };
        let visitor = &visitor;
        let newcomers = (0..NEWCOMERS).map(|number| async move {
            let email = format!("newcomer{number}@new.example");
            visitor.register(&email, number).await;
            visitor.sign_in(&email).await
        });
        let demo = ["pat", "sam"].map(|name| format!("{name}@carebridge.example"));
        let mut patients = join_all(demo.iter().map(|email| visitor.sign_in(email))).await;
        patients.extend(join_all(newcomers).await);
        patients
    }

    /// The same patient, without connections to a server that is gone.
    pub fn with_new_connections(&self) -> Self {
        Self { client: client(), base: self.base.clone(), access: self.access.clone() }
    }

    async fn register(&self, email: &str, number: usize) {
        let body = json!({
            "email": email, "password": PASSPHRASE, "first_name": "Nova", "last_name": "Patient",
            "phone": format!("+1555010070{number}"), "time_zone": "Europe/London",
        });
        let answer =
            self.client.post(format!("{}auth/register/", self.base)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 201);
    }

    async fn sign_in(&self, email: &str) -> Self {
        let body = json!({ "email": email, "password": PASSPHRASE });
        let answer = self.client.post(format!("{}auth/login/", self.base)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        Self { access: answer["access"].as_str().unwrap().to_owned(), ..self.with_new_connections() }
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.access);
        request.send().await.expect("every request is answered in time")
    }

    /// The status that a visit is read with.
    pub async fn visit(&self, id: Uuid) -> StatusCode {
        self.get(&format!("appointments/{id}/")).await.status()
    }

    /// Books a visit; `None` where there was no answer.
    pub async fn book(&self, body: &Value, key: &str) -> Option<Answer> {
        let request = self.client.post(format!("{}appointment-booking/book/", self.base));
        let request = request.bearer_auth(&self.access).header("Idempotency-Key", key).json(body);
        let answer = request.send().await.ok()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body: Value = answer.json().await.ok()?;
        let code = body["code"].as_str().unwrap_or_default();
        Some(match (status, code) {
            (201, _) => {
                Answer::Booked { id: body["id"].as_str()?.parse().ok()?, replayed: is_replay(&headers) }
            }
            (409, "slot_taken" | "patient_busy") => Answer::Refused,
            (503, code) => Answer::Unknown(code.to_owned()),
            _ => panic!("{status}: {body}"),
        })
    }
}

fn client() -> Client {
    Client::builder().timeout(ANSWERED_WITHIN).build().unwrap()
}

fn is_replay(headers: &HeaderMap) -> bool {
    headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}
