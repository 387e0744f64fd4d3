//! Conversations, messages and files of the people of the matrix.

use super::world::{Kind, Which, World};
use crate::support::app::TestApp;

impl World {
    /// The ids of a conversation of a patient and their doctor; with a message of the patient's, or the file that came
    /// with it. What was deleted is that of people who are.
    pub async fn letter(&self, app: &TestApp, kind: Kind, which: Which) -> Vec<String> {
        let (patient, doctor, clinic) = match which {
            Which::Other => (&self.other_patient, &self.other_doctor, &self.other_clinic),
            Which::Deleted => (&self.deleted_patient, &self.deleted_doctor, &self.clinic),
            _ => (&self.patient, &self.doctor, &self.clinic),
        };
        let words = if which == Which::Other { "A secret of the other" } else { "Good morning" };
        let conversation = app
            .text(&format!(
                "WITH talk AS (
                     INSERT INTO conversations (id, patient_id, subject, message_count, created_by, created_at)
                     VALUES (gen_random_uuid(), '{patient}', '{words}', 1, '{patient}', now()) RETURNING id),
                 seats AS (
                     INSERT INTO participants (conversation_id, user_id, clinic_id, latest_id, created_at)
                     SELECT talk.id, person, clinic, talk.id, now()
                     FROM talk, (VALUES ('{patient}'::uuid, NULL::uuid), ('{doctor}', '{clinic}')) seat (person, clinic))
                 SELECT id::text AS text FROM talk"
            ))
            .await;
        let message = app
            .text(&format!(
                "INSERT INTO messages (id, conversation_id, position, sender_id, body, created_at)
                 VALUES (gen_random_uuid(), '{conversation}', 1, '{patient}', '{words}', now())
                 RETURNING id::text AS text"
            ))
            .await;
        match kind {
            Kind::Message => vec![conversation, message],
            Kind::Attachment => vec![self.file(app, patient, &message, words).await],
            _ => vec![conversation],
        }
    }

    async fn file(&self, app: &TestApp, uploader: &str, message: &str, words: &str) -> String {
        let file = app
            .text(&format!(
                "INSERT INTO attachments (id, uploader_id, message_id, name, content_type, size_bytes, sha256, created_at)
                 VALUES (gen_random_uuid(), '{uploader}', '{message}', '{words}', 'text/plain', length('{words}'), sha256('{words}'), now())
                 RETURNING id::text AS text"
            ))
            .await;
        app.execute(&format!("INSERT INTO attachment_contents VALUES ('{file}', '{words}'::bytea)")).await;
        file
    }

    /// A browser that takes pushes of a patient; one that was deleted is ended.
    pub async fn browser(&self, app: &TestApp, which: Which) -> String {
        let owner = if which == Which::Other { &self.other_patient } else { &self.patient };
        let row = format!(
            "INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at)
             VALUES (gen_random_uuid(), '{owner}', 'https://push.example/{}', '', '', now()) RETURNING id::text AS text",
            self.next()
        );
        let id = app.text(&row).await;
        if which == Which::Deleted {
            app.execute(&format!("DELETE FROM push_subscriptions WHERE id = '{id}'")).await;
        }
        id
    }
}
