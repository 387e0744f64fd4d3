//! Time that is kept for somebody for a few minutes: one hold a patient and doctor, which may be kept longer once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::{Appointment, Status};
use crate::domain::audit::Origin;
use crate::domain::calendar::{Calendar, Placement};
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::principals::Principal;
use crate::services::appointments::attempt::{Abort, Done, bump, obstacle};
use crate::services::appointments::booking::{self, BookingRequest, Start, record};
use crate::services::appointments::freed::{Freed, freed, freed_beside};
use crate::services::appointments::read::side;
use crate::services::error::ServiceError;
use crate::storage::appointments::insert::{NewAppointment, NewHold};
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::holds::{self, Held, Meeting};
use crate::storage::pool::Database;
use crate::storage::{appointments, audit, events, group_sessions, schedules, users};

/// How long time is kept.
const KEPT_FOR: TimeDelta = TimeDelta::minutes(5);

/// A hold, as its patient sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it would be a visit of.
    pub visit: Appointment,
    /// Until when.
    pub until: DateTime<Utc>,
    /// It can be kept longer once more.
    pub renewable: bool,
}

/// What a hold did to the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// The hold.
    pub kept: Kept,
    /// The holds that were let go for it.
    pub let_go: Vec<AppointmentId>,
}

/// The row of a hold whose place was found.
#[must_use]
pub fn prepare(
    calendar: &Calendar,
    request: &BookingRequest,
    placement: &Placement,
    id: AppointmentId,
    doctor_name: &str,
    now: DateTime<Utc>,
) -> NewAppointment {
    let booking = booking::prepare(calendar, request, placement, id, doctor_name, now);
    let visit = Appointment { status: Status::Held, patient_notes: String::new(), ..booking.new.appointment };
    NewAppointment {
        appointment: visit,
        hold: Some(NewHold { until: now + KEPT_FOR, offer_id: None }),
        claim: None,
        ..booking.new
    }
}

/// Writes a hold that was decided on; what the patient held with the doctor before is let go. What they hold already is kept
/// longer instead, once.
///
/// # Errors
/// [`Abort`]: the conflict `hold_not_renewable` among others.
pub async fn keep(
    database: &Database,
    clock: &SharedClock,
    request: &BookingRequest,
    new: &NewAppointment,
) -> Result<Done<Keeping>, Abort> {
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            let Appointment { id, doctor_id, patient_id, during, .. } = new.appointment;
            let locked = schedules::lock(connection, &[doctor_id]).await?;
            if locked.first().map(|row| row.rules_version) != Some(new.rules_version) {
                return Err(Abort::Met(Obstacle::Moved));
            }
            users::lock_names(connection, &[patient_id]).await?;
            let now = clock.now();
            let before = holds::of(connection, doctor_id, patient_id).await?;
            if let Some(same) = before.iter().find(|hold| hold.until > now && is_same(hold, new)) {
                let kept = keep_longer(connection, same, now).await?;
                let calendar_version = bump(connection, new).await?;
                let made = Keeping { kept, let_go: Vec::new() };
                return Ok(Done { made, happened: Vec::new(), calendar_version });
            }
            let let_go: Vec<AppointmentId> = before.iter().map(|hold| hold.visit.id).collect();
            holds::end(connection, &let_go, now).await?;
            let meeting = Meeting { doctor: doctor_id, patient: patient_id, blocks: new.blocks };
            holds::release(connection, &[meeting], now).await?;
            group_sessions::open(connection, &[new], now).await?;
            if appointments::insert::insert(connection, std::slice::from_ref(new)).await? != [id] {
                return Err(Abort::Met(obstacle(connection, new).await?));
            }
            let seats = group_sessions::count_of(connection, &[id]).await?;
            let seats_left = seats.first().map_or(0, |(_, seats)| seats.left());
            let taken = Event::of_slot(EventKind::SlotHeld, doctor_id, during, seats_left, now);
            events::insert(connection, std::slice::from_ref(&taken)).await?;
            let mut happened = vec![(taken, None)];
            for hold in &before {
                let told = freed_beside(connection, given_back(hold), new.blocks, now).await?;
                happened.extend(told.into_iter().map(|event| (event, None)));
            }
            let entry =
                record("appointment.hold", &new.appointment, request.principal.agent(), &request.origin);
            audit::insert(connection, &[entry], now).await?;
            let calendar_version = bump(connection, new).await?;
            let until = new.hold.map_or(now, |hold| hold.until);
            let kept = Kept { visit: new.appointment.clone(), until, renewable: true };
            Ok(Done { made: Keeping { kept, let_go }, happened, calendar_version })
        })
        .await
}

fn is_same(hold: &Held, new: &NewAppointment) -> bool {
    let (held, wanted) = (&hold.visit, &new.appointment);
    (held.during, held.appointment_type) == (wanted.during, wanted.appointment_type)
}

