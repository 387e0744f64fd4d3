//! Writes visits the way a booking and its steps are written: with audit and event rows. Nobody is told of them: the
//! events count as expanded and published, so that a seed sends no mail.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::appointments::{Appointment, Step};
use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::calendar::Calendar;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, EventId, UserId};
use crate::domain::principals::Agent;
use crate::services::appointments::booking::{happened, record};
use crate::services::appointments::change::action;
use crate::services::seed::error::SeedError;
use crate::services::seed::roster::Roster;
use crate::services::seed::story::Story;
use crate::services::seed::visits::Visit;
use crate::storage::appointments::insert::NewAppointment;
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
        let (rows, stories): (Vec<NewAppointment>, Vec<&Story>) =
            batch.iter().filter_map(|(visit, story)| Some((self.booked(visit, story)?, story))).unzip();
        let written: HashSet<AppointmentId> =
            appointments::insert::insert(connection, &rows).await?.into_iter().collect();
        let mut entries = Vec::new();
        let mut told = Vec::new();
        for (new, story) in rows.iter().zip(stories).filter(|(new, _)| written.contains(&new.appointment.id))
        {
            let mut visit = new.appointment.clone();
            let mut put_down = |visit: &Appointment, step: Option<Step>, at| {
                let actor = self.actor(visit, step);
                entries.push(record(
                    step.map_or("appointment.book", action),
                    visit,
                    actor,
                    &Origin::default(),
                ));
                told.push(happened(
                    step.map_or(EventKind::AppointmentBooked, EventKind::of_step),
                    visit,
                    actor,
                    at,
                ));
            };
            put_down(&visit, None, story.booked_at);
            for (step, at) in &story.steps {
                visit.status = step.from(visit.status).unwrap_or(visit.status);
                visit.version += 1;
                let reason = (*step == Step::Cancel).then_some(story.cancel_reason);
                appointments::change::set_status(connection, visit.id, visit.status, reason, *at).await?;
                put_down(&visit, Some(*step), *at);
            }
        }
        self.put_on_record(connection, &entries, &told).await?;
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
            created_by: visit.patient.0,
            series_id: None,
            session_id: None,
            version: 1,
            created_at: story.booked_at,
            updated_at: story.booked_at,
        };
        let rules_version = calendar.rules_version;
        Some(NewAppointment {
            appointment,
            blocks: visit.placement.blocks,
            rules_version,
            capacity: visit.placement.capacity,
            day: None,
            hold: None,
            claim: None,
        })
    }

    /// Who books, or takes a step: patients for themselves, the desk receives who arrives at its clinic.
    fn actor(&self, visit: &Appointment, step: Option<Step>) -> Agent {
        let (desk, desk_clinic) = self.roster.desk;
        Agent::User(match step {
            None | Some(Step::Cancel) => visit.patient_id,
            Some(Step::CheckIn) if visit.clinic_id == desk_clinic => desk,
            Some(_) => visit.doctor_id,
        })
    }

    async fn put_on_record(
        &self,
        connection: &mut AsyncPgConnection,
        entries: &[AuditEntry],
        told: &[Event],
    ) -> Result<(), SeedError> {
        for entries in entries.chunks(BATCH) {
            audit::insert(connection, entries, self.now).await?;
        }
        for told in told.chunks(BATCH) {
            events::insert(connection, told).await?;
            let ids: Vec<EventId> = told.iter().map(|event| event.id).collect();
            events::mark_expanded(connection, &ids, self.now).await?;
            events::mark_published(connection, &ids, self.now).await?;
        }
        Ok(())
    }
}
