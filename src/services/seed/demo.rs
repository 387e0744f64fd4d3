//! Whether anybody could sign in with the published passphrase.

use crate::domain::contact::Email;
use crate::services::error::ServiceError;
use crate::services::seed::accounts;
use crate::storage::passwords;
use crate::storage::pool::Database;

/// Whether one of the demo accounts may still be signed in to.
///
/// # Errors
/// `Storage`.
pub async fn is_open(database: &Database) -> Result<bool, ServiceError> {
    let mut connection = database.connection().await?;
    for account in accounts::ALL {
        let Ok(email) = Email::parse(account.email) else { continue };
        if passwords::find_by_email(&mut connection, &email).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
