//! Who waits is offered what becomes free before anyone else sees it, one after the other.

mod answers;
mod places;
mod turns;

use carebridge::services::timed::Tally;
use carebridge::services::waitlist::turn_over::turn_over;
use carebridge::storage::pool::Database;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::clinics::{RIVERSIDE, TILLEULS};
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

/// Pat has a visit with Dr Adams on Tuesday; others want it.
pub struct Scene {
    app: TestApp,
    pat: Person,
    sam: Person,
    desk: Person,
    doctor: String,
    slot: String,
    visit: String,
}

impl Scene {
    async fn set() -> Self {
        Self::at(spawn_app().await).await
    }

    async fn at(app: TestApp) -> Self {
        let (pat, sam, desk) =
            (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("desk").await);
        let doctor = pat.doctor_id("adams").await;
        let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
        let visit = pat.book(&doctor, &slot).await.expect(201)["id"].as_str().unwrap().to_owned();
        Self { app, pat, sam, desk, doctor, slot, visit }
    }

    fn wanted(&self) -> Value {
        json!({ "doctor_id": self.doctor, "from": TUESDAY, "to": TUESDAY })
    }

    async fn cancel(&self) {
        self.pat.post(&format!("appointments/{}/cancel/", self.visit), &json!({})).await.expect(200);
    }

    /// Somebody whom the desk registers and who waits for the doctor on Tuesday; their id and their place.
    async fn stranger(&self, n: usize) -> (String, String) {
        let new = json!({ "first_name": format!("Wait{n}"), "last_name": "Longer" });
        let patient = self.desk.post("patients/", &new).await.expect(201);
        let patient = patient["id"].as_str().unwrap().to_owned();
        let mut wanted = self.wanted();
        wanted["patient_id"] = json!(patient);
        self.app.clock.advance(TimeDelta::milliseconds(5));
        let entry = self.desk.post("waitlist/", &wanted).await.expect(201);
        (patient, entry["id"].as_str().unwrap().to_owned())
    }

    async fn is_free(&self) -> bool {
        self.pat.free_slots(&self.doctor, TUESDAY).await.contains(&self.slot)
    }

    /// What the beat does, and at what time it is due.
    async fn turn_over(&self) {
        let database = Database::new(&self.app.database_url, 2, Handle::current()).unwrap();
        turn_over(&database, now(&self.app), None).await.unwrap();
    }

    async fn open_offers(&self) -> i64 {
        self.app.count("SELECT count(*) AS count FROM waitlist_offers WHERE state = 'open'").await
    }
}

fn now(app: &TestApp) -> DateTime<Utc> {
    carebridge::domain::clock::Clock::now(&*app.clock)
}

impl Person {
    async fn wait_for(&self, wanted: &Value) -> Answer {
        self.post("waitlist/", wanted).await
    }

    async fn entry(&self, id: &str) -> Value {
        self.get(&format!("waitlist/{id}/")).await.expect(200)
    }

    async fn answer_offer(&self, offer: &Value, answer: &str) -> Answer {
        let id = offer["id"].as_str().unwrap();
        self.post(&format!("waitlist/offers/{id}/{answer}/"), &json!({})).await
    }
}
