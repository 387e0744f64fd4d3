//! An account as JSON, for administrators.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::admin_users::ManagedUser;
use crate::domain::contact::{Email, Phone};
use crate::http::auth::user::UserBody;

/// An account, and what only administrators are told of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ManagedUser)]
pub struct ManagedUserBody {
    /// The account.
    #[serde(flatten)]
    pub user: UserBody,
    /// Nobody may sign in to it.
    pub disabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in to it, as far as sign-ins are remembered; null where not at all.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

impl ManagedUserBody {
    /// The account with address and number masked: as one of many in a list.
    #[must_use]
    pub fn masked(managed: ManagedUser) -> Self {
        let email = managed.user.email.as_ref().map(Email::masked);
        let phone = managed.user.phone.as_ref().map(Phone::masked);
        let body = Self::from(managed);
        Self { user: UserBody { email, phone, ..body.user }, ..body }
    }
}

impl From<ManagedUser> for ManagedUserBody {
    fn from(managed: ManagedUser) -> Self {
        Self {
            disabled: managed.user.disabled,
            created_at: managed.created_at,
            last_sign_in_at: managed.last_sign_in_at,
            user: managed.user.into(),
        }
    }
}
