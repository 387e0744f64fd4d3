//! Places where visits happen.

use chrono_tz::Tz;

use crate::domain::contact::Phone;
use crate::domain::ids::ClinicId;

/// A clinic, as anyone may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clinic {
    /// Its id.
    pub id: ClinicId,
    /// Its name on the door.
    pub name: String,
    /// Where it is; empty where unknown.
    pub address: String,
    /// The zone on its wall clock.
    pub time_zone: Tz,
    /// Its front desk.
    pub phone: Option<Phone>,
}
