//! What stands in a person's inbox, in their language and on their clock. They are signed in when they read it, so that it
//! may name the other party; what was said, and why they come, it does not tell either.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::delivery::error::DeliveryError;
use crate::delivery::templates::variables::{Variables, plain};
use crate::delivery::templates::{dates, push};
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::notifications::{Audience, News};

/// What somebody is told.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// What became of a visit.
    Visit {
        /// What.
        news: News,
        /// Whether its patient is told, or its doctor.
        audience: Audience,
        /// The other of the two.
        other_party: &'a str,
        /// When it is.
        starts_at: DateTime<Utc>,
    },
    /// A time is kept for them.
    Offer {
        /// Whose time.
        doctor_name: &'a str,
        /// When it is.
        starts_at: DateTime<Utc>,
        /// Until when it is kept.
        until: DateTime<Utc>,
    },
    /// Somebody wrote.
    Letter {
        /// Who.
        sender_name: &'a str,
    },
    /// What a push would say of it.
    Message(&'a Message),
}

/// The words of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderedEntry {
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub body: String,
}

/// All that these words may name. Empty where there is nothing of the kind.
#[derive(Default)]
struct Words {
    /// The other party.
    who: String,
    /// Start of the visit.
    when: String,
    /// Until when it is kept: the hour.
    until: String,
}

/// Fills the file at `$path`: a struct of its own for each, since a path is fixed when it is compiled.
macro_rules! entry {
    ($path:literal, $words:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["title", "body"])]
        struct File<'a> {
            v: &'a Words,
        }
        let file = File { v: $words };
        Ok(RenderedEntry { title: file.as_title().render()?, body: file.as_body().render()? })
    }};
}

/// Fills the file of the reader's language.
macro_rules! in_their_language {
    ($locale:expr, $words:expr, $en:literal, $fr:literal, $es:literal) => {
        match $locale {
            Locale::En => entry!($en, $words),
            Locale::Fr => entry!($fr, $words),
            Locale::Es => entry!($es, $words),
        }
    };
}

/// Writes the entry. Texts that are put into texts cannot fail to be; should they, the entry is there without its words, and
/// what it tells of is done all the same.
#[must_use]
pub fn render(told: Told<'_>, locale: Locale, zone: Tz) -> RenderedEntry {
    write(told, locale, zone).unwrap_or_else(|error| {
        tracing::error!(%error, "an entry of an inbox could not be written");
        RenderedEntry::default()
    })
}

fn write(told: Told<'_>, locale: Locale, zone: Tz) -> Result<RenderedEntry, DeliveryError> {
    let when = |at| dates::near(at, zone, locale);
    match told {
        Told::Visit { news, audience, other_party, starts_at } => {
            let words = Words { who: plain(other_party), when: when(starts_at), ..Words::default() };
            visit(news, audience, locale, &words)
        }
        Told::Offer { doctor_name, starts_at, until } => {
            let until = until.with_timezone(&zone).format("%H:%M").to_string();
            let words = Words { who: plain(doctor_name), when: when(starts_at), until };
            in_their_language!(
                locale,
                &words,
                "en/inbox/offer.txt",
                "fr/inbox/offer.txt",
                "es/inbox/offer.txt"
            )
        }
        Told::Letter { sender_name } => {
            let words = Words { who: plain(sender_name), ..Words::default() };
            in_their_language!(
                locale,
                &words,
                "en/inbox/letter.txt",
                "fr/inbox/letter.txt",
                "es/inbox/letter.txt"
            )
        }
        Told::Message(message) => {
            let words = push::say(message, locale, Variables::said(message, locale))?;
            Ok(RenderedEntry { title: words.title, body: words.body })
        }
    }
}

