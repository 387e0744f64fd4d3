//! Takes a place in the waitlist, and changes when its patient could come.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::Origin;
use crate::domain::ids::{UserId, WaitlistEntryId};
use crate::domain::principals::Principal;
use crate::domain::roles::Role;
use crate::domain::schedules::TypeCode;
use crate::domain::versions::Expected;
use crate::domain::waitlist::{ENTRIES_MAX, Entry, EntryStatus, Offer, Stretch, Target, TimeOfDay, Times};
use crate::services::error::ServiceError;
use crate::services::patients::check_bookable;
use crate::services::waitlist::told::entry_record;
use crate::services::waitlist::{Waitlist, check_in_view};
use crate::storage::appointments::find::knows_patient;
use crate::storage::error::StorageError;
use crate::storage::waitlist::{entries, offers};
use crate::storage::{audit, dependants, doctors};

/// What somebody wants to wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Who would come; whoever asks where none is said.
    pub patient: Option<UserId>,
    /// To whom.
    pub target: Target,
    /// For what kind of visit.
    pub appointment_type: TypeCode,
    /// When.
    pub times: Times,
}

/// What is to be changed of a place; what is none stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryChange {
    /// Within what.
    pub stretch: Option<Stretch>,
    /// At what time of day; inside, none for any.
    pub time_of_day: Option<Option<TimeOfDay>>,
}

impl Waitlist {
    /// Takes a place: for the caller, for a dependant, or for a clinic's patient.
    ///
    /// # Errors
    /// `Forbidden` for doctors; `MissingScope`; `NotFound` for who names a stranger, and where there is no such doctor, or
    /// none of the principal's; `Invalid` where staff name nobody, for a field that no doctor is of, for a kind of visit that
    /// is not on offer, and for a time that is over; `not_accepting`; the conflicts `already_waiting` and
    /// `too_many_entries`; `Storage`.
    pub async fn join(
        &self,
        principal: &Principal,
        wanted: NewEntry,
        origin: &Origin,
    ) -> Result<Entry, ServiceError> {
        principal.require(KeyScope::AppointmentsWrite)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let patient = self.for_whom(&mut connection, principal, wanted.patient).await?;
        check_target(&mut connection, principal, patient, &wanted).await?;
        check_times(wanted.times.stretch, now)?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if entries::count_active(connection, patient).await? >= ENTRIES_MAX {
                return Err(ServiceError::Conflict {
                    code: "too_many_entries",
                    message: format!("Wait for {ENTRIES_MAX} things at most; leave a place first."),
                });
            }
            let entry = Entry {
                id: WaitlistEntryId::new(now),
                patient_id: patient,
                patient_name: String::new(),
                target: wanted.target,
                doctor_name: None,
                appointment_type: wanted.appointment_type,
                times: wanted.times,
                status: EntryStatus::Waiting,
                created_by: principal.agent().id(),
                created_at: now,
                version: 1,
            };
            if !entries::insert(connection, &entry).await? {
                return Err(already_waiting());
            }
            let joined = entry_record("waitlist.join", &entry, principal.agent(), origin);
            audit::insert(connection, &[joined], now).await?;
            entries::find(connection, entry.id).await?.ok_or(ServiceError::NotFound)
        })
        .await
    }

    /// Changes when the patient of a place could come; what is kept for them stays so.
    ///
    /// # Errors
    /// `NotFound`; `MissingScope`; `Stale`; `Invalid`; the conflicts `not_waiting` and `already_waiting`; `Storage`.
    pub async fn change(
        &self,
        principal: &Principal,
        id: WaitlistEntryId,
        change: EntryChange,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<(Entry, Option<Offer>), ServiceError> {
        principal.require(KeyScope::AppointmentsWrite)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let seen = entries::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        check_in_view(&mut connection, principal, &seen, now).await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let entry = entries::lock(connection, id).await?.ok_or(ServiceError::NotFound)?;
            if !expected.allows(entry.version) {
                return Err(ServiceError::Stale);
            }
            if !entry.status.is_active() {
                return Err(ServiceError::Conflict {
                    code: "not_waiting",
                    message: "This place in the waitlist is given up.".into(),
                });
            }
            let times = Times {
                stretch: change.stretch.unwrap_or(entry.times.stretch),
                time_of_day: change.time_of_day.unwrap_or(entry.times.time_of_day),
            };
            check_times(times.stretch, now)?;
            entries::set_times(connection, id, &times, now).await.map_err(|error| match error {
                StorageError::Refused { .. } => already_waiting(),
                error => error.into(),
            })?;
            let changed = entry_record("waitlist.change", &entry, principal.agent(), origin);
            audit::insert(connection, &[changed], now).await?;
            let entry = entries::find(connection, id).await?.ok_or(ServiceError::NotFound)?;
            Ok((entry, offers::open_of(connection, &[id]).await?.pop()))
        })
        .await
    }

    async fn for_whom(
        &self,
        connection: &mut AsyncPgConnection,
        principal: &Principal,
        named: Option<UserId>,
    ) -> Result<UserId, ServiceError> {
        match (principal.role(), principal.person(), named) {
            (Role::Doctor, ..) | (Role::Patient, None, _) => Err(ServiceError::Forbidden),
            (Role::Patient, Some(caller), None) => Ok(caller.user_id),
            (Role::Patient, Some(caller), Some(patient)) => {
                let theirs = patient == caller.user_id
                    || dependants::is_guardian(connection, caller.user_id, patient).await?;
                if theirs { Ok(patient) } else { Err(ServiceError::NotFound) }
            }
            (Role::Staff | Role::Admin, _, None) => {
                Err(ServiceError::field("patient_id", "required", "Say which patient waits."))
            }
            (Role::Staff | Role::Admin, _, Some(patient)) => {
                check_bookable(connection, principal, patient, self.clock.now()).await?;
                Ok(patient)
            }
        }
    }
}

/// Lets pass what somebody may be offered at all.
async fn check_target(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    patient: UserId,
    wanted: &NewEntry,
) -> Result<(), ServiceError> {
    let code = wanted.appointment_type;
    match &wanted.target {
        Target::Doctor(id) => {
            let doctor = doctors::find(connection, *id).await?.ok_or(ServiceError::NotFound)?;
            if principal.role() == Role::Patient {
                if !doctor.accepts_new_patients && !knows_patient(connection, *id, patient).await? {
                    return Err(ServiceError::Refused {
                        code: "not_accepting",
                        message: "This doctor takes no new patients at the moment.".into(),
                    });
                }
            } else {
                let clinics = doctors::clinics_of(connection, *id).await?;
                if !principal.runs_schedule_of(*id, &clinics) {
                    return Err(ServiceError::NotFound);
                }
            }
            if !entries::is_offered(connection, *id, code).await? {
                let message = "The doctor does not offer this kind of visit.";
                return Err(ServiceError::field("appointment_type", "not_offered", message));
            }
        }
        Target::Specialty(specialty) => {
            if !entries::is_offered_in(connection, specialty, code).await? {
                let message = "No doctor of this field offers this kind of visit.";
                return Err(ServiceError::field("specialty", "not_offered", message));
            }
        }
    }
    Ok(())
}

fn check_times(stretch: Stretch, now: chrono::DateTime<chrono::Utc>) -> Result<(), ServiceError> {
    match stretch.check(now) {
        Ok(_) => Ok(()),
        Err(invalid) => Err(ServiceError::field("to", invalid.code, &invalid.message)),
    }
}

fn already_waiting() -> ServiceError {
    ServiceError::Conflict { code: "already_waiting", message: "The patient waits for this already.".into() }
}
