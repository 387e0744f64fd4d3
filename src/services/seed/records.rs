//! Writes visits the way a booking and its steps are written: with audit and event rows. Nobody is told of them: the
//! events count as expanded and published, so that a seed sends no mail.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::appointments::{Appointment, Status, Step};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::calendar::Calendar;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, EventId, UserId};
use crate::services::seed::error::SeedError;
use crate::services::seed::roster::Roster;
use crate::services::seed::story::Story;
use crate::services::seed::visits::Visit;
use crate::storage::appointments::NewAppointment;
use crate::storage::{appointments, audit, events};

/// Visits, audit rows or event rows that go into one statement.
pub(super) const BATCH: usize = 250;

/// What the records are made from.
pub(super) struct Book<'a> {
    pub(super) roster: &'a Roster,
    /// As they were before the visits.
    pub(super) calendars: &'a HashMap<UserId, Calendar>,
    pub(super) now: DateTime<Utc>,
}

impl Book<'_> {
    /// Writes a batch; answers how many of it. The doctors' schedules must be locked.
    pub(super) async fn write(
        &self,
        connection: &mut AsyncPgConnection,
        batch: &[(Visit, Story)],
    ) -> Result<usize, SeedError> {
        let rows: Vec<NewAppointment> =
            batch.iter().filter_map(|(visit, story)| self.booked(visit, story)).collect();
        let written: HashSet<AppointmentId> =
            appointments::insert(connection, &rows).await?.into_iter().collect();
        let mut entries = Vec::new();
        let mut happened = Vec::new();
        for (visit, story) in batch.iter().filter(|(visit, _)| written.contains(&visit.id)) {
            if let Some((_, at)) = story.steps.last() {
                let reason = Some(story.cancel_reason).filter(|reason| !reason.is_empty());
                appointments::set_status(connection, visit.id, story.status, reason, *at).await?;
            }
            for (step, at, status) in chapters(story) {
                let actor = self.actor(visit, step);
                entries.push(entry(visit, step, actor, status));
                happened.push(self.event(visit, step, actor, status, at));
            }
        }
        for entries in entries.chunks(BATCH) {
            audit::insert(connection, entries, self.now).await?;
        }
        for happened in happened.chunks(BATCH) {
            events::insert(connection, happened).await?;
            let ids: Vec<EventId> = happened.iter().map(|event| event.id).collect();
            events::mark_expanded(connection, &ids, self.now).await?;
            events::mark_published(connection, &ids, self.now).await?;
        }
        Ok(written.len())
    }

    fn booked(&self, visit: &Visit, story: &Story) -> Option<NewAppointment> {
        let doctor = &self.roster.doctors[visit.doctor];
        let calendar = self.calendars.get(&doctor.id)?;
        let appointment = Appointment {
            id: visit.id,
            doctor_id: doctor.id,
            doctor_name: doctor.name.clone(),
            patient_id: visit.patient,
            patient_name: String::new(),
            clinic_id: visit.placement.clinic_id,
            appointment_type: visit.code,
            status: story.booked_as,
            during: visit.placement.during,
            time_zone: calendar.time_zone,
            mode: visit.placement.mode.clone(),
            patient_notes: story.notes.to_owned(),
            doctor_notes: String::new(),
            cancel_reason: String::new(),
            created_by: self.actor(visit, None),
            series_id: None,
            session_id: None,
            version: 1,
            created_at: story.booked_at,
            updated_at: story.booked_at,
        };
        let rules_version = calendar.rules_version;
        Some(NewAppointment { appointment, blocks: visit.placement.blocks, rules_version, claim: None })
    }

    /// Who books, or takes a step: patients for themselves, the desk receives who arrives at its clinic.
    fn actor(&self, visit: &Visit, step: Option<Step>) -> UserId {
        let doctor = &self.roster.doctors[visit.doctor];
        match step {
            None | Some(Step::Cancel) => visit.patient,
            Some(Step::CheckIn) if doctor.clinic == self.roster.desk.1 => self.roster.desk.0,
            Some(_) => doctor.id,
        }
    }

    fn event(
        &self,
        visit: &Visit,
        step: Option<Step>,
        actor: UserId,
        status: Status,
        at: DateTime<Utc>,
    ) -> Event {
        let during = &visit.placement.during;
        Event {
            id: EventId::new(self.now),
            kind: step.map_or(EventKind::AppointmentBooked, EventKind::of_step),
            appointment_id: Some(visit.id),
            user_id: None,
            actor: Some(actor),
            data: json!({
                "doctor_id": self.roster.doctors[visit.doctor].id,
                "patient_id": visit.patient,
                "starts_at": during.start,
                "ends_at": during.end,
                "status": status,
            }),
            at,
        }
    }
}

/// The booking, then the steps, each with the status it led to.
fn chapters(story: &Story) -> Vec<(Option<Step>, DateTime<Utc>, Status)> {
    let mut status = story.booked_as;
    let mut chapters = vec![(None, story.booked_at, status)];
    for (step, at) in &story.steps {
        status = step.from(status).unwrap_or(status);
        chapters.push((Some(*step), *at, status));
    }
    chapters
}

fn entry(visit: &Visit, step: Option<Step>, actor: UserId, status: Status) -> AuditEntry {
    AuditEntry {
        actor: Some(actor),
        action: match step {
            None => "appointment.book",
            Some(Step::Confirm) => "appointment.confirm",
            Some(Step::CheckIn) => "appointment.check_in",
            Some(Step::Start) => "appointment.start",
            Some(Step::Complete) => "appointment.complete",
            Some(Step::Cancel) => "appointment.cancel",
            Some(Step::NoShow) => "appointment.no_show",
        },
        object_kind: "appointment",
        object_id: Some(visit.id.0),
        patient: Some(visit.patient),
        origin: Origin::default(),
        outcome: AuditOutcome::Ok,
        detail: json!({ "status": status, "seeded": true }),
    }
}
