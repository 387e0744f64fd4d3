//! Who works at a clinic: listed by those who belong there, changed by those who run it.
//!
//! Locks are taken in the house's order: the schedule of a doctor who leaves, the clinic, the person. The clinic's is what
//! makes changes of its members wait for each other.

pub mod change;

use crate::domain::clock::SharedClock;
use crate::domain::ids::ClinicId;
use crate::domain::members::Member;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::clinics::gate::open;
use crate::services::error::ServiceError;
use crate::services::sign_ins::SignIns;
use crate::storage::members::{self, Position};
use crate::storage::pool::Database;

/// The use cases of members. Cloning is cheap.
#[derive(Clone)]
pub struct Members {
    database: Database,
    clock: SharedClock,
    sign_ins: SignIns,
}

impl Members {
    /// Over this database, by this clock; `sign_ins` reads again what somebody may do who came to a clinic.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, sign_ins: SignIns) -> Self {
        Self { database, clock, sign_ins }
    }

    /// One page of a clinic's members, by name.
    ///
    /// # Errors
    /// `NotFound` for those who do not belong to it; `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<Slice<Member, Position>, ServiceError> {
        let mut connection = self.database.connection().await?;
        open(&mut connection, caller, clinic).await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = members::list(&mut connection, clinic, start, rows_max).await?;
        let place = |member: &Member| (member.last_name.clone(), member.first_name.clone(), member.user_id);
        Ok(Slice::cut(rows, start, limit, place))
    }
}
