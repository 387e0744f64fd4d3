//! Offers time that has become free to those who wait for it, in the order of joining, before anyone else sees it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::appointments::{Appointment, Status};
use crate::domain::audit::Origin;
use crate::domain::busy::Hold;
use crate::domain::calendar::{Calendar, Placement, Slot};
use crate::domain::events::Event;
use crate::domain::ids::{AppointmentId, ClinicId, UserId, WaitlistEntryId, WaitlistOfferId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::{Entry, EntryStatus, Offer, OfferState, stands_until};
use crate::services::error::ServiceError;
use crate::services::waitlist::told;
use crate::storage::appointments::find::known_patients;
use crate::storage::appointments::insert::{NewAppointment, NewHold};
use crate::storage::holds::Meeting;
use crate::storage::waitlist::candidates::{self, FreeTime};
use crate::storage::waitlist::{entries, offers};
use crate::storage::{appointments, audit, calendars, doctors, events, group_sessions, holds, schedules};

/// No visit is longer: what needs some of the free time starts so much before it at the most.
const LONGEST_VISIT: TimeDelta = TimeDelta::hours(8);
/// People who are looked at together.
const BATCH: i64 = 100;
/// Batches that are gone through for each piece of free time: nobody else books with the doctor meanwhile.
const BATCHES_MAX: usize = 3;

/// Free time on its way to whoever wants it.
struct Round {
    doctor: UserId,
    doctor_name: String,
    freed: Interval,
    calendar: Calendar,
    /// The kinds of visit that anybody waits for.
    kinds: Vec<TypeCode>,
    /// What can be booked of the free time, by kind; forgotten with each offer.
    open: HashMap<TypeCode, Vec<Slot>>,
    now: DateTime<Utc>,
}

/// What is known of the people of a batch.
struct People {
    /// When they are elsewhere.
    engaged: Vec<(UserId, Interval)>,
    /// What was offered to them before.
    before: Vec<(UserId, Interval)>,
    /// Places that are for some clinics alone.
    confined: HashMap<WaitlistEntryId, Vec<ClinicId>>,
    /// Whom the doctor takes, where they take no new patients.
    known: Option<HashSet<UserId>>,
}

/// Offers what has become free of a doctor's time: each slot that overlaps it to the first person who waits for such and
/// fits, as a hold, until nothing is left or nobody, or enough people were looked at. Called in the transaction that frees the time, under the lock of the
/// doctor's schedule and once nothing takes that time any more. Answers what happened, as it was written; nothing where
/// nobody was offered anything.
///
/// # Errors
/// `Storage`.
pub async fn offer_freed(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    freed: Interval,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, ServiceError> {
    let starts = Interval { start: (freed.start - LONGEST_VISIT).max(now), end: freed.end };
    if starts.start >= starts.end {
        return Ok(Vec::new());
    }
    let time = FreeTime { doctor, freed, starts };
    let kinds = candidates::kinds(connection, time).await?;
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let Some(mut round) = Round::begin(connection, time, kinds, now).await? else {
        return Ok(Vec::new());
    };
    let (mut happened, mut last) = (Vec::new(), None);
    for _ in 0..BATCHES_MAX {
        let kinds = round.kinds_left();
        if kinds.is_empty() {
            break;
        }
        let waiting = candidates::waiting(connection, time, &kinds, last, BATCH).await?;
        last = waiting.last().map(|entry| entry.id);
        if last.is_none() {
            break;
        }
        happened.extend(round.go_through(connection, &waiting).await?);
    }
    if !happened.is_empty() {
        // Beside the move for what freed the time: who knows only of that one sees that there was more, and loads again.
        schedules::bump_calendars(connection, &[doctor]).await?;
    }
    Ok(happened)
}

/// The time that is kept by an offer, from its event.
#[must_use]
pub fn kept(event: &Event) -> Option<Interval> {
    let at = |name: &str| event.data[name].as_str()?.parse().ok();
    Some(Interval { start: at("starts_at")?, end: at("ends_at")? })
}

impl Round {
    /// None where the doctor is gone.
    async fn begin(
        connection: &mut AsyncPgConnection,
        FreeTime { doctor, freed, .. }: FreeTime,
        kinds: Vec<TypeCode>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, ServiceError> {
        let Some(calendar) = calendars::load(connection, doctor, now).await? else { return Ok(None) };
        let Some(found) = doctors::find(connection, doctor).await? else { return Ok(None) };
        let doctor_name = format!("{} {}", found.first_name, found.last_name);
        Ok(Some(Self { doctor, doctor_name, freed, calendar, kinds, open: HashMap::new(), now }))
    }

    async fn go_through(
        &mut self,
        connection: &mut AsyncPgConnection,
        waiting: &[Entry],
    ) -> Result<Vec<Event>, ServiceError> {
        let people = self.look_up(connection, waiting).await?;
        let mut happened = Vec::new();
        for entry in waiting {
            let Some(placement) = self.first_fit(entry, &people) else { continue };
            if !candidates::claim(connection, entry).await? {
                continue;
            }
            happened.extend(self.offer(connection, entry, placement).await?);
            if self.kinds_left().is_empty() {
                break;
            }
        }
        Ok(happened)
    }

    async fn look_up(
        &self,
        connection: &mut AsyncPgConnection,
        waiting: &[Entry],
    ) -> Result<People, ServiceError> {
        let patients: Vec<UserId> = waiting.iter().map(|entry| entry.patient_id).collect();
        let places: Vec<WaitlistEntryId> = waiting.iter().map(|entry| entry.id).collect();
        let around =
            Interval { start: self.freed.start - LONGEST_VISIT, end: self.freed.end + LONGEST_VISIT };
        Ok(People {
            engaged: candidates::engaged(connection, &patients, around).await?,
            before: candidates::offered_before(connection, self.doctor, &patients, around).await?,
            confined: candidates::confined(connection, &places).await?,
            known: if self.calendar.accepts_new_patients {
                None
            } else {
                Some(known_patients(connection, self.doctor, &patients).await?)
            },
        })
    }

    /// The first slot that somebody could come to, of which they were offered nothing yet.
    fn first_fit(&mut self, entry: &Entry, people: &People) -> Option<Placement> {
        let (patient, code, zone) = (entry.patient_id, entry.appointment_type, self.calendar.time_zone);
        if people.known.as_ref().is_some_and(|known| !known.contains(&patient)) {
            return None;
        }
        let clinics = people.confined.get(&entry.id);
        let meets = |times: &[(UserId, Interval)], visit: &Interval| {
            times.iter().any(|(whose, during)| *whose == patient && during.overlaps(visit))
        };
        self.open_slots(code);
        let fits = |slot: &&Slot| {
            entry.times.fit(slot.visit.start, zone)
                && clinics.is_none_or(|clinics| clinics.contains(&slot.clinic_id))
                && !meets(&people.before, &slot.visit)
                && !meets(&people.engaged, &slot.visit)
        };
        let start = self.open.get(&code)?.iter().find(fits)?.visit.start;
        self.calendar.place(code, start, self.now).ok()
    }

    /// What can be booked, by the rules, of the free time.
    fn open_slots(&mut self, code: TypeCode) -> &[Slot] {
        let Self { calendar, freed, now, open, .. } = self;
        open.entry(code).or_insert_with(|| {
            let days = calendar.local_date(freed.start - LONGEST_VISIT)..=calendar.local_date(freed.end);
            let mut slots = calendar.free_slots(code, &days, *now);
            slots.retain(|slot| slot.visit.overlaps(freed));
            slots
        })
    }

    /// The kinds that anybody waits for and that some of the free time can still be booked for.
    fn kinds_left(&mut self) -> Vec<TypeCode> {
        let kinds = self.kinds.clone();
        kinds.into_iter().filter(|code| !self.open_slots(*code).is_empty()).collect()
    }

    /// Keeps a slot for somebody, and tells them; none where the database has something against it.
    async fn offer(
        &mut self,
        connection: &mut AsyncPgConnection,
        entry: &Entry,
        placement: Placement,
    ) -> Result<Option<Event>, ServiceError> {
        let now = self.now;
        let offer = Offer {
            id: WaitlistOfferId::new(now),
            entry_id: entry.id,
            patient_id: entry.patient_id,
            doctor_id: self.doctor,
            doctor_name: self.doctor_name.clone(),
            clinic_id: placement.clinic_id,
            appointment_type: placement.code,
            during: placement.during,
            time_zone: self.calendar.time_zone,
            expires_at: stands_until(now, placement.during.start),
            state: OfferState::Open,
            hold_id: AppointmentId::new(now),
        };
        let Some(seats_left) = keep(connection, &self.hold(entry, &offer, &placement), now).await? else {
            return Ok(None);
        };
        offers::insert(connection, &offer, now).await?;
        entries::set_status(connection, entry.id, EntryStatus::Offered, now).await?;
        let event = told::offered(&offer, seats_left, now);
        events::insert(connection, std::slice::from_ref(&event)).await?;
        let entry = told::offer_record("waitlist.offer", &offer, None, &Origin::default());
        audit::insert(connection, &[entry], now).await?;
        let hold = Hold { patient: offer.patient_id, until: None };
        self.calendar.busy.take(placement.taken(offer.hold_id, Some(hold)));
        self.open.clear();
        Ok(Some(event))
    }

    /// The hold of an offer, in the name of who entered the patient.
    fn hold(&self, entry: &Entry, offer: &Offer, placement: &Placement) -> NewAppointment {
        let appointment = Appointment {
            id: offer.hold_id,
            doctor_id: self.doctor,
            doctor_name: String::new(),
            patient_id: entry.patient_id,
            patient_name: String::new(),
            clinic_id: placement.clinic_id,
            appointment_type: placement.code,
            status: Status::Held,
            during: placement.during,
            time_zone: self.calendar.time_zone,
            mode: placement.mode.clone(),
            patient_notes: String::new(),
            doctor_notes: String::new(),
            cancel_reason: String::new(),
            created_by: entry.created_by,
            series_id: None,
            session_id: None,
            version: 1,
            created_at: self.now,
            updated_at: self.now,
        };
        NewAppointment {
            appointment,
            blocks: placement.blocks,
            rules_version: self.calendar.rules_version,
            capacity: placement.capacity,
            day: placement.day,
            hold: Some(NewHold { until: offer.expires_at, offer_id: Some(offer.id.0) }),
            claim: None,
        }
    }
}

/// Writes the hold and answers how many seats are left beside it; none where something is in its way.
async fn keep(
    connection: &AsyncPgConnection,
    new: &NewAppointment,
    now: DateTime<Utc>,
) -> Result<Option<u32>, ServiceError> {
    let Appointment { id, doctor_id, patient_id, .. } = new.appointment;
    // Whoever waited for longer than their hold lasted is in nobody's way.
    let meeting = Meeting { doctor: doctor_id, patient: patient_id, blocks: new.blocks };
    holds::release(connection, &[meeting], now).await?;
    group_sessions::open(connection, &[new], now).await?;
    if appointments::insert::insert(connection, std::slice::from_ref(new)).await? != [id] {
        return Ok(None);
    }
    let seats = group_sessions::count_of(connection, &[id]).await?;
    Ok(Some(seats.first().map_or(0, |(_, seats)| seats.left())))
}
