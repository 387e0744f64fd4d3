//! One page of the directory in one statement: who matches, in the order of names, with their clinics and the versions of
//! their schedules. Starts from accounts that are neither deleted nor disabled.
//!
//! The statement is put together from what is asked for, so that its plan never depends on the values: a word of three
//! letters or more is looked up in the index of trigrams, a shorter one is looked for on the way through the names.

use diesel::deserialize::Queryable;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::doctors::{Doctor, DoctorSearch, Place};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::name_search::containing;

/// The fewest letters that make a trigram.
const TRIGRAM: usize = 3;

/// A doctor's place in the directory: family name, given name, id.
pub type Position = (String, String, UserId);

/// The versions of a schedule: of its rules, of its visits.
pub type Versions = (i64, i64);

/// A doctor of the directory, with the versions of the schedule that was there at the same instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Who.
    pub doctor: Doctor,
    /// Of their schedule.
    pub versions: Versions,
}

/// The statement of one page.
#[derive(Debug)]
pub struct DirectoryPage {
    /// Patterns of words that have trigrams.
    patterns: Vec<String>,
    /// Shorter words.
    short: Vec<String>,
    specialty: Option<String>,
    clinic: Option<ClinicId>,
    language: Option<Vec<String>>,
    accepts_new_patients: Option<bool>,
    min_rating_tenths: Option<i32>,
    start: Option<Start<Position>>,
    limit: i64,
}

#[derive(Queryable)]
struct EntryRow {
    id: UserId,
    first_name: String,
    last_name: String,
    specialty: String,
    subspecialty: String,
    languages: Vec<String>,
    bio: String,
    time_zone: String,
    consultation_fee_minor: Option<i64>,
    currency: String,
    rating_sum: i64,
    rating_count: i64,
    accepts_new_patients: bool,
    rules_version: i64,
    calendar_version: i64,
    clinic_ids: Vec<ClinicId>,
    clinic_names: Vec<String>,
}

/// At most `limit` doctors by family name, given name and id, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn search(
    connection: &mut AsyncPgConnection,
    search: &DoctorSearch,
    start: Option<&Start<Position>>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let rows: Vec<EntryRow> = DirectoryPage::new(search, start, limit).load(connection).await?;
    rows.into_iter().map(read).collect()
}

impl DirectoryPage {
    /// The page of at most `limit` doctors who match, from `start` on.
    #[must_use]
    pub fn new(search: &DoctorSearch, start: Option<&Start<Position>>, limit: i64) -> Self {
        let words = search.q.as_deref().unwrap_or_default().to_lowercase();
        let (long, short): (Vec<&str>, Vec<&str>) =
            words.split_whitespace().partition(|word| has_trigram(word));
        Self {
            patterns: long.into_iter().map(containing).collect(),
            short: short.into_iter().map(str::to_owned).collect(),
            specialty: search.specialty.clone(),
            clinic: search.clinic,
            language: search.language.as_ref().map(|language| vec![language.to_lowercase()]),
            accepts_new_patients: search.accepts_new_patients,
            min_rating_tenths: search.min_rating_tenths,
            start: start.cloned(),
            limit,
        }
    }

