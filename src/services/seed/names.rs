//! Names of people who do not exist.

/// No divisor in common with the number of family names, so that the pairs repeat as late as possible.
const FIRST: [&str; 48] = [
    "Amelia", "Louis", "Zainab", "Noah", "Ines", "Callum", "Priya", "Hugo", "Freya", "Mateo", "Chloe",
    "Kwame", "Leila", "Arthur", "Sofia", "Tariq", "Maeve", "Lucas", "Aisha", "Theo", "Camille", "Diego",
    "Imogen", "Jonas", "Nadia", "Finley", "Elena", "Omar", "Beatrice", "Rafael", "Yuki", "Gabriel", "Hannah",
    "Samir", "Clara", "Edward", "Mina", "Antoine", "Rosa", "Felix", "Anika", "Rowan", "Lucia", "Marcus",
    "Juliette", "Ivan", "Naomi", "George",
];
const LAST: [&str; 65] = [
    "Bennett",
    "Moreau",
    "Okafor",
    "Whitfield",
    "Castillo",
    "Lindqvist",
    "Rahman",
    "Delacroix",
    "Fletcher",
    "Navarro",
    "Osei",
    "Harrington",
    "Lefevre",
    "Sharma",
    "Gallagher",
    "Mendes",
    "Novak",
    "Thornton",
    "Haddad",
    "Girard",
    "Pritchard",
    "Santos",
    "Nakamura",
    "Aldridge",
    "Fontaine",
    "Kowalski",
    "Ortega",
    "Sinclair",
    "Benali",
    "Marchand",
    "Winslow",
    "Ferreira",
    "Chowdhury",
    "Mercier",
    "Halloran",
    "Vidal",
    "Petrov",
    "Ashworth",
    "Rousseau",
    "Iqbal",
    "Caldwell",
    "Morales",
    "Eriksen",
    "Blanchard",
    "Mbeki",
    "Stanton",
    "Chevalier",
    "Dominguez",
    "Kaplan",
    "Radcliffe",
    "Perrin",
    "Adeyemi",
    "Hollis",
    "Serrano",
    "Lambert",
    "Fairbank",
    "Yilmaz",
    "Garnier",
    "Prescott",
    "Vargas",
    "Tanaka",
    "Wetherby",
    "Colin",
    "Sokolov",
    "Underhill",
];
/// Pairs before the first repeats.
pub(super) const PAIRS: usize = FIRST.len() * LAST.len();

/// The given and family name of the `n`th person; the first [`PAIRS`] are all different.
pub(super) fn nth(n: usize) -> (&'static str, &'static str) {
    (FIRST[n % FIRST.len()], LAST[n % LAST.len()])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_people_have_the_same_name_before_all_pairs_are_used() {
        let names: HashSet<_> = (0..PAIRS).map(nth).collect();
        assert_eq!(names.len(), PAIRS);
    }
}
