//! Whether anything has changed of what the directory says, in one number a table.
//!
//! A row that is written gets the number of the transaction that wrote it (`xmin`), so that the sum of their hashes moves
//! with every row that comes, goes or changes, whoever changed it. Of schedules only the zone counts: their versions move
//! with every visit and are asked for apart. Takes some milliseconds for ten thousand doctors; asked once a second.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::storage::error::StorageError;

const DIGEST: &str = "
    SELECT concat_ws(' ',
        (SELECT count(*) || ':' || sum(hashint8extended(p.xmin::text::bigint, 0))
                         || ':' || sum(hashint8extended(u.xmin::text::bigint, 0))
                         || ':' || sum(hashtext(s.time_zone)::bigint)
         FROM doctor_profiles p JOIN users u ON u.id = p.user_id JOIN schedules s ON s.doctor_id = p.user_id),
        (SELECT count(*) || ':' || sum(hashint8extended(m.xmin::text::bigint, 0)) FROM clinic_members m),
        (SELECT count(*) || ':' || sum(hashint8extended(c.xmin::text::bigint, 0)) FROM clinics c)
    ) AS digest";

#[derive(QueryableByName)]
struct DigestRow {
    #[diesel(sql_type = Text)]
    digest: String,
}

/// Another text for another directory.
///
/// # Errors
/// [`StorageError`].
pub async fn read(connection: &mut AsyncPgConnection) -> Result<String, StorageError> {
    let row: DigestRow = diesel::sql_query(DIGEST).get_result(connection).await?;
    Ok(row.digest)
}
