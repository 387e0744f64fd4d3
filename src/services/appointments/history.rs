//! What was done to a visit, and by whom, out of the audit trail; each side reads what is theirs to know.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::access::Side;
use crate::domain::appointments::{Appointment, Status};
use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::ids::{ApiKeyId, AppointmentId, UserId, made_at};
use crate::domain::pages::Start;
use crate::domain::principals::Principal;
use crate::domain::roles::Role;
use crate::domain::users::User;
use crate::services::appointments::read::Visits;
use crate::services::error::ServiceError;
use crate::storage::audit::search::{AuditRow, Filter, search};
use crate::storage::{api_keys, clinics, dependants, users};

/// Nothing is done to a visit so often.
const LINES_MAX: i64 = 1_000;
/// Nodes' clocks may differ by so much: nothing of a visit is on record before it was made.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);
/// What the patient's side is told of what is on record beside the status.
const FOR_PATIENTS: [&str; 3] = ["starts_at", "ends_at", "previous"];

/// One thing that was done to a visit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HistoryLine {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[schema(example = "appointment.book")]
    pub action: String,
    /// By whom.
    pub actor: Doer,
    /// Where it stood then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "pending")]
    pub status: Option<Status>,
    /// The version that it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Ids and times of what was done.
    #[schema(value_type = Object)]
    pub detail: Map<String, Value>,
}

/// Who did something to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Doer {
    /// `user`, `key` (a clinic's software), `system`, or `visitor` (who proved nothing).
    #[schema(example = "user")]
    pub kind: &'static str,
    /// Their id; to the patient's side only its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Their name; to the patient's side the doctor's or the clinic's where it was not themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Adams")]
    pub name: Option<String>,
}

/// Who is behind the ids of a history.
struct Cast<'a> {
    visit: &'a Appointment,
    side: Side,
    people: HashMap<UserId, User>,
    keys: HashMap<ApiKeyId, String>,
    /// The patient, and who looks after them.
    family: Vec<UserId>,
    clinic: Option<String>,
}

impl Visits {
    /// What was done to a visit, the oldest first. That it was looked at is not in it, and that its history was goes on
    /// record as looking at the visit does.
    ///
    /// # Errors
    /// Not found where there is no such visit, or none that concerns the principal; `MissingScope`, `Storage`.
    pub async fn history(
        &self,
        principal: &Principal,
        id: AppointmentId,
        origin: &Origin,
    ) -> Result<Vec<HistoryLine>, ServiceError> {
        let (visit, side) = self.find(principal, id, origin).await?;
        let mut connection = self.database.connection().await?;
        let first = Start { at: Uuid::nil(), backwards: true };
        let rows = search(&mut connection, &of_visit(&visit), Some(&first), LINES_MAX).await?;
        let cast = Cast::of(&mut connection, &visit, side, &rows).await?;
        Ok(rows.into_iter().map(|row| cast.line(row)).collect())
    }
}

/// Which lines of the trail are a visit's history.
#[must_use]
pub fn of_visit(visit: &Appointment) -> Filter {
    Filter {
        object_kind: Some("appointment".to_owned()),
        object_id: Some(visit.id.0),
        but: Some("appointment.read"),
        outcome: Some(AuditOutcome::Ok),
        // What was held first, or offered, is older than the visit that came of it.
        from: Some(
            made_at(visit.id.0).map_or(visit.created_at, |made| made.min(visit.created_at)) - CLOCKS_DIFFER,
        ),
        ..Filter::default()
    }
}

impl<'a> Cast<'a> {
    async fn of(
        connection: &mut AsyncPgConnection,
        visit: &'a Appointment,
        side: Side,
        rows: &[AuditRow],
    ) -> Result<Self, ServiceError> {
        let ids = |kind: &str| -> Vec<Uuid> {
            rows.iter().filter(|row| row.actor_kind == kind).filter_map(|row| row.actor_id).collect()
        };
        let people: Vec<UserId> = ids("user").into_iter().map(UserId).collect();
        let keys: Vec<ApiKeyId> = ids("api_key").into_iter().map(ApiKeyId).collect();
        let people = users::find_many(connection, &people).await?;
        let keys = api_keys::names(connection, &keys).await?;
        let guardians = dependants::guardians_of(connection, &[visit.patient_id]).await?;
        let clinic = clinics::find_many(connection, &[visit.clinic_id]).await?.pop();
        Ok(Self {
            visit,
            side,
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            keys: keys.into_iter().collect(),
            family: guardians.into_iter().map(|(guardian, _)| guardian).chain([visit.patient_id]).collect(),
            clinic: clinic.map(|clinic| clinic.name),
        })
    }

    fn line(&self, row: AuditRow) -> HistoryLine {
        let mut detail = match row.detail {
            Value::Object(detail) => detail,
            _ => Map::new(),
        };
        let status = detail.remove("status").and_then(|status| serde_json::from_value(status).ok());
        let version = detail.remove("version").and_then(|version| version.as_i64());
        detail.remove("doctor_id");
        if !self.side.sees_who_did_what() {
            detail.retain(|name, _| FOR_PATIENTS.contains(&name.as_str()));
        }
        let actor = self.doer(&row.actor_kind, row.actor_id);
        HistoryLine { at: row.at, action: row.action, actor, status, version, detail }
    }

    fn doer(&self, kind: &str, id: Option<Uuid>) -> Doer {
        let (kind, name) = match (kind, id) {
            ("user", Some(id)) => ("user", self.people.get(&UserId(id)).map(User::full_name)),
            ("api_key", Some(id)) => ("key", self.keys.get(&ApiKeyId(id)).cloned()),
            ("visitor", _) => ("visitor", None),
            _ => ("system", None),
        };
        if self.side.sees_who_did_what() {
            return Doer { kind, id, name };
        }
        match id.map(UserId) {
            Some(user) if self.family.contains(&user) => Doer { kind, id, name },
            Some(user) => Doer { kind, id: None, name: self.named_by_house(user) },
            None => Doer { kind, id: None, name: None },
        }
    }

    /// The doctor, or else the clinic; nothing for somebody who is of neither.
    fn named_by_house(&self, user: UserId) -> Option<String> {
        if user == self.visit.doctor_id {
            return Some(self.visit.doctor_name.clone());
        }
        let outsider = self.people.get(&user).is_some_and(|person| person.role == Role::Patient);
        if outsider { None } else { self.clinic.clone() }
    }
}
