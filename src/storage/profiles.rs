//! Profiles: an account, what clinics know of a patient, and the mark of a picture. Every query starts from accounts
//! that are not deleted.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::domain::pages::Start;
use crate::domain::profiles::{Gender, PatientDetails, Profile};
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{avatars, dependants, patient_profiles, users};

/// As the index `users_search` has it.
const SEARCHED: &str =
    "(users.first_name || ' ' || users.last_name || ' ' || coalesce(users.email::text, '')) ILIKE ";

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct PersonRow {
    id: UserId,
    role: String,
    email: Option<String>,
    email_verified_at: Option<DateTime<Utc>>,
    phone: Option<String>,
    phone_verified_at: Option<DateTime<Utc>>,
    first_name: String,
    last_name: String,
    locale: String,
    time_zone: String,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patient_profiles)]
struct PatientRow {
    date_of_birth: Option<NaiveDate>,
    gender: Option<String>,
    address: String,
    emergency_contact: String,
    emergency_phone: Option<String>,
    insurance: String,
}

type Row = (PersonRow, Option<PatientRow>, Option<Vec<u8>>);

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

#[diesel::dsl::auto_type(no_type_alias)]
fn people() -> _ {
    users::table
        .left_join(patient_profiles::table)
        .left_join(avatars::table)
        .filter(users::deleted_at.is_null())
}

/// The profile of a person.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Profile>, StorageError> {
    let row: Option<Row> = people()
        .filter(users::id.eq(id))
        .select((PersonRow::as_select(), Option::<PatientRow>::as_select(), avatars::sha256.nullable()))
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// Locks a person's account for the rest of the transaction and reads the profile; none where there is no such person.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Profile>, StorageError> {
    let found: Option<UserId> = users::table
        .filter(users::id.eq(id))
        .filter(users::deleted_at.is_null())
        .select(users::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    match found {
        Some(id) => find(connection, id).await,
        None => Ok(None),
    }
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
    for word in filter.q.iter().flat_map(|q| q.split_whitespace()) {
        query = query.filter(sql::<Bool>(SEARCHED).bind::<Text, _>(containing(word)));
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

/// Writes what may be changed of a profile, under its next version. The person must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn update(
    connection: &mut AsyncPgConnection,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let unproven = (!profile.phone_verified).then(|| users::phone_verified_at.eq(None::<DateTime<Utc>>));
    diesel::update(users::table.filter(users::id.eq(profile.id)))
        .set((
            users::first_name.eq(&profile.first_name),
            users::last_name.eq(&profile.last_name),
            users::phone.eq(profile.phone.as_ref().map(Phone::as_str)),
            unproven,
            users::locale.eq(profile.locale.as_str()),
            users::time_zone.eq(profile.time_zone.name()),
        ))
        .execute(connection)
        .await?;
    if let Some(patient) = &profile.patient {
        diesel::update(patient_profiles::table.filter(patient_profiles::user_id.eq(profile.id)))
            .set((
                patient_profiles::date_of_birth.eq(patient.date_of_birth),
                patient_profiles::gender.eq(patient.gender.map(Gender::as_str)),
                patient_profiles::address.eq(&patient.address),
                patient_profiles::emergency_contact.eq(&patient.emergency_contact),
                patient_profiles::emergency_phone.eq(patient.emergency_phone.as_ref().map(Phone::as_str)),
                patient_profiles::insurance.eq(&patient.insurance),
                patient_profiles::version.eq(patient_profiles::version + 1),
                patient_profiles::updated_at.eq(now),
            ))
            .execute(connection)
            .await?;
    }
    bump(connection, profile.id, now).await
}

/// Moves a profile on to its next version. The person must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn bump(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// A pattern for what a person typed, as it stands.
fn containing(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn read((person, patient, avatar): Row) -> Result<Profile, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let email = person.email.as_deref().map(Email::parse).transpose();
    let phone = person.phone.as_deref().map(Phone::parse).transpose();
    Ok(Profile {
        id: person.id,
        role: Role::from_stored(&person.role).ok_or(corrupt("users.role"))?,
        email: email.map_err(|_| corrupt("users.email"))?,
        email_verified: person.email_verified_at.is_some(),
        phone: phone.map_err(|_| corrupt("users.phone"))?,
        phone_verified: person.phone_verified_at.is_some(),
        first_name: person.first_name,
        last_name: person.last_name,
        locale: Locale::parse(&person.locale).map_err(|_| corrupt("users.locale"))?,
        time_zone: person.time_zone.parse().map_err(|_| corrupt("users.time_zone"))?,
        patient: patient.map(read_patient).transpose()?,
        avatar,
        version: person.version,
        created_at: person.created_at,
        updated_at: person.updated_at,
    })
}

fn read_patient(row: PatientRow) -> Result<PatientDetails, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let gender = row.gender.as_deref().map(Gender::parse).transpose();
    let emergency_phone = row.emergency_phone.as_deref().map(Phone::parse).transpose();
    Ok(PatientDetails {
        date_of_birth: row.date_of_birth,
        gender: gender.map_err(|_| corrupt("patient_profiles.gender"))?,
        address: row.address,
        emergency_contact: row.emergency_contact,
        emergency_phone: emergency_phone.map_err(|_| corrupt("patient_profiles.emergency_phone"))?,
        insurance: row.insurance,
    })
}
