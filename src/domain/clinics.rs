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
    /// Moves with every change; a new one begins at 1.
    pub version: i32,
}

/// What is to be changed of a clinic; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClinicChange {
    /// Its name on the door.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// The zone on its wall clock.
    pub time_zone: Option<Tz>,
    /// Its front desk; inside, none where it is taken away.
    pub phone: Option<Option<Phone>>,
}

impl ClinicChange {
    /// The clinic with the change made.
    #[must_use]
    pub fn apply(self, clinic: &Clinic) -> Clinic {
        let Clinic { id, name, address, time_zone, phone, version } = clinic.clone();
        Clinic {
            id,
            name: self.name.unwrap_or(name),
            address: self.address.unwrap_or(address),
            time_zone: self.time_zone.unwrap_or(time_zone),
            phone: self.phone.unwrap_or(phone),
            version,
        }
    }
}
