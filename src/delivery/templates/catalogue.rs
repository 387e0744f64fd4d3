//! Every template there is: over which channels it goes out, what its words may name, and an example to look at.

use serde_json::Value;

use crate::delivery::templates::examples;
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;

/// The languages that there are words in.
pub const LOCALES: [Locale; 3] = [Locale::En, Locale::Fr, Locale::Es];

/// A template.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name: that of its files, and of the message where it is stored.
    pub template: String,
    /// The channels that it has words for.
    pub channels: &'static [ChannelKind],
    /// All that its words name.
    pub variables: &'static [&'static str],
    /// What it is filled with to be looked at.
    pub example: Message,
}

impl Entry {
    /// What its readers' choices are made by.
    #[must_use]
    pub fn category(&self) -> Category {
        self.example.category()
    }
}

/// Every template, in the order that messages are named in.
#[must_use]
pub fn all() -> Vec<Entry> {
    examples::messages().into_iter().map(entry).collect()
}

/// The template of this name.
#[must_use]
pub fn find(template: &str) -> Option<Entry> {
    all().into_iter().find(|entry| entry.template == template)
}

fn entry(example: Message) -> Entry {
    Entry { template: name(&example), channels: channels(&example), variables: variables(&example), example }
}

/// The name that a message is stored under.
fn name(message: &Message) -> String {
    match serde_json::to_value(message) {
        Ok(Value::Object(mut fields)) => match fields.remove("template") {
            Some(Value::String(name)) => name,
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// A link goes to the address that it proves, and a code to the number; nothing else tells anybody of them.
fn channels(message: &Message) -> &'static [ChannelKind] {
    use ChannelKind::{Email, InApp, Push, Sms};
    match message {
        Message::AppointmentBooked(_)
        | Message::AppointmentConfirmed(_)
        | Message::AppointmentRescheduled(_)
        | Message::AppointmentCancelled(_)
        | Message::AppointmentReminder(_)
        | Message::WaitlistOffered(_)
        | Message::Test => &[InApp, Email, Sms, Push],
        Message::AccountExists
        | Message::VerifyEmail(_)
        | Message::SetPassword(_)
        | Message::Invitation(_) => &[Email],
        Message::PhoneCode(_) | Message::ClaimCode(_) => &[Sms],
        Message::EmailChangeAsked
        | Message::PasswordChanged
        | Message::SecondFactorOn
        | Message::SecondFactorOff => &[Email, Push],
        Message::BreakGlass | Message::MessageSent => &[InApp, Email, Push],
        Message::Digest(_) => &[Email, Sms, Push],
    }
}

/// What is in a mail is named here even where the frame of every mail says it.
fn variables(message: &Message) -> &'static [&'static str] {
    match message {
        Message::AppointmentBooked(_)
        | Message::AppointmentConfirmed(_)
        | Message::AppointmentRescheduled(_)
        | Message::AppointmentCancelled(_)
        | Message::AppointmentReminder(_) => &["clinic", "link", "name", "when", "when_short"],
        Message::WaitlistOffered(_) => &["clinic", "link", "name", "until", "when", "when_short"],
        Message::PhoneCode(_) | Message::ClaimCode(_) => &["code"],
        Message::Digest(_) => &["count", "link", "name"],
        Message::AccountExists
        | Message::VerifyEmail(_)
        | Message::SetPassword(_)
        | Message::Invitation(_)
        | Message::EmailChangeAsked
        | Message::PasswordChanged
        | Message::SecondFactorOn
        | Message::SecondFactorOff
        | Message::BreakGlass
        | Message::MessageSent
        | Message::Test => &["link", "name"],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn folder(locale: Locale) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/delivery/templates").join(locale.as_str())
    }

    #[test]
    fn every_file_of_words_has_its_entry_in_every_language() {
        let named: BTreeSet<String> = all().into_iter().map(|entry| entry.template).collect();
        assert_eq!(named.len(), all().len());
        for locale in LOCALES {
            let files = std::fs::read_dir(folder(locale)).unwrap().map(|file| file.unwrap().path());
            let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
            let stems = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
            // What surrounds every mail, what answers a text, and the page behind a link are no messages.
            let others = ["frame", "text_answers", "unsubscribe"];
            let stems: BTreeSet<String> = stems.filter(|stem| !others.contains(&stem.as_str())).collect();
            assert_eq!(stems, named, "{}", locale.as_str());
        }
    }

    #[test]
    fn an_entry_names_what_its_words_name_and_nothing_else() {
        for entry in all() {
            let mut used = BTreeSet::new();
            for locale in LOCALES {
                let file = folder(locale).join(&entry.template).with_extension("txt");
                let words = std::fs::read_to_string(file).unwrap();
                used.extend(words.split("v.").skip(1).map(|rest| {
                    let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap();
                    rest[..end].to_owned()
                }));
            }
            if entry.channels.contains(&ChannelKind::Email) {
                used.extend(["link".to_owned(), "name".to_owned()]);
            }
            let declared: BTreeSet<String> = entry.variables.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(used, declared, "{}", entry.template);
        }
    }

    #[test]
    fn a_template_is_found_by_the_name_it_is_stored_under() {
        assert_eq!(find("appointment_reminder").unwrap().category(), Category::Reminder);
        assert!(find("appointment").is_none());
    }
}
