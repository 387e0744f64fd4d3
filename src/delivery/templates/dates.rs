//! The start of a visit as people of each language write it, on the clock of the clinic's wall.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use crate::domain::locale::Locale;

const DAYS_FR: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const DAYS_ES: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Day, date, time and zone in words.
pub(super) fn long(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let at = at.with_timezone(&zone);
    let zone = abbreviation(&at);
    match locale {
        Locale::En => format!("{} ({zone})", at.format("%A %-d %B %Y, %-I:%M %p")),
        Locale::Fr => {
            let (weekday, month) = names(&at, &DAYS_FR, &MONTHS_FR);
            format!("{weekday} {} {month} {} à {} ({zone})", day_fr(&at), at.year(), at.format("%H:%M"))
        }
        Locale::Es => {
            let (weekday, month) = names(&at, &DAYS_ES, &MONTHS_ES);
            format!("{weekday} {} de {month} de {}, {} ({zone})", at.day(), at.year(), at.format("%H:%M"))
        }
    }
}

/// Day and time on the reader's own clock, without the year: what is read in the app is near.
pub(super) fn near(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let at = at.with_timezone(&zone);
    match locale {
        Locale::En => at.format("%A, %-d %B at %H:%M").to_string(),
        Locale::Fr => {
            let (weekday, month) = names(&at, &DAYS_FR, &MONTHS_FR);
            format!("{weekday} {} {month} à {}", day_fr(&at), at.format("%H:%M"))
        }
        Locale::Es => {
            let (weekday, month) = names(&at, &DAYS_ES, &MONTHS_ES);
            format!("{weekday} {} de {month} a las {}", at.day(), at.format("%H:%M"))
        }
    }
}

/// The time alone, in characters of GSM-7.
pub(super) fn hour(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let at = at.with_timezone(&zone);
    match locale {
        Locale::En => at.format("%-I:%M %p").to_string(),
        Locale::Fr | Locale::Es => at.format("%H:%M").to_string(),
    }
}

/// Date, time and zone for a text: French and Spanish names of days and months have letters that GSM-7 lacks
/// (`août`, `sábado`), so these languages get figures.
pub(super) fn short(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let at = at.with_timezone(&zone);
    let zone = abbreviation(&at);
    match locale {
        Locale::En => format!("{} {zone}", at.format("%a %-d %b %Y %-I:%M %p")),
        Locale::Fr => format!("{} {zone}", at.format("%d/%m/%Y à %H:%M")),
        Locale::Es => format!("{} {zone}", at.format("%d/%m/%Y %H:%M")),
    }
}

fn names<'a>(at: &DateTime<Tz>, days: &[&'a str; 7], months: &[&'a str; 12]) -> (&'a str, &'a str) {
    (days[at.weekday().num_days_from_monday() as usize], months[at.month0() as usize])
}

/// The first of a month is an ordinal, the others are not.
fn day_fr(at: &DateTime<Tz>) -> String {
    if at.day() == 1 { "1er".to_owned() } else { at.day().to_string() }
}

/// `CET`; for a zone without letters of its own `UTC-03`.
fn abbreviation(at: &DateTime<Tz>) -> String {
    let name = at.format("%Z").to_string();
    if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn dates_are_written_as_each_language_does_in_the_clinics_zone() {
        let at = Utc.with_ymd_and_hms(2025, 11, 4, 14, 30, 0).unwrap();
        let paris = Tz::Europe__Paris;
        assert_eq!(long(at, paris, Locale::En), "Tuesday 4 November 2025, 3:30 PM (CET)");
        assert_eq!(long(at, paris, Locale::Fr), "mardi 4 novembre 2025 à 15:30 (CET)");
        assert_eq!(long(at, paris, Locale::Es), "martes 4 de noviembre de 2025, 15:30 (CET)");
        assert_eq!(near(at, paris, Locale::En), "Tuesday, 4 November at 15:30");
        assert_eq!(near(at, paris, Locale::Fr), "mardi 4 novembre à 15:30");
        assert_eq!(near(at, paris, Locale::Es), "martes 4 de noviembre a las 15:30");
        assert_eq!(short(at, paris, Locale::En), "Tue 4 Nov 2025 3:30 PM CET");
        assert_eq!(short(at, paris, Locale::Fr), "04/11/2025 à 15:30 CET");
        assert_eq!(short(at, paris, Locale::Es), "04/11/2025 15:30 CET");
    }

    #[test]
    fn summer_time_and_zones_without_letters_are_named() {
        let at = Utc.with_ymd_and_hms(2025, 8, 1, 1, 0, 0).unwrap();
        assert_eq!(long(at, Tz::Europe__London, Locale::En), "Friday 1 August 2025, 2:00 AM (BST)");
        assert_eq!(long(at, Tz::Europe__Paris, Locale::Fr), "vendredi 1er août 2025 à 03:00 (CEST)");
        assert_eq!(short(at, Tz::America__Sao_Paulo, Locale::Es), "31/07/2025 22:00 UTC-03");
    }
}
