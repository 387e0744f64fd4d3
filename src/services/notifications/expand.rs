//! From the event table to inboxes and deliveries, a batch a transaction; called by the notification supervisor.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, ClinicId, MessageId, UserId};
use crate::services::conversations::told::message_of;
use crate::services::notifications::gather;
use crate::services::notifications::looking::Looking;
use crate::services::notifications::plan::{Known, Plan};
use crate::services::notifications::reminders::Reminders;
use crate::storage::conversations::to_tell;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{
    appointments, clinics, dependants, events, notifications, preferences, push_targets, reminders, users,
};

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
            let known = load(connection, &happened, looking, now).await?;
            let mut plan = Plan::default();
            for event in &happened {
                plan.add(event, &known, now);
            }
            notifications::insert(connection, plan.notifications).await?;
            gather::insert(connection, plan.deliveries, now).await?;
            remind(connection, &known, now).await?;
            let ids: Vec<_> = happened.iter().map(|event| event.id).collect();
            events::mark_expanded(connection, &ids, now).await?;
            Ok(happened.len())
        })
        .await
}

/// Brings the reminders of the visits in step with them.
async fn remind(
    connection: &mut AsyncPgConnection,
    known: &Known,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if known.visits.is_empty() {
        return Ok(());
    }
    let mut wanted = Reminders::default();
    for visit in known.visits.values() {
        wanted.add(visit, known, now);
    }
    let visits: Vec<_> = known.visits.keys().copied().collect();
    let keys: Vec<_> = wanted.wanted.into_iter().collect();
    reminders::keep_in_step(connection, &visits, &keys, wanted.ahead, now).await
}

/// What the events are about: a few queries, however many there are.
async fn load(
    connection: &mut AsyncPgConnection,
    happened: &[Event],
    looking: &Looking,
    now: DateTime<Utc>,
) -> Result<Known, StorageError> {
    let mut ids: Vec<AppointmentId> = happened.iter().filter_map(|event| event.appointment_id).collect();
    ids.extend(visits_to_look_at(connection, happened, now).await?);
    if !ids.is_empty() {
        reminders::hold_visits(connection, &ids).await?;
    }
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
    let chosen = preferences::find_many(connection, &people).await?;
    let browsers = push_targets::owners(connection, &people).await?;
    let people = users::find_many(connection, &people).await?;
    let clinics = clinics::find_many(connection, &places).await?;
    Ok(Known {
        visits: visits.into_iter().map(|visit| (visit.id, visit)).collect::<HashMap<_, _>>(),
        people: people.into_iter().map(|person| (person.id, person)).collect::<HashMap<_, _>>(),
        clinics: clinics.into_iter().map(|clinic| (clinic.id, clinic)).collect::<HashMap<_, _>>(),
        guardians,
        chosen,
        browsers,
        letters,
        looking: looking.clone(),
    })
}

/// The visits ahead of whoever wants other reminders, and of those they look after.
async fn visits_to_look_at(
    connection: &mut AsyncPgConnection,
    happened: &[Event],
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentId>, StorageError> {
    let asked = happened.iter().filter(|event| event.kind == EventKind::RemindersAsked);
    let mut patients: Vec<UserId> = asked.filter_map(|event| event.user_id).collect();
    if patients.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = dependants::of_many(connection, &patients).await?;
    patients.extend(theirs);
    reminders::visits_ahead(connection, &patients, now).await
}
