//! The few calls of CareBridge's public surface that a load test makes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::join_all;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use crate::answer::Answer;
use crate::args::Common;
use crate::error::Error;
use crate::wire::{Appointment, Booking, Doctor, Hold, Page, Problem, Slot, SlotList, Ticket, Tokens};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// One client of one or several nodes, which it takes in turn.
#[derive(Debug)]
pub struct Api {
    http: Client,
    bases: Vec<String>,
    turn: AtomicUsize,
    limits_seen: AtomicBool,
}

impl Api {
    /// A client of `common.base_url`.
    pub fn new(common: &Common) -> Result<Self, Error> {
        let http = Client::builder()
            .no_proxy()
            .timeout(common.timeout)
            .build()
            .map_err(|source| Error::NoAnswer { doing: "setting up the client", source })?;
        let bases = common.base_url.iter().map(|url| url.as_str().trim_end_matches('/').to_owned()).collect();
        Ok(Self { http, bases, turn: AtomicUsize::new(0), limits_seen: AtomicBool::new(false) })
    }

    /// Whether any answer so far spoke of rate limits.
    pub fn limits_seen(&self) -> bool {
        self.limits_seen.load(Ordering::Relaxed)
    }

    /// Makes a patient. A known address is no error: the server does not tell.
    pub async fn register(&self, email: &str, password: &str) -> Result<(), Error> {
        let body = json!({
            "email": email, "password": password, "first_name": "Load", "last_name": "Test", "time_zone": "UTC",
        });
        let request = self.http.post(self.url("/api/v1/auth/register/")).json(&body);
        self.ask::<serde_json::Value>("registering a patient", request).await.map(drop)
    }

    /// Signs in.
    pub async fn login(&self, email: &str, password: &str) -> Result<Tokens, Error> {
        let body = json!({ "email": email, "password": password });
        self.ask("signing a patient in", self.http.post(self.url("/api/v1/auth/login/")).json(&body)).await
    }

    /// Trades a refresh token for new tokens.
    pub async fn refresh(&self, refresh: &str) -> Result<Tokens, Error> {
        let body = json!({ "refresh": refresh });
        self.ask("renewing a sign-in", self.http.post(self.url("/api/v1/auth/refresh/")).json(&body)).await
    }

    /// A ticket for one socket.
    pub async fn ticket(&self, access: &str) -> Result<String, Error> {
        let request = self.http.post(self.url("/api/v1/realtime/ticket/")).bearer_auth(access);
        self.ask("getting a ticket", request).await.map(|Ticket { ticket }| ticket)
    }

    /// Keeps a time of a doctor's for whoever is signed in.
    pub async fn hold(&self, access: &str, doctor_id: Uuid, starts_at: DateTime<Utc>) -> Result<Uuid, Error> {
        let url = self.url("/api/v1/appointment-booking/hold/");
        let body = json!({ "doctor_id": doctor_id, "starts_at": starts_at });
        let request = self.http.post(url).bearer_auth(access).json(&body);
        self.ask("holding a slot", request).await.map(|Hold { hold_id }| hold_id)
    }

    /// Lets a hold go.
    pub async fn let_go(&self, access: &str, hold_id: Uuid) -> Result<(), Error> {
        let url = self.url(&format!("/api/v1/appointment-booking/hold/{hold_id}/"));
        self.send("letting a hold go", self.http.delete(url).bearer_auth(access)).await.map(drop)
    }

