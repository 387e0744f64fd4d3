//! What an export says of an account, its sign-ins and its records.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::services::appointments::view::AppointmentView;
use crate::services::notifications::view::NotificationView;
use crate::services::profiles::consents::ConsentView;
use crate::services::profiles::view::ProfileView;
use crate::storage::exports::{AccountRow, RecordRow, SignInRow};

/// Everything about a person. Only described by this: it is written a page at a time and never whole in memory.
#[derive(Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportView {
    /// When it was made.
    exported_at: DateTime<Utc>,
    /// The account.
    account: AccountView,
    /// The profile.
    profile: ProfileView,
    /// What they agreed to, the newest first.
    consents: Vec<ConsentView>,
    /// Whom they look after, the newest first.
    dependants: Vec<ProfileView>,
    /// Where they signed in, the oldest first.
    sessions: Vec<SignInView>,
    /// Their visits as patient, by their start.
    appointments: Vec<AppointmentView>,
    /// Their inbox, what was put away too, the oldest first.
    notifications: Vec<NotificationView>,
    /// What they did, and who did what about them, the oldest first.
    audit: Vec<RecordView>,
}

/// An account with its times.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportedAccount)]
pub struct AccountView {
    /// The person's id.
    id: Uuid,
    /// What they sign in with.
    email: Option<String>,
    /// What the account is for.
    role: String,
    /// When the address was proven.
    email_verified_at: Option<DateTime<Utc>>,
    /// When the number was proven.
    phone_verified_at: Option<DateTime<Utc>>,
    /// Since when there is a second factor.
    mfa_enabled_at: Option<DateTime<Utc>>,
    /// Since when nobody may sign in.
    disabled_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

/// A sign-in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportedSession)]
pub struct SignInView {
    /// Names it.
    id: Uuid,
    /// `browser` or `client`.
    #[schema(value_type = String, example = "browser")]
    kind: &'static str,
    /// What the browser or client calls itself.
    user_agent: String,
    /// Where it came from.
    ip: Option<String>,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used.
    last_used_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// When it was ended.
    revoked_at: Option<DateTime<Utc>>,
}

/// A line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportedRecord)]
pub struct RecordView {
    /// Names the line.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// Who did it; null for the house itself.
    actor_id: Option<Uuid>,
    /// What was done.
    #[schema(example = "profile.read")]
    action: String,
    /// To what kind of thing.
    #[schema(example = "profile")]
    object_kind: String,
    /// To which.
    object_id: Option<Uuid>,
    /// From where, of what the person did themselves: where others were is not theirs to know.
    ip: Option<String>,
    /// `ok` or `refused`.
    #[schema(example = "ok")]
    outcome: String,
    /// Ids, times and statuses.
    #[schema(value_type = Object)]
    detail: Value,
}

impl From<AccountRow> for AccountView {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id.0,
            email: row.email,
            role: row.role,
            email_verified_at: row.email_verified_at,
            phone_verified_at: row.phone_verified_at,
            mfa_enabled_at: row.mfa_enabled_at,
            disabled_at: row.disabled_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<SignInRow> for SignInView {
    fn from(row: SignInRow) -> Self {
        Self {
            id: row.id.0,
            kind: if row.browser { "browser" } else { "client" },
            user_agent: row.user_agent,
            ip: row.ip,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl RecordView {
    /// The line as the person may see it.
    #[must_use]
    pub fn of(row: RecordRow, person: UserId) -> Self {
        let own = row.actor_id == Some(person.0);
        Self {
            id: row.id,
            at: row.at,
            actor_id: row.actor_id,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            ip: row.ip.filter(|_| own),
            outcome: row.outcome,
            detail: row.detail,
        }
    }
}
