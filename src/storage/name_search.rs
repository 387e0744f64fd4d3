//! Finds people by what somebody typed, by the index `users_search`.

use diesel::dsl::sql;
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::internal::derives::as_expression::Bound;
use diesel::sql_types::{Bool, Text};

/// As the index has it.
const SEARCHED: &str =
    "(users.first_name || ' ' || users.last_name || ' ' || coalesce(users.email::text, '')) ILIKE ";

/// A condition on `users` for each word: it is part of a name or of the address.
pub(super) fn each_word(
    q: Option<&str>,
) -> impl Iterator<Item = UncheckedBind<SqlLiteral<Bool>, Bound<Text, String>>> {
    let words = q.into_iter().flat_map(str::split_whitespace);
    words.map(|word| sql::<Bool>(SEARCHED).bind::<Text, _>(containing(word)))
}

/// The pattern of a `LIKE` for whatever has this in it; what a person typed is looked for as it stands.
pub(super) fn containing(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
