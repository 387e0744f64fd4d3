//! Doctors whose rules a test sets itself.

use serde_json::{Value, json};

use super::api::Person;
use super::app::TestApp;
use super::clinics::RIVERSIDE;

impl TestApp {
    /// Dr Adams, signed in, with no hours but these: weekday (Monday is 1), start and end.
    pub async fn adams_with(&self, hours: &[(u8, &str, &str)]) -> Person {
        let doctor = self.sign_in("dr.adams").await;
        self.execute(&format!("DELETE FROM availability_rules WHERE doctor_id = '{}'", doctor.id)).await;
        self.execute(&format!(
            "UPDATE schedules SET rules_version = rules_version + 1 WHERE doctor_id = '{}'",
            doctor.id
        ))
        .await;
        let clinic = self.clinic(RIVERSIDE).await;
        for (weekday, start, end) in hours {
            doctor.add_hours(&doctor.id, &clinic, *weekday, start, end).await;
        }
        doctor
    }

    /// Lets a doctor work at one more clinic.
    pub async fn also_at(&self, doctor: &Person, clinic: &str) -> String {
        self.execute(&format!(
            "INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
             SELECT id, '{}', 'doctor', now() FROM clinics WHERE name = '{clinic}'",
            doctor.id
        ))
        .await;
        self.clinic(clinic).await
    }
}

impl Person {
    /// Adds hours of a doctor's.
    pub async fn add_hours(&self, doctor: &str, clinic: &str, weekday: u8, start: &str, end: &str) -> Value {
        let hours = json!({ "clinic_id": clinic, "weekday": weekday, "start_time": start, "end_time": end });
        self.post(&format!("doctors/{doctor}/availability/"), &hours).await.expect(201)
    }

    /// Sets some of a doctor's terms; the others stay. Answers the schedule with who is stranded.
    pub async fn set_terms(&self, doctor: &str, changed: &Value) -> Value {
        let path = format!("doctors/{doctor}/schedule/");
        let mut terms = self.get(&path).await.expect(200);
        for read_only in ["doctor_id", "rules_version", "calendar_version"] {
            terms.as_object_mut().unwrap().remove(read_only);
        }
        for (name, value) in changed.as_object().unwrap() {
            terms[name] = value.clone();
        }
        self.put(&path, &terms).await.expect(200)
    }
}