    /// All doctors who take new patients.
    pub async fn doctors(&self) -> Result<Vec<Uuid>, Error> {
        let mut doctors = Vec::new();
        let mut cursor = None;
        loop {
            let mut request = self.http.get(self.url("/api/v1/doctors/")).query(&[("limit", "100")]);
            if let Some(cursor) = &cursor {
                request = request.query(&[("cursor", cursor)]);
            }
            let page: Page<Doctor> = self.ask("listing doctors", request).await?;
            doctors.extend(
                page.results.iter().filter(|doctor| doctor.accepts_new_patients).map(|doctor| doctor.id),
            );
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(doctors),
            }
        }
    }

    /// One page of the directory, as text.
    pub async fn directory(&self, query: &[(&str, String)]) -> Result<Bytes, Error> {
        let request = self.http.get(self.url("/api/v1/doctors/")).query(query);
        self.read("searching the directory", request).await
    }

    /// Asks whether the server is alive.
    pub async fn live(&self) -> Result<Bytes, Error> {
        self.read("asking for a sign of life", self.http.get(self.url("/health/live"))).await
    }

    /// Asks whether the server is ready for everything.
    pub async fn ready(&self) -> Result<Bytes, Error> {
        self.read("asking whether it is ready", self.http.get(self.url("/health/ready"))).await
    }

    /// A doctor's free slots on the days `from` to `to`, both included, at most 31; as text.
    pub async fn slot_list(&self, doctor_id: Uuid, from: NaiveDate, to: NaiveDate) -> Result<Bytes, Error> {
        let url = self.url(&format!("/api/v1/doctors/{doctor_id}/available_slots/"));
        let request = self.http.get(url).query(&[("from", from.to_string()), ("to", to.to_string())]);
        self.read("listing free slots", request).await
    }

    /// A doctor's free slots of one seat on the days `from` to `to`, both included, at most 31.
    pub async fn slots(
        &self,
        doctor_id: Uuid,
        from: NaiveDate,
        to: NaiveDate,
        appointment_type: &str,
    ) -> Result<Vec<Slot>, Error> {
        let request =
            self.http.get(self.url(&format!("/api/v1/doctors/{doctor_id}/available_slots/"))).query(&[
                ("from", from.to_string().as_str()),
                ("to", to.to_string().as_str()),
                ("appointment_type", appointment_type),
            ]);
        let list: SlotList = self.ask("listing free slots", request).await?;
        let single = list.slots.into_iter().filter(|slot| slot.seats_left == 1);
        Ok(single.map(|slot| Slot { doctor_id, starts_at: slot.starts_at, ends_at: slot.ends_at }).collect())
    }

    /// Books, and takes whatever comes of it as the answer.
    pub async fn book(&self, access: &str, key: Uuid, booking: &Booking<'_>) -> Answer {
        let request = self
            .http
            .post(self.url("/api/v1/appointment-booking/book/"))
            .bearer_auth(access)
            .header(IDEMPOTENCY_KEY, key.to_string())
            .json(booking);
        match request.send().await {
            Ok(response) => {
                let status = response.status();
                let replayed = response.headers().contains_key(IDEMPOTENT_REPLAYED);
                match response.bytes().await {
                    Ok(body) => Answer::from_response(status, replayed, &body),
                    Err(error) => Answer::from_error(&error),
                }
            }
            Err(error) => Answer::from_error(&error),
        }
    }

    /// Reads an appointment; `None` if this person has none of that id.
    pub async fn appointment(&self, access: &str, id: Uuid) -> Result<Option<Appointment>, Error> {
        let request = self.http.get(self.url(&format!("/api/v1/appointments/{id}/"))).bearer_auth(access);
        match self.ask("reading an appointment", request).await {
            Err(Error::Refused { status: 404, .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Opens connections and keeps them, so that the first bookings do not pay for that.
    pub async fn warm_up(&self, connections: usize) {
        let asked = (0..connections).map(|_| self.http.get(self.url("/health/live")).send());
        for response in join_all(asked).await.into_iter().flatten() {
            // Only an answer that was read to its end gives its connection back; what it says is of no interest.
            let _ = response.bytes().await;
        }
    }

    fn url(&self, path: &str) -> String {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        format!("{}{path}", self.bases[turn % self.bases.len()])
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        doing: &'static str,
        request: RequestBuilder,
    ) -> Result<T, Error> {
        let response = self.send(doing, request).await?;
        response.json().await.map_err(|source| Error::NoAnswer { doing, source })
    }

    async fn read(&self, doing: &'static str, request: RequestBuilder) -> Result<Bytes, Error> {
        let response = self.send(doing, request).await?;
        response.bytes().await.map_err(|source| Error::NoAnswer { doing, source })
    }

    /// The answer, which says that it worked.
    async fn send(&self, doing: &'static str, request: RequestBuilder) -> Result<Response, Error> {
        let no_answer = |source| Error::NoAnswer { doing, source };
        let response = request.send().await.map_err(no_answer)?;
        let status = response.status();
        if has_limit_headers(response.headers()) {
            self.limits_seen.store(true, Ordering::Relaxed);
        }
        if status.is_success() {
            return Ok(response);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Error::RateLimited { doing });
        }
        let code = response.json::<Problem>().await.map(|problem| problem.code).unwrap_or_default();
        Err(Error::Refused { doing, status: status.as_u16(), code })
    }
}

fn has_limit_headers(headers: &HeaderMap) -> bool {
    headers.contains_key("ratelimit") || headers.contains_key("ratelimit-policy")
}
