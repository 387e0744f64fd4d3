//! The database of the house, made in a cluster that does not have it yet.

use std::path::Path;

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::storage::postgres::error::PostgresError;
use crate::storage::postgres::settings::SUPERUSER;

/// The database of the house; its role is the superuser, since migrations create extensions.
pub(super) const DATABASE: &str = "carebridge";

/// The address of a database behind a socket, as libpq and tokio-postgres read it:
/// `postgres://carebridge@%2Ftmp%2Fcarebridge-a1b2c3:5432/carebridge`.
pub(super) fn url(socket_dir: &Path, port: u16, database: &str) -> String {
    let host = percent_encoded(socket_dir.as_os_str().as_encoded_bytes());
    let database = percent_encoded(database.as_bytes());
    format!("postgres://{SUPERUSER}@{host}:{port}/{database}")
}

/// Makes the database unless it is there. `postgres` is the address of the cluster's first one.
pub(super) async fn ensure(postgres: &str) -> Result<(), PostgresError> {
    let mut connection = AsyncPgConnection::establish(postgres)
        .await
        .map_err(|error| PostgresError::Database(error.to_string()))?;
    let exists = format!("EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')");
    let exists: bool =
        diesel::select(sql::<Bool>(&exists)).get_result(&mut connection).await.map_err(refused)?;
    if !exists {
        connection.batch_execute(&format!("CREATE DATABASE {DATABASE}")).await.map_err(refused)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn refused(error: diesel::result::Error) -> PostgresError {
    PostgresError::Database(error.to_string())
}

fn percent_encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_stands_where_a_host_would() {
        assert_eq!(
            url(Path::new("/tmp/care bridge-a1"), 5432, "test_7"),
            "postgres://carebridge@%2Ftmp%2Fcare%20bridge-a1:5432/test_7"
        );
    }
}
