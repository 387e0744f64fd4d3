//! What there is to search for, learnt from the directory itself, and searches made of it.

use std::collections::BTreeSet;

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use serde::Deserialize;
use uuid::Uuid;

use crate::client::Api;
use crate::error::Error;
use crate::wire::Page;

/// Letters of a part of a name: what somebody types before they see whom they look for.
const PART: std::ops::RangeInclusive<usize> = 3..=4;

/// What doctors are found by.
#[derive(Debug, Default)]
pub struct Lexicon {
    names: Vec<String>,
    /// A specialty and a language of one doctor.
    specialties: Vec<(String, String)>,
    clinics: Vec<Uuid>,
    /// How many doctors there are.
    pub doctors: usize,
}

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// These parameters.
    Query(Vec<(&'static str, String)>),
    /// The page that follows the last one.
    Next,
}

#[derive(Debug, Deserialize)]
struct Listed {
    first_name: String,
    last_name: String,
    specialty: String,
    languages: Vec<String>,
    clinics: Vec<Place>,
}

#[derive(Debug, Deserialize)]
struct Place {
    id: Uuid,
}

impl Lexicon {
    /// Reads the whole directory once.
    pub async fn learn(api: &Api) -> Result<Self, Error> {
        let (mut names, mut specialties, mut clinics) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut doctors, mut cursor) = (0, None);
        loop {
            let mut query = vec![("limit", "100".to_owned())];
            query.extend(cursor.take().map(|cursor| ("cursor", cursor)));
            let page: Page<Listed> = serde_json::from_slice(&api.directory(&query).await?)
                .map_err(|_| Error::Unsupported("the directory is not as this program knows it"))?;
            doctors += page.results.len();
            for doctor in page.results {
                clinics.extend(doctor.clinics.into_iter().map(|clinic| clinic.id));
                let pairs = doctor.languages.into_iter().map(|language| (doctor.specialty.clone(), language));
                specialties.extend(pairs);
                names.extend([doctor.first_name, doctor.last_name]);
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        if doctors == 0 {
            return Err(Error::Unsupported("the directory is empty: seed the server with doctors"));
        }
        Ok(Self {
            names: names.into_iter().collect(),
            specialties: specialties.into_iter().collect(),
            clinics: clinics.into_iter().collect(),
            doctors,
        })
    }

    /// The next search of a client: of ten, three for a name, two for a part of one, two for a specialty and a language,
    /// one for a clinic, one for nothing in particular, one for the page that follows.
    pub fn next(&self, rng: &mut impl Rng) -> Search {
        Search::Query(match rng.random_range(0..10) {
            0..3 => self.names.choose(rng).map(|name| ("q", name.clone())).into_iter().collect(),
            3..5 => self.names.choose(rng).map(|name| ("q", part(name, rng))).into_iter().collect(),
            5..7 => match self.specialties.choose(rng) {
                Some((specialty, language)) => {
                    vec![("specialty", specialty.clone()), ("language", language.clone())]
                }
                None => Vec::new(),
            },
            7 => self.clinics.choose(rng).map(|clinic| ("clinic", clinic.to_string())).into_iter().collect(),
            8 => Vec::new(),
            _ => return Search::Next,
        })
    }
}

/// A few letters that stand together.
fn part(name: &str, rng: &mut impl Rng) -> String {
    let letters: Vec<char> = name.chars().collect();
    let length = rng.random_range(PART).min(letters.len());
    let from = rng.random_range(0..=letters.len() - length);
    letters[from..from + length].iter().collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::fake_server;

    #[tokio::test]
    async fn every_page_of_the_directory_is_read_and_all_kinds_of_searches_are_made_of_it() {
        let doctor = |last: &str| {
            format!(
                r#"{{"first_name":"Ada","last_name":"{last}","specialty":"Cardiology","languages":["en"],
                     "clinics":[{{"id":"00000000-0000-0000-0000-000000000001"}}]}}"#
            )
        };
        let api = fake_server::start(move |head, _| {
            let (last, next) =
                if head.contains("cursor=c2") { ("Baker", "null") } else { ("Adams", r#""c2""#) };
            (200, format!(r#"{{"results":[{}],"next":{next},"previous":null}}"#, doctor(last)))
        })
        .await;
        let lexicon = Lexicon::learn(&api).await.unwrap();
        assert_eq!(
            (lexicon.doctors, lexicon.names.as_slice()),
            (2, ["Ada", "Adams", "Baker"].map(str::to_owned).as_slice())
        );
        let mut rng = StdRng::seed_from_u64(1);
        let searches: Vec<Search> = (0..1_000).map(|_| lexicon.next(&mut rng)).collect();
        let count =
            |wanted: &dyn Fn(&Search) -> bool| searches.iter().filter(|search| wanted(search)).count();
        let by = |key: &'static str| {
            count(
                &|search| matches!(search, Search::Query(query) if query.iter().any(|(name, _)| *name == key)),
            )
        };
        assert!((420..580).contains(&by("q")) && (140..260).contains(&by("specialty")), "{searches:?}");
        assert!(
            (60..140).contains(&by("clinic"))
                && (60..140).contains(&count(&|search| *search == Search::Next))
        );
        assert!((60..140).contains(&count(&|search| *search == Search::Query(Vec::new()))));
    }

    #[test]
    fn a_part_of_a_name_is_in_it_whatever_its_letters() {
        let mut rng = StdRng::seed_from_u64(1);
        for name in ["Ng", "Ines", "Ångström", "Lindqvist"] {
            for _ in 0..50 {
                assert!(name.contains(&part(name, &mut rng)));
            }
        }
    }
}
