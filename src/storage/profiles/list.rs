//! Lists profiles a page at a time.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::pages::Start;
use crate::domain::profiles::Profile;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::name_search::each_word;
use crate::storage::profiles::rows::{PatientRow, PersonRow, Row, people, read};
use crate::storage::schema::{avatars, dependants, users};

/// What a list of people is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each part of a name or of the address.
    pub q: Option<String>,
    /// With this role.
    pub role: Option<Role>,
    /// Looked after by them.
    pub guardian: Option<UserId>,
}

/// At most `limit` profiles, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    start: Option<&Start<UserId>>,
    limit: i64,
) -> Result<Vec<Profile>, StorageError> {
    let mut query = people().into_boxed();
    for word in each_word(filter.q.as_deref()) {
        query = query.filter(word);
    }
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    if let Some(guardian) = filter.guardian {
        let theirs =
            dependants::table.filter(dependants::guardian_id.eq(guardian)).select(dependants::dependant_id);
        query = query.filter(users::id.eq_any(theirs));
    }
    query = match start {
        Some(Start { at, backwards: true }) => query.filter(users::id.gt(*at)).order(users::id),
        Some(Start { at, .. }) => query.filter(users::id.lt(*at)).order(users::id.desc()),
        None => query.order(users::id.desc()),
    };
    let rows: Vec<Row> = query
        .limit(limit)
        .select((PersonRow::as_select(), Option::<PatientRow>::as_select(), avatars::sha256.nullable()))
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}