async fn keep_longer(
    connection: &mut AsyncPgConnection,
    hold: &Held,
    now: DateTime<Utc>,
) -> Result<Kept, ServiceError> {
    if hold.renewed {
        return Err(ServiceError::Conflict {
            code: "hold_not_renewable",
            message: "This time was kept longer once already.".into(),
        });
    }
    let until = now + KEPT_FOR;
    holds::renew(connection, hold.visit.id, until, now).await?;
    Ok(Kept { visit: hold.visit.clone(), until, renewable: false })
}

/// Lets a hold go before its time.
///
/// # Errors
/// Not found where there is none, or none of the principal's patients; `MissingScope`; `Storage`.
pub async fn let_go(
    database: &Database,
    clock: &SharedClock,
    principal: &Principal,
    origin: &Origin,
    id: AppointmentId,
) -> Result<Done<AppointmentId>, ServiceError> {
    let mut connection = database.connection().await?;
    AsyncPgConnection::transaction(&mut connection, async |connection| {
        let doctor = owned(connection, principal, id, clock.now()).await?.visit.doctor_id;
        schedules::lock(connection, &[doctor]).await?;
        let now = clock.now();
        let hold = owned(connection, principal, id, now).await?;
        holds::end(connection, &[id], now).await?;
        let told = freed(connection, given_back(&hold), now).await?;
        let entry = record("appointment.release", &hold.visit, principal.agent(), origin);
        audit::insert(connection, &[entry], now).await?;
        let versions = schedules::bump_calendars(connection, &[doctor]).await?;
        let calendar_version = versions.first().map_or(0, |(_, version)| *version);
        let happened = told.into_iter().map(|event| (event, None)).collect();
        Ok(Done { made: id, happened, calendar_version })
    })
    .await
}

/// The doctor with whom something is held, for who may let it go.
///
/// # Errors
/// As [`let_go`].
pub async fn doctor_of(
    database: &Database,
    principal: &Principal,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Result<UserId, ServiceError> {
    let mut connection = database.connection().await?;
    Ok(owned(&mut connection, principal, id, now).await?.visit.doctor_id)
}

async fn owned(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Result<Held, ServiceError> {
    principal.require(KeyScope::AppointmentsWrite)?;
    // An offer is answered, not let go.
    let hold = holds::find(connection, id).await?.filter(|hold| hold.offer_id.is_none());
    let hold = hold.ok_or(ServiceError::NotFound)?;
    if !side(connection, principal, &hold.visit, now).await?.may_book() {
        return Err(ServiceError::NotFound);
    }
    Ok(hold)
}

/// Ends the holds of a doctor that have run out; answers how many there were.
///
/// # Errors
/// `Storage`.
pub async fn end_lapsed(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<usize, ServiceError> {
    schedules::lock(connection, &[doctor]).await?;
    let lapsed = holds::lapsed_of(connection, doctor, now).await?;
    if lapsed.is_empty() {
        return Ok(0);
    }
    let ids: Vec<AppointmentId> = lapsed.iter().map(|hold| hold.visit.id).collect();
    holds::end(connection, &ids, now).await?;
    for hold in &lapsed {
        freed(connection, given_back(hold), now).await?;
    }
    schedules::bump_calendars(connection, &[doctor]).await?;
    Ok(lapsed.len())
}

fn given_back(hold: &Held) -> Freed {
    let Appointment { doctor_id, during, session_id, .. } = hold.visit;
    Freed { doctor_id, during, session_id }
}

/// A hold that somebody wants to book from, and the seats that are left beside it.
///
/// # Errors
/// The conflict `hold_expired` where it has run out, was let go, or is somebody else's; `hold_mismatch` where another time
/// or kind is asked for; `Storage`.
pub async fn wanted(
    database: &Database,
    request: &BookingRequest,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Result<(Held, u32), ServiceError> {
    let mut connection = database.connection().await?;
    let hold = holds::find(&mut connection, id).await?.filter(|hold| {
        hold.until > now
            && hold.visit.doctor_id == request.doctor_id
            && hold.visit.patient_id == request.party.patient_id
            && request.principal.acts_at(hold.visit.clinic_id)
    });
    let hold = hold.ok_or_else(booking::hold_expired)?;
    let seats_left = match hold.visit.session_id {
        Some(session) => group_sessions::seats_left(&mut connection, session).await?,
        None => 0,
    };
    let local = hold.visit.during.start.with_timezone(&hold.visit.time_zone).naive_local();
    let same_start = match request.start {
        Start::At(at) => at == hold.visit.during.start,
        Start::Local(date, time) => date.and_time(time) == local,
        Start::AsHeld => return Ok((hold, seats_left)),
    };
    if same_start && hold.visit.appointment_type == request.appointment_type {
        Ok((hold, seats_left))
    } else {
        Err(ServiceError::Refused {
            code: "hold_mismatch",
            message: "What is held is another time or another kind of visit.".into(),
        })
    }
}
