//! Who am I.

use crate::domain::principals::Caller;
use crate::domain::users::User;
use crate::services::accounts::Accounts;
use crate::services::error::ServiceError;
use crate::storage::users;

impl Accounts {
    /// The caller's own account.
    ///
    /// # Errors
    /// `InvalidToken` where the account was disabled or deleted since they signed in; `Storage`.
    pub async fn me(&self, caller: &Caller) -> Result<User, ServiceError> {
        let mut connection = self.database.connection().await?;
        let user = users::find(&mut connection, caller.user_id).await?;
        user.filter(|user| !user.disabled).ok_or(ServiceError::InvalidToken)
    }
}
