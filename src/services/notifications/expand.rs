//! From the event table to inboxes and deliveries, a batch a transaction; called by the notification supervisor.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, ClinicId, MessageId, UserId};
use crate::services::conversations::told::message_of;
use crate::services::notifications::looking::Looking;
use crate::services::notifications::plan::{Known, Plan};
use crate::storage::conversations::to_tell;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{appointments, clinics, deliveries, dependants, events, notifications, users};

/// Makes the notifications and messages of up to `limit` events, and answers how many events these were; fewer than
/// `limit` means that no more wait (or that another node is at them). All of a batch happens, or nothing. Who is
/// `looking` at a conversation is not told of what is said there.
///
/// # Errors
/// [`StorageError`].
pub async fn expand(
    database: &Database,
    looking: &Looking,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            let happened = events::claim_unexpanded(connection, limit).await?;
            if happened.is_empty() {
                return Ok(0);
            }
            let known = load(connection, &happened, looking).await?;
            let mut plan = Plan::default();
            for event in &happened {
                plan.add(event, &known, now);
            }
            notifications::insert(connection, plan.notifications).await?;
            deliveries::insert(connection, plan.deliveries, now).await?;
            let ids: Vec<_> = happened.iter().map(|event| event.id).collect();
            events::mark_expanded(connection, &ids, now).await?;
            Ok(happened.len())
        })
        .await
}

/// What the events are about: four queries, however many there are, and two more where something was said.
async fn load(
    connection: &mut AsyncPgConnection,
    happened: &[Event],
    looking: &Looking,
) -> Result<Known, StorageError> {
    let ids: Vec<AppointmentId> = happened.iter().filter_map(|event| event.appointment_id).collect();
    let visits = appointments::find::find_many(connection, &ids).await?;
    let offered = || happened.iter().filter(|event| event.kind == EventKind::WaitlistOffered);
    let patients = visits.iter().map(|visit| visit.patient_id);
    let patients: Vec<UserId> = patients.chain(offered().filter_map(|event| event.user_id)).collect();
    let guardians = dependants::guardians_of(connection, &patients).await?;
    let parties = visits.iter().flat_map(|visit| [visit.doctor_id, visit.patient_id]);
    let parties = parties.chain(guardians.iter().map(|(guardian, _)| *guardian));
    let sent = happened.iter().filter(|event| event.kind == EventKind::MessageSent);
    let sent: Vec<MessageId> = sent.filter_map(message_of).collect();
    let letters = to_tell::lock_and_load(connection, &sent).await?;
    let readers = letters.values().flat_map(|letter| letter.readers.iter().map(|reader| reader.user_id));
    let parties = parties.chain(readers);
    let people: Vec<UserId> = parties.chain(happened.iter().filter_map(|event| event.user_id)).collect();
    let offered_at = offered().filter_map(|event| event.data["clinic_id"].as_str()?.parse().ok());
    let places: Vec<ClinicId> = visits.iter().map(|visit| visit.clinic_id).chain(offered_at).collect();
    let people = users::find_many(connection, &people).await?;
    let clinics = clinics::find_many(connection, &places).await?;
    Ok(Known {
        visits: visits.into_iter().map(|visit| (visit.id, visit)).collect::<HashMap<_, _>>(),
        people: people.into_iter().map(|person| (person.id, person)).collect::<HashMap<_, _>>(),
        clinics: clinics.into_iter().map(|clinic| (clinic.id, clinic)).collect::<HashMap<_, _>>(),
        guardians,
        letters,
        looking: looking.clone(),
    })
}
