//! Writes what a demo patient and their doctor said to each other before the visit.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::conversations::Message;
use crate::domain::ids::{ConversationId, MessageId, UserId};
use crate::services::seed::error::SeedError;
use crate::services::seed::roster::Roster;
use crate::services::seed::visits::Visit;
use crate::storage::conversations::open::{self, NewConversation};
use crate::storage::conversations::{messages, seats};

/// What was said, by whom (the patient, or else the doctor), how long before the seed.
const SAID: [(bool, i64, &str); 3] = [
    (true, 190, "Good morning, Dr Adams. May I have breakfast before my visit?"),
    (false, 65, "Good morning. Yes: nothing that we do this time needs an empty stomach."),
    (false, 64, "Please bring the list of what you take at home."),
];

/// Adds the conversation, if the first demo patient has a visit with the first demo doctor. The patient has not read the
/// answer yet. Nobody is told.
pub(super) async fn write<'a>(
    connection: &mut AsyncPgConnection,
    roster: &Roster,
    mut visits: impl Iterator<Item = &'a Visit>,
    now: DateTime<Utc>,
) -> Result<(), SeedError> {
    let (patient, doctor) = (roster.patients[0].id, &roster.doctors[0]);
    if !visits.any(|visit| visit.doctor == 0 && visit.patient == patient) {
        return Ok(());
    }
    let begun_at = now - TimeDelta::minutes(SAID[0].1);
    let new = NewConversation {
        id: ConversationId::new(begun_at),
        patient_id: patient,
        appointment_id: None,
        subject: "Before my visit".to_owned(),
        created_by: patient,
        seats: vec![(patient, None), (doctor.id, Some(doctor.clinic))],
    };
    open::insert(connection, &new, begun_at).await?;
    for (position, (by_patient, minutes, body)) in (1..).zip(SAID) {
        let at = now - TimeDelta::minutes(minutes);
        let sender = if by_patient { patient } else { doctor.id };
        let message = said(new.id, position, sender, body, at);
        messages::insert(connection, &message).await?;
        if by_patient {
            seats::set_read(connection, new.id, doctor.id, (message.id, position), at).await?;
        }
    }
    Ok(())
}

fn said(
    conversation_id: ConversationId,
    position: i32,
    sender_id: UserId,
    body: &str,
    created_at: DateTime<Utc>,
) -> Message {
    Message {
        id: MessageId::new(created_at),
        conversation_id,
        position,
        sender_id,
        sender_name: String::new(),
        body: body.to_owned(),
        attachments: Vec::new(),
        client_id: None,
        edited_at: None,
        created_at,
    }
}
