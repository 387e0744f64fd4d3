//! A row of `auth_sessions`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::{SessionId, UserId};
use crate::domain::sign_ins::{Keeping, SignIn};
use crate::storage::schema::auth_sessions;

#[derive(Queryable, Selectable)]
#[diesel(table_name = auth_sessions)]
pub(super) struct SessionRow {
    id: SessionId,
    user_id: UserId,
    cookie_hash: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    user_agent: String,
    ip: Option<String>,
    last_used_at: DateTime<Utc>,
    authenticated_at: DateTime<Utc>,
    trusted: bool,
    enrolling: bool,
}

pub(super) fn read(row: SessionRow) -> SignIn {
    let keeping = match (&row.cookie_hash, row.trusted) {
        (None, _) => Keeping::Client,
        (Some(_), false) => Keeping::Browser,
        (Some(_), true) => Keeping::TrustedBrowser,
    };
    SignIn {
        id: row.id,
        user_id: row.user_id,
        keeping,
        user_agent: row.user_agent,
        ip: row.ip.and_then(|ip| ip.parse().ok()),
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        authenticated_at: row.authenticated_at,
        enrolling: row.enrolling,
        cookie_hash: row.cookie_hash,
    }
}
