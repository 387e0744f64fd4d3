//! Lists patients a page at a time.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::access::PatientScope;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::pages::Start;
use crate::domain::patients::Patient;
use crate::storage::error::StorageError;
use crate::storage::name_search::each_word;
use crate::storage::patients::rows::{Row, among, columns, in_scope, patients, read};
use crate::storage::schema::{patient_profiles, users};

/// What a list of patients is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each part of a name or of the address.
    pub q: Option<String>,
    /// With this number.
    pub phone: Option<Phone>,
    /// With this address.
    pub email: Option<Email>,
    /// Born on this day.
    pub date_of_birth: Option<NaiveDate>,
}

/// At most `limit` patients of a scope, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &PatientScope,
    filter: &Filter,
    start: Option<&Start<UserId>>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Patient>, StorageError> {
    // What is looked for leaves few of whom each is looked at; where nothing is, those in the scope are.
    let narrowed = *filter != Filter::default();
    let theirs = if narrowed { in_scope(scope, now) } else { among(scope, now) };
    let mut query = patients().filter(theirs).into_boxed();
    for word in each_word(filter.q.as_deref()) {
        query = query.filter(word);
    }
    if let Some(phone) = &filter.phone {
        query = query.filter(users::phone.eq(phone.as_str().to_owned()));
    }
    if let Some(email) = &filter.email {
        query = query.filter(users::email.eq(email.as_str().to_owned()));
    }
    if let Some(day) = filter.date_of_birth {
        query = query.filter(patient_profiles::date_of_birth.eq(day));
    }
    query = match start {
        Some(Start { at, backwards: true }) => query.filter(users::id.gt(*at)).order(users::id),
        Some(Start { at, .. }) => query.filter(users::id.lt(*at)).order(users::id.desc()),
        None => query.order(users::id.desc()),
    };
    let rows: Vec<Row> = query.limit(limit).select(columns()).load(connection).await?;
    rows.into_iter().map(read).collect()
}
