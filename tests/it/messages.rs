//! What patients and those who care for them write to each other: who may, who hears of it, and what is never told twice.

mod files;
mod reading;
mod rights;
mod starting;
mod talking;
mod telling;

use serde_json::{Value, json};

use crate::support::api::{Answer, Person};
use crate::support::app::{TestApp, spawn_app};
use crate::support::clinics::RIVERSIDE;

const TUESDAY: &str = "2026-11-24";
const NOBODY: &str = "019b0000-0000-7000-8000-000000000000";

/// Pat has a visit with Dr Adams on Tuesday.
pub struct Scene {
    app: TestApp,
    pat: Person,
    sam: Person,
    adams: Person,
    baker: Person,
    desk: Person,
    visit: String,
}

impl Scene {
    async fn set() -> Self {
        Self::at(spawn_app().await).await
    }

    async fn at(app: TestApp) -> Self {
        let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
        let (adams, baker) = (app.sign_in("dr.adams").await, app.sign_in("dr.baker").await);
        let desk = app.sign_in("desk").await;
        let slot = pat.free_slots(&adams.id, TUESDAY).await.swap_remove(0);
        let visit = pat.book(&adams.id, &slot).await.expect(201)["id"].as_str().unwrap().to_owned();
        Self { app, pat, sam, adams, baker, desk, visit }
    }

    /// A conversation that Pat began with Dr Adams, in which nothing was said yet.
    async fn conversation(&self) -> String {
        let begun = self.pat.begin(&[&self.adams]).await.expect(201);
        begun["id"].as_str().unwrap().to_owned()
    }

    /// Takes somebody's place at the clinic away.
    async fn leaves(&self, person: &Person) {
        let clinic = self.app.clinic(RIVERSIDE).await;
        let sql =
            format!("DELETE FROM clinic_members WHERE clinic_id = '{clinic}' AND user_id = '{}'", person.id);
        self.app.execute(&sql).await;
    }
}

fn named(people: &[&Person]) -> Value {
    let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
    json!({ "subject": "After my visit", "participants": ids })
}

impl Person {
    async fn begin(&self, with: &[&Person]) -> Answer {
        self.post("conversations/", &named(with)).await
    }

    async fn say(&self, conversation: &str, body: &str) -> Answer {
        self.post(&format!("conversations/{conversation}/messages/"), &json!({ "body": body })).await
    }

    /// Says something, and answers the message's id.
    async fn says(&self, conversation: &str, body: &str) -> String {
        self.say(conversation, body).await.expect(201)["id"].as_str().unwrap().to_owned()
    }

    async fn reads(&self, conversation: &str, up_to: &Value) -> Answer {
        self.post(&format!("conversations/{conversation}/read/"), up_to).await
    }

    async fn heard(&self, conversation: &str) -> Vec<String> {
        let page = self.get(&format!("conversations/{conversation}/messages/")).await.expect(200);
        let said = page["results"].as_array().unwrap().iter();
        said.map(|message| message["body"].as_str().unwrap().to_owned()).collect()
    }

    async fn unread(&self) -> i64 {
        self.get("conversations/unread_count/").await.expect(200)["unread"].as_i64().unwrap()
    }
}