fn visit(news: News, audience: Audience, locale: Locale, v: &Words) -> Result<RenderedEntry, DeliveryError> {
    use Audience::{Doctor, Patient};
    use Locale::{En, Es, Fr};
    use News::{Booked, Cancelled, Confirmed, Moved, Near, Requested};
    match (locale, audience, news) {
        (En, Patient, Requested) => entry!("en/inbox/patient_requested.txt", v),
        (En, Patient, Booked) => entry!("en/inbox/patient_booked.txt", v),
        (En, Patient, Confirmed) => entry!("en/inbox/patient_confirmed.txt", v),
        (En, Patient, Moved) => entry!("en/inbox/patient_moved.txt", v),
        (En, Patient, Cancelled) => entry!("en/inbox/patient_cancelled.txt", v),
        (En, Patient, Near) => entry!("en/inbox/patient_near.txt", v),
        (En, Doctor, Requested | Booked) => entry!("en/inbox/doctor_booked.txt", v),
        (En, Doctor, Confirmed) => entry!("en/inbox/doctor_confirmed.txt", v),
        (En, Doctor, Moved) => entry!("en/inbox/doctor_moved.txt", v),
        (En, Doctor, Cancelled) => entry!("en/inbox/doctor_cancelled.txt", v),
        (En, Doctor, Near) => entry!("en/inbox/doctor_near.txt", v),
        (Fr, Patient, Requested) => entry!("fr/inbox/patient_requested.txt", v),
        (Fr, Patient, Booked) => entry!("fr/inbox/patient_booked.txt", v),
        (Fr, Patient, Confirmed) => entry!("fr/inbox/patient_confirmed.txt", v),
        (Fr, Patient, Moved) => entry!("fr/inbox/patient_moved.txt", v),
        (Fr, Patient, Cancelled) => entry!("fr/inbox/patient_cancelled.txt", v),
        (Fr, Patient, Near) => entry!("fr/inbox/patient_near.txt", v),
        (Fr, Doctor, Requested | Booked) => entry!("fr/inbox/doctor_booked.txt", v),
        (Fr, Doctor, Confirmed) => entry!("fr/inbox/doctor_confirmed.txt", v),
        (Fr, Doctor, Moved) => entry!("fr/inbox/doctor_moved.txt", v),
        (Fr, Doctor, Cancelled) => entry!("fr/inbox/doctor_cancelled.txt", v),
        (Fr, Doctor, Near) => entry!("fr/inbox/doctor_near.txt", v),
        (Es, Patient, Requested) => entry!("es/inbox/patient_requested.txt", v),
        (Es, Patient, Booked) => entry!("es/inbox/patient_booked.txt", v),
        (Es, Patient, Confirmed) => entry!("es/inbox/patient_confirmed.txt", v),
        (Es, Patient, Moved) => entry!("es/inbox/patient_moved.txt", v),
        (Es, Patient, Cancelled) => entry!("es/inbox/patient_cancelled.txt", v),
        (Es, Patient, Near) => entry!("es/inbox/patient_near.txt", v),
        (Es, Doctor, Requested | Booked) => entry!("es/inbox/doctor_booked.txt", v),
        (Es, Doctor, Confirmed) => entry!("es/inbox/doctor_confirmed.txt", v),
        (Es, Doctor, Moved) => entry!("es/inbox/doctor_moved.txt", v),
        (Es, Doctor, Cancelled) => entry!("es/inbox/doctor_cancelled.txt", v),
        (Es, Doctor, Near) => entry!("es/inbox/doctor_near.txt", v),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn an_entry_names_the_other_party_in_the_readers_language_and_on_their_clock() {
        let starts_at = canned::visit().starts_at;
        let told = |news, audience, other_party| Told::Visit { news, audience, other_party, starts_at };
        let (london, paris) = (Tz::Europe__London, Tz::Europe__Paris);
        let said = |told, locale, zone| {
            let RenderedEntry { title, body } = render(told, locale, zone);
            format!("{title} | {body}")
        };
        let asked = told(News::Requested, Audience::Patient, "Dr Ada Grant");
        assert_eq!(
            said(asked, Locale::En, london),
            "Your visit is booked | Dr Ada Grant, Tuesday, 4 November at 14:30. The clinic will confirm it."
        );
        assert_eq!(
            said(told(News::Moved, Audience::Doctor, "Pat Doe"), Locale::Fr, paris),
            "Rendez-vous déplacé | Pat Doe, désormais mardi 4 novembre à 15:30."
        );
        let offer = Told::Offer { doctor_name: "Dr Ada Grant", starts_at, until: canned::now() };
        assert_eq!(
            said(offer, Locale::Es, paris),
            "Hay una hora libre que usted espera | Dr Ada Grant, martes 4 de noviembre a las 15:30. \
             Se la reservamos hasta las 09:00."
        );
        assert_eq!(
            said(Told::Letter { sender_name: "Pat\nDoe" }, Locale::En, paris),
            "New message | Pat Doe wrote to you."
        );
    }

    #[test]
    fn what_has_no_words_of_its_own_here_says_what_a_push_says() {
        for message in canned::messages() {
            let push = push::render(&message, Locale::Fr, &canned::links()).unwrap();
            let entry = render(Told::Message(&message), Locale::Fr, Tz::UTC);
            assert_eq!((entry.title, entry.body), (push.title, push.body));
        }
    }
}
