//! The log's partitions: one a UTC day, made before the day comes, and one for whatever has no day of its own.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::QueryableByName;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::domain::ids::least_uuid;
use crate::storage::error::StorageError;

/// Days that a window spans: a query locks every partition that it may look into, with all its indexes.
const DAYS_A_WINDOW: usize = 64;

/// Days that are made before they come: as long may all nodes be away, or the making fail.
const DAYS_AHEAD: u64 = 3;

/// A stretch of ids, both ends within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The least.
    pub first: Uuid,
    /// The greatest.
    pub last: Uuid,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Occupied {
    #[diesel(sql_type = Bool)]
    occupied: bool,
}

impl Window {
    /// What of it lies behind an id; none where nothing does.
    #[must_use]
    pub fn behind(self, id: Uuid) -> Option<Self> {
        let first = Uuid::from_u128(id.as_u128().checked_add(1)?).max(self.first);
        (first <= self.last).then_some(Self { first, ..self })
    }

    /// What of it lies before an id; none where nothing does.
    #[must_use]
    pub fn before(self, id: Uuid) -> Option<Self> {
        let last = Uuid::from_u128(id.as_u128().checked_sub(1)?).min(self.last);
        (self.first <= last).then_some(Self { last, ..self })
    }
}

/// The windows that together hold every id, in order.
///
/// # Errors
/// [`StorageError`].
pub async fn windows(connection: &mut AsyncPgConnection) -> Result<Vec<Window>, StorageError> {
    let names: Vec<Name> = diesel::sql_query(
        "SELECT child.relname::text AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
         WHERE inhparent = 'audit_log'::regclass ORDER BY 1",
    )
    .load(connection)
    .await?;
    let days: Vec<NaiveDate> = names
        .iter()
        .filter_map(|row| NaiveDate::parse_from_str(&row.name, "audit_log_%Y%m%d").ok())
        .collect();
    Ok(cut(&days))
}

fn cut(days: &[NaiveDate]) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut first = Uuid::nil();
    for day in days.iter().skip(DAYS_A_WINDOW).step_by(DAYS_A_WINDOW) {
        let border = least_uuid(midnight(*day));
        windows.push(Window { first, last: Uuid::from_u128(border.as_u128().saturating_sub(1)) });
        first = border;
    }
    windows.push(Window { first, last: Uuid::max() });
    windows
}

/// Makes the partitions of today and of the coming days, as far as they are missing.
///
/// # Errors
/// As [`make`]; those before it are made.
pub async fn make_ahead(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<(), StorageError> {
    for days in 0..=DAYS_AHEAD {
        if make(connection, now + Days::new(days)).await? {
            tracing::debug!(days, "the audit trail has a partition more");
        }
    }
    Ok(())
}

/// Makes the partition of the UTC day that `at` lies in; answers whether it was made now. Where rows of that day lie in
/// the default partition already, they stay there, and so do those that follow. Another node may do the same.
///
/// # Errors
/// [`StorageError::Busy`] where somebody reads for long what has to be locked for a moment: try again later.
pub async fn make(connection: &mut AsyncPgConnection, at: DateTime<Utc>) -> Result<bool, StorageError> {
    let day = at.date_naive();
    let name = format!("audit_log_{}", day.format("%Y%m%d"));
    let (from, to) = (least_uuid(midnight(day)), least_uuid(midnight(day + Days::new(1))));
    let standing: Occupied = diesel::sql_query(
        "SELECT to_regclass($1) IS NOT NULL
                OR EXISTS (SELECT FROM audit_log_default WHERE id >= $2 AND id < $3) AS occupied",
    )
    .bind::<Text, _>(&name)
    .bind::<SqlUuid, _>(from)
    .bind::<SqlUuid, _>(to)
    .get_result(connection)
    .await?;
    if standing.occupied {
        return Ok(false);
    }
    // Made aside and attached: so only the default partition is locked, and not what bookings write to. Whoever comes
    // second waits for the first and finds the table.
    let sql = format!(
        "SET LOCAL lock_timeout = '500ms';
         SELECT pg_advisory_xact_lock(hashtextextended('{name}', 0));
         CREATE TABLE {name} (LIKE audit_log INCLUDING ALL);
         CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON {name}
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
         ALTER TABLE audit_log ATTACH PARTITION {name} FOR VALUES FROM ('{from}') TO ('{to}');"
    );
    let made = connection.transaction(async |connection| connection.batch_execute(&sql).await).await;
    match made {
        Ok(()) => Ok(true),
        Err(DieselError::DatabaseError(DatabaseErrorKind::CheckViolation, _)) => Ok(false),
        Err(DieselError::DatabaseError(_, info)) if info.message().ends_with("already exists") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_every_id_once() {
        let first: NaiveDate = "2026-11-23".parse().unwrap();
        for count in [0, 1, 64, 65, 128, 400] {
            let days: Vec<_> = (0..count).map(|n| first + Days::new(n)).collect();
            let windows = cut(&days);
            assert_eq!((windows[0].first, windows[windows.len() - 1].last), (Uuid::nil(), Uuid::max()));
            assert_eq!(windows.len(), days.len().div_ceil(DAYS_A_WINDOW).max(1), "{count}");
            for pair in windows.windows(2) {
                assert_eq!(pair[0].last.as_u128() + 1, pair[1].first.as_u128());
            }
        }
    }

    #[test]
    fn a_window_is_cut_at_an_id_and_ends_with_its_last() {
        let of = |first, last| Window { first: Uuid::from_u128(first), last: Uuid::from_u128(last) };
        assert_eq!(of(3, 9).behind(Uuid::from_u128(5)), Some(of(6, 9)));
        assert_eq!(of(3, 9).behind(Uuid::from_u128(1)), Some(of(3, 9)));
        assert_eq!(of(3, 9).behind(Uuid::from_u128(9)), None);
        assert_eq!(of(3, 9).before(Uuid::from_u128(5)), Some(of(3, 4)));
        assert_eq!(of(3, 9).before(Uuid::from_u128(3)), None);
        assert_eq!(of(0, u128::MAX).behind(Uuid::max()), None);
        assert_eq!(of(0, u128::MAX).before(Uuid::nil()), None);
    }
}