    fn conditions<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for pattern in &self.patterns {
            out.push_sql(" AND p.search LIKE ");
            out.push_bind_param::<Text, _>(pattern)?;
        }
        for word in &self.short {
            out.push_sql(" AND strpos(p.search, ");
            out.push_bind_param::<Text, _>(word)?;
            out.push_sql(") > 0");
        }
        if let Some(specialty) = &self.specialty {
            out.push_sql(" AND lower(p.specialty) = lower(");
            out.push_bind_param::<Text, _>(specialty)?;
            out.push_sql(")");
        }
        if let Some(clinic) = &self.clinic {
            out.push_sql(
                " AND EXISTS (SELECT FROM clinic_members m JOIN clinics c ON c.id = m.clinic_id
                 WHERE m.user_id = p.user_id AND c.deleted_at IS NULL AND c.id = ",
            );
            out.push_bind_param::<SqlUuid, _>(clinic)?;
            out.push_sql(")");
        }
        if let Some(language) = &self.language {
            out.push_sql(" AND p.languages @> ");
            out.push_bind_param::<Array<Text>, _>(language)?;
        }
        if let Some(accepts) = &self.accepts_new_patients {
            out.push_sql(" AND p.accepts_new_patients = ");
            out.push_bind_param::<Bool, _>(accepts)?;
        }
        if let Some(tenths) = &self.min_rating_tenths {
            out.push_sql(" AND round(p.rating_sum * 10.0 / nullif(p.rating_count, 0)) >= ");
            out.push_bind_param::<Integer, _>(tenths)?;
        }
        if let Some(Start { at: (last, first, id), backwards }) = &self.start {
            out.push_sql(" AND (p.last_name, p.first_name, p.user_id) ");
            out.push_sql(if *backwards { "< (" } else { "> (" });
            out.push_bind_param::<Text, _>(last)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(first)?;
            out.push_sql(", ");
            out.push_bind_param::<SqlUuid, _>(id)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl QueryFragment<Pg> for DirectoryPage {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let backwards = Start::is_backwards(self.start.as_ref());
        let [inner, outer] = if backwards {
            [
                " ORDER BY p.last_name DESC, p.first_name DESC, p.user_id DESC LIMIT ",
                " ORDER BY page.last_name DESC, page.first_name DESC, page.user_id DESC",
            ]
        } else {
            [
                " ORDER BY p.last_name, p.first_name, p.user_id LIMIT ",
                " ORDER BY page.last_name, page.first_name, page.user_id",
            ]
        };
        out.push_sql(
            "SELECT page.*, coalesce(places.ids, '{}'), coalesce(places.names, '{}') FROM (
             SELECT p.user_id, p.first_name, p.last_name, p.specialty, p.subspecialty, p.languages, p.bio, s.time_zone,
                    p.consultation_fee_minor, p.currency, p.rating_sum, p.rating_count, p.accepts_new_patients,
                    s.rules_version, s.calendar_version
             FROM doctor_profiles p JOIN users u ON u.id = p.user_id JOIN schedules s ON s.doctor_id = p.user_id
             WHERE u.deleted_at IS NULL AND u.disabled_at IS NULL",
        );
        self.conditions(&mut out)?;
        out.push_sql(inner);
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(
            ") page LEFT JOIN LATERAL (
             SELECT array_agg(c.id ORDER BY c.name, c.id) AS ids, array_agg(c.name ORDER BY c.name, c.id) AS names
             FROM clinic_members m JOIN clinics c ON c.id = m.clinic_id
             WHERE m.user_id = page.user_id AND c.deleted_at IS NULL) places ON true",
        );
        out.push_sql(outer);
        Ok(())
    }
}

impl QueryId for DirectoryPage {
    type QueryId = ();
    /// Prepared once for each text that is put together.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for DirectoryPage {
    type SqlType = (
        SqlUuid,
        Text,
        Text,
        Text,
        Text,
        Array<Text>,
        Text,
        Text,
        Nullable<BigInt>,
        Text,
        BigInt,
        BigInt,
        Bool,
        BigInt,
        BigInt,
        Array<SqlUuid>,
        Array<Text>,
    );
}

fn read(row: EntryRow) -> Result<Entry, StorageError> {
    let clinics = row.clinic_ids.into_iter().zip(row.clinic_names);
    let doctor = Doctor {
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        specialty: row.specialty,
        subspecialty: row.subspecialty,
        languages: row.languages,
        bio: row.bio,
        clinics: clinics.map(|(id, name)| Place { id, name }).collect(),
        time_zone: row
            .time_zone
            .parse()
            .map_err(|_| StorageError::Corrupt { column: "schedules.time_zone" })?,
        consultation_fee_minor: row.consultation_fee_minor,
        currency: row.currency,
        rating_sum: row.rating_sum,
        rating_count: row.rating_count,
        accepts_new_patients: row.accepts_new_patients,
    };
    Ok(Entry { doctor, versions: (row.rules_version, row.calendar_version) })
}

/// Trigrams are made of letters and digits that stand together.
fn has_trigram(word: &str) -> bool {
    word.split(|letter: char| !letter.is_alphanumeric()).any(|run| run.chars().count() >= TRIGRAM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(q: &str) -> String {
        let search = DoctorSearch { q: Some(q.to_owned()), ..DoctorSearch::default() };
        diesel::debug_query::<Pg, _>(&DirectoryPage::new(&search, None, 21)).to_string()
    }

    #[test]
    fn words_with_trigrams_go_to_the_index_and_shorter_ones_are_looked_for() {
        assert!(sql("Ada").contains("LIKE $1") && !sql("Ada").contains("strpos"));
        assert!(sql("ad").contains("strpos(p.search, $1)") && !sql("ad").contains("LIKE"));
        assert!(sql("a-b").contains("strpos") && sql("o'neil").contains("LIKE"));
        assert_eq!(sql("ada moreau").matches("LIKE").count(), 2);
    }

    #[test]
    fn what_was_typed_is_looked_for_as_it_stands() {
        assert!(sql("100%_sure").contains(r"%100\\%\\_sure%"), "{}", sql("100%_sure"));
        assert!(!sql("' OR true --").contains("OR true"), "{}", sql("' OR true --"));
    }
}
