//! What a schedule says can be booked: from memory, once it is sure that this still holds.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::actors::schedules::desk::Desk;
use crate::domain::schedules::TypeCode;
use crate::services::error::ServiceError;
use crate::services::slots::{Offer, offer};

impl Desk {
    /// What can be booked on these days of the doctor's.
    pub(super) async fn offer(
        &self,
        days: &RangeInclusive<NaiveDate>,
        code: TypeCode,
    ) -> Result<Offer, ServiceError> {
        self.refresh().await?;
        self.with(|loaded, now| offer(&loaded.calendar, days, code, now))
    }
}
