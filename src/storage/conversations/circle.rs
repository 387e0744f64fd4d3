//! Whom somebody may write to, and at which clinics people care for a patient.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::access::conversations::Circle;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::pages::Start;
use crate::domain::roles::Role;
use crate::storage::conversations::seats::IS_MANNED;
use crate::storage::error::StorageError;
use crate::storage::name_search::containing;
use crate::storage::patients::rows::MAKES_A_PATIENT;

/// Somebody who may be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub id: UserId,
    /// Given and family name.
    pub name: String,
    /// What their account is for.
    pub role: Role,
    /// What a doctor is of.
    pub specialty: Option<String>,
    /// They have an account of their own.
    pub signs_in: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<Text>)]
    specialty: Option<String>,
    #[diesel(sql_type = Bool)]
    signs_in: bool,
}

#[derive(QueryableByName)]
struct Post {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = SqlUuid)]
    clinic_id: ClinicId,
}

type Query<'a> = BoxedSqlQuery<'a, Pg, diesel::query_builder::SqlQuery>;

/// Each patient beside each clinic whose patient they are: with a visit there that makes them one, or registered there.
fn ties() -> String {
    format!(
        "(SELECT clinic_patients.patient_id, clinic_patients.clinic_id FROM clinic_patients
          UNION SELECT appointments.patient_id, appointments.clinic_id FROM appointments
          WHERE appointments.deleted_at IS NULL AND {MAKES_A_PATIENT})"
    )
}

/// The people of a circle but for `me`; `$1` is `me`, `$2` the patients or the clinics, `$3` the doctor.
fn among(circle: &Circle, me: UserId) -> Query<'static> {
    let ties = ties();
    let colleagues = format!(
        "SELECT post.user_id FROM clinic_members post JOIN clinics place ON place.id = post.clinic_id
         WHERE place.deleted_at IS NULL AND post.clinic_id = ANY($2) AND {IS_MANNED}"
    );
    let ids = match circle {
        Circle::CareTeamOf(_) => format!(
            "SELECT post.user_id FROM {ties} tie JOIN clinic_members post ON post.clinic_id = tie.clinic_id
             JOIN clinics place ON place.id = post.clinic_id
             WHERE tie.patient_id = ANY($2) AND place.deleted_at IS NULL AND {IS_MANNED} AND (post.role <> 'doctor' OR EXISTS (
                 SELECT FROM appointments WHERE appointments.patient_id = tie.patient_id
                 AND appointments.doctor_id = post.user_id AND appointments.deleted_at IS NULL AND {MAKES_A_PATIENT}))"
        ),
        Circle::OfDoctor { .. } => format!(
            "SELECT appointments.patient_id FROM appointments
             WHERE appointments.doctor_id = $3 AND appointments.clinic_id = ANY($2)
               AND appointments.deleted_at IS NULL AND {MAKES_A_PATIENT}
             UNION SELECT own.patient_id FROM clinic_patients own
             WHERE own.registered_by = $3 AND own.clinic_id = ANY($2)
             UNION {colleagues}"
        ),
        Circle::OfClinics(_) => format!(
            "SELECT tie.patient_id FROM {ties} tie WHERE tie.clinic_id = ANY($2) UNION {colleagues}"
        ),
    };
    let query = diesel::sql_query(format!(
        "SELECT users.id, users.first_name || ' ' || users.last_name AS name, users.role, doctor.specialty,
                users.password_hash IS NOT NULL AS signs_in
         FROM users LEFT JOIN doctor_profiles doctor ON doctor.user_id = users.id
         WHERE users.id <> $1 AND users.deleted_at IS NULL AND users.disabled_at IS NULL AND users.id IN ({ids})"
    ))
    .into_boxed::<Pg>()
    .bind::<SqlUuid, _>(me);
    match circle.clone() {
        Circle::CareTeamOf(patients) => {
            query.bind::<Array<SqlUuid>, _>(patients).bind::<Nullable<SqlUuid>, _>(None::<UserId>)
        }
        Circle::OfDoctor { doctor, clinics } => {
            query.bind::<Array<SqlUuid>, _>(clinics).bind::<Nullable<SqlUuid>, _>(Some(doctor))
        }
        Circle::OfClinics(clinics) => {
            query.bind::<Array<SqlUuid>, _>(clinics).bind::<Nullable<SqlUuid>, _>(None::<UserId>)
        }
    }
}

/// At most `limit` people of a circle but for `me`, the newest first, from `start` on, in its direction; only those with
/// each word of `q` in their name.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    circle: &Circle,
    me: UserId,
    q: Option<&str>,
    start: Option<&Start<UserId>>,
    limit: i64,
) -> Result<Vec<Recipient>, StorageError> {
    let words: Vec<String> = q.into_iter().flat_map(str::split_whitespace).map(containing).collect();
    let backwards = Start::is_backwards(start);
    let mut query = among(circle, me)
        .sql(" AND users.first_name || ' ' || users.last_name ILIKE ALL ($4)")
        .bind::<Array<Text>, _>(words)
        .bind::<BigInt, _>(limit);
    if let Some(Start { at, .. }) = start {
        let beyond = if backwards { ">" } else { "<" };
        query = query.sql(format!(" AND users.id {beyond} $6")).bind::<SqlUuid, _>(*at);
    }
    let direction = if backwards { "ASC" } else { "DESC" };
    let rows: Vec<Row> =
        query.sql(format!(" ORDER BY users.id {direction} LIMIT $5")).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// Those of these people who are in a circle, but for `me`.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    circle: &Circle,
    me: UserId,
    people: &[UserId],
) -> Result<Vec<Recipient>, StorageError> {
    let query = among(circle, me).sql(" AND users.id = ANY($4)").bind::<Array<SqlUuid>, _>(people.to_vec());
    let rows: Vec<Row> = query.load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// Where these people care for a patient: each with the clinics that they work at and whose patient it is.
///
/// # Errors
/// [`StorageError`].
pub async fn posts(
    connection: &mut AsyncPgConnection,
    patient: UserId,
    people: &[UserId],
) -> Result<Vec<(UserId, ClinicId)>, StorageError> {
    let posts: Vec<Post> = diesel::sql_query(format!(
        "SELECT post.user_id, post.clinic_id FROM {} tie JOIN clinic_members post ON post.clinic_id = tie.clinic_id
         JOIN clinics place ON place.id = post.clinic_id
         WHERE tie.patient_id = $1 AND post.user_id = ANY($2) AND place.deleted_at IS NULL AND {IS_MANNED}
         ORDER BY post.user_id, post.clinic_id",
        ties()
    ))
    .bind::<SqlUuid, _>(patient)
    .bind::<Array<SqlUuid>, _>(people)
    .load(connection)
    .await?;
    Ok(posts.into_iter().map(|post| (post.user_id, post.clinic_id)).collect())
}

fn read(row: Row) -> Result<Recipient, StorageError> {
    Ok(Recipient {
        id: row.id,
        name: row.name,
        role: Role::from_stored(&row.role).ok_or(StorageError::Corrupt { column: "users.role" })?,
        specialty: row.specialty,
        signs_in: row.signs_in,
    })
}
