//! Room that is made before a visit fits: seats of a group, and neighbours' buffers that give way.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::appointments::Appointment;
use crate::domain::ids::UserId;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::bookings::booking::{Booking, Way};
use crate::storage::bookings::give_way;
use crate::storage::error::StorageError;
use crate::storage::holds::{self, Meeting, Released};
use crate::storage::{group_sessions, schedules};

/// Whether something must be moved, or opened, before the visit fits.
pub(super) fn is_wanted(booking: &Booking) -> bool {
    booking.way == Way::Overriding || booking.new.capacity > 1
}

/// Opens group sessions, and lets buffers give way to who books against the rules.
pub(super) async fn make(
    connection: &AsyncPgConnection,
    doctors: &[UserId],
    free: &[&Booking],
    now: DateTime<Utc>,
) -> Result<Vec<Released>, StorageError> {
    let news = |wanted: fn(&Booking) -> bool| -> Vec<&NewAppointment> {
        free.iter().filter(|booking| wanted(booking)).map(|booking| &booking.new).collect()
    };
    let (seats, overriding) =
        (news(|booking| booking.new.capacity > 1), news(|booking| booking.way == Way::Overriding));
    if seats.is_empty() && overriding.is_empty() {
        return Ok(Vec::new());
    }
    schedules::lock(connection, doctors).await?;
    let meetings: Vec<Meeting> = free.iter().map(|booking| meeting(&booking.new)).collect();
    let released = holds::release(connection, &meetings, now).await?;
    group_sessions::open(connection, &seats, now).await?;
    if !overriding.is_empty() {
        give_way::give_way(connection, &overriding).await?;
    }
    Ok(released)
}

/// What a visit meets.
pub(super) fn meeting(new: &NewAppointment) -> Meeting {
    let Appointment { doctor_id, patient_id, .. } = new.appointment;
    Meeting { doctor: doctor_id, patient: patient_id, blocks: new.blocks }
}
