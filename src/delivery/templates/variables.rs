//! The allow-list: all that the words of a template may name.

use crate::delivery::links::Links;
use crate::delivery::templates::dates;
use crate::domain::locale::Locale;
use crate::domain::messages::{Digest, Message, Visit};
use crate::domain::one_time::OneTimeText;

/// Says who writes where there is nothing of a clinic's name to say it.
pub(super) const HOUSE: &str = "CareBridge";

/// Empty where a message has nothing of the kind. No value holds a control character.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    /// The clinic's name.
    pub clinic: String,
    /// Start of the visit, in full, on the clinic's wall clock.
    pub when: String,
    /// The same in as few characters as can be, all of them in GSM-7.
    pub when_short: String,
    /// Until when it is kept for them: the hour on the clinic's wall clock.
    pub until: String,
    /// The page to go to, which asks for a sign-in unless it is a link that is good once.
    pub link: String,
    /// The recipient's name, for the greeting of a mail.
    pub name: String,
    /// Six digits to be typed.
    pub code: String,
    /// How many things wait.
    pub count: String,
}

impl Variables {
    /// Takes from the message what may be said.
    pub(super) fn of(
        message: &Message,
        name: &str,
        locale: Locale,
        links: &Links,
        one_time: Option<&OneTimeText>,
    ) -> Self {
        let text = one_time.map(|text| text.0.clone()).unwrap_or_default();
        let (link, code) = match message {
            Message::VerifyEmail(_) => (links.verify_email(&text), String::new()),
            Message::SetPassword(_) | Message::Invitation(_) => (links.reset_password(&text), String::new()),
            Message::PhoneCode(_) => (links.account(), text),
            Message::ClaimCode(_) => (links.claim(), text),
            Message::EmailChangeAsked
            | Message::PasswordChanged
            | Message::SecondFactorOn
            | Message::SecondFactorOff => (links.security(), String::new()),
            Message::BreakGlass => (links.audit(), String::new()),
            Message::MessageSent | Message::Digest(_) => (links.messages(), String::new()),
            Message::Test => (links.notification_preferences(), String::new()),
            _ => (links.appointments(), String::new()),
        };
        Self { link, code, name: plain(name), ..Self::said(message, locale) }
    }

    /// The same without what leads anywhere, proves anything or is anybody's name.
    pub(super) fn said(message: &Message, locale: Locale) -> Self {
        let count = match message {
            Message::Digest(Digest { messages }) => messages.to_string(),
            _ => String::new(),
        };
        let until = match message {
            Message::WaitlistOffered(opening) => dates::hour(opening.until, opening.visit.time_zone, locale),
            _ => String::new(),
        };
        match visit(message) {
            Some(visit) => Self {
                clinic: plain(&visit.clinic_name),
                when: dates::long(visit.starts_at, visit.time_zone, locale),
                when_short: dates::short(visit.starts_at, visit.time_zone, locale),
                until,
                ..Self::default()
            },
            None => Self { count, ..Self::default() },
        }
    }
}

/// The visit a message is about.
pub(super) fn visit(message: &Message) -> Option<&Visit> {
    match message {
        Message::AppointmentBooked(visit)
        | Message::AppointmentConfirmed(visit)
        | Message::AppointmentRescheduled(visit)
        | Message::AppointmentCancelled(visit)
        | Message::AppointmentReminder(visit) => Some(visit),
        Message::WaitlistOffered(opening) => Some(&opening.visit),
        _ => None,
    }
}

/// One line, trimmed: names come from people, and a line break in a subject would begin a header.
pub(super) fn plain(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_control_characters_become_one_space() {
        assert_eq!(plain("  Pat\r\nBcc: x@y.example\u{0}\u{85} Doe "), "Pat Bcc: x@y.example Doe");
    }
}
