//! Clinics and their people, beyond the demo's.

use serde_json::{Value, json};

use super::api::Person;
use super::app::TestApp;

/// Where the demo's front desk and doctors work.
pub const RIVERSIDE: &str = "Riverside Clinic";
/// The other clinic.
pub const TILLEULS: &str = "Clinique des Tilleuls";

impl TestApp {
    /// The id of a clinic.
    pub async fn clinic(&self, name: &str) -> String {
        self.text(&format!("SELECT id::text AS text FROM clinics WHERE name = '{name}'")).await
    }

    /// Somebody new on a clinic's staff, signed in; `name` is the first part of their address.
    pub async fn staff_of(&self, clinic: &str, name: &str) -> Person {
        self.colleague(clinic, name, "staff").await
    }

    /// Somebody new at a clinic, as `staff` or `manager`, signed in.
    pub async fn colleague(&self, clinic: &str, name: &str, role: &str) -> Person {
        self.execute(&format!(
            "WITH new AS (
                 INSERT INTO users (id, email, password_hash, role, first_name, last_name, email_verified_at, created_at, updated_at)
                 SELECT gen_random_uuid(), '{name}@carebridge.example', password_hash, 'staff', 'Robin', 'Vale', now(), now(), now()
                 FROM users WHERE email = 'desk@carebridge.example' RETURNING id)
             INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
             SELECT clinics.id, new.id, '{role}', now() FROM new, clinics WHERE clinics.name = '{clinic}'"
        ))
        .await;
        self.sign_in(name).await
    }
}

impl Person {
    /// Makes a key of a clinic; the answer has `id` and `key`.
    pub async fn make_key(&self, clinic: &str, scopes: &[&str]) -> Value {
        let mut body = json!({ "name": "Phone system" });
        if !scopes.is_empty() {
            body["scopes"] = json!(scopes);
        }
        self.post(&format!("clinics/{clinic}/api_keys/"), &body).await.expect(201)
    }
}
