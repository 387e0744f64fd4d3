//! Addresses as lists and logs may show them: enough to recognise one's own, too little to use.

use crate::domain::contact::{Email, Phone};

/// The two-digit country codes; those beginning with 1 and 7 have one digit, all others three (ITU-T E.164, annex of
/// assigned codes).
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// `pat@carebridge.example` as `p••@c…`.
#[must_use]
pub fn email(email: &Email) -> String {
    let (local, domain) = email.as_str().split_once('@').unwrap_or_default();
    address(local, domain)
}

/// The two sides of an address.
pub(super) fn address(local: &str, domain: &str) -> String {
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    format!("{}••@{}…", first(local), first(domain))
}

/// `+442079460123` as `+44 •••• 123`.
#[must_use]
pub fn phone(phone: &Phone) -> String {
    number(phone.as_str().trim_start_matches('+'))
}

/// The digits of a number, with its country's code and without the plus.
pub(super) fn number(digits: &str) -> String {
    let code_length = match digits.get(..2) {
        Some(start) if start.starts_with(['1', '7']) => 1,
        Some(start) if TWO_DIGITS.contains(&start) => 2,
        _ => 3,
    };
    let code = digits.get(..code_length).unwrap_or_default();
    let end = digits.get(digits.len().saturating_sub(3)..).unwrap_or_default();
    format!("+{code} •••• {end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_first_letters_only() {
        assert_eq!(email(&Email::parse("pat@carebridge.example").unwrap()), "p••@c…");
        assert_eq!(email(&Email::parse("p@c.example").unwrap()), "p••@c…");
    }

    #[test]
    fn a_number_shows_its_country_and_its_last_three_digits() {
        for (number, masked) in [
            ("+442079460123", "+44 •••• 123"),
            ("+15005550006", "+1 •••• 006"),
            ("+35312345678", "+353 •••• 678"),
            ("+12345678", "+1 •••• 678"),
        ] {
            assert_eq!(phone(&Phone::parse(number).unwrap()), masked);
        }
    }
}
