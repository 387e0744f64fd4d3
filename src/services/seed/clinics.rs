//! The two clinics of the demo, in two zones.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel_async::AsyncPgConnection;

use crate::domain::clinics::Clinic;
use crate::domain::contact::Phone;
use crate::domain::ids::ClinicId;
use crate::services::seed::error::SeedError;
use crate::storage::clinics;

/// Adds the clinics. The front desk and the doctors of the demo accounts work at the first.
pub(super) async fn insert(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> Result<[Clinic; 2], SeedError> {
    let both = [
        Clinic {
            id: ClinicId::new(now),
            name: "Riverside Clinic".to_owned(),
            address: "12 Mill Wharf, London SE1 0AA".to_owned(),
            time_zone: Tz::Europe__London,
            // A block that Ofcom keeps for drama.
            phone: Some(Phone::parse("+442079460100")?),
            version: 1,
        },
        Clinic {
            id: ClinicId::new(now),
            name: "Clinique des Tilleuls".to_owned(),
            address: "48 rue des Tilleuls, 75011 Paris".to_owned(),
            time_zone: Tz::Europe__Paris,
            // A block that Arcep keeps for fiction.
            phone: Some(Phone::parse("+33199000148")?),
            version: 1,
        },
    ];
    for clinic in &both {
        clinics::insert(connection, clinic, now).await?;
    }
    Ok(both)
}
