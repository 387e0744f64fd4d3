//! What a change of somebody's rules leaves behind.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::AppointmentId;

/// What a change left behind.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Stranded {
    /// Visits that stay booked though the doctor is not there then: to be moved or called off. By their start.
    pub stranded: Vec<Uuid>,
}

/// Something as it stands after a change, and what that left behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed<T> {
    /// As it stands.
    #[serde(flatten)]
    pub what: T,
    /// What was left behind.
    #[serde(flatten)]
    pub left: Stranded,
}

impl Stranded {
    /// These visits.
    #[must_use]
    pub fn of(visits: Vec<AppointmentId>) -> Self {
        Self { stranded: visits.into_iter().map(|id| id.0).collect() }
    }
}

impl<T> Changed<T> {
    /// Something that left these visits behind.
    #[must_use]
    pub fn of(what: impl Into<T>, visits: Vec<AppointmentId>) -> Self {
        Self { what: what.into(), left: Stranded::of(visits) }
    }
}
