//! What somebody means by a text: one word, however it is typed. Sentences are for people to read, and nobody reads them.

use unicode_normalization::UnicodeNormalization;

/// A word that does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// They come; with the number of a choice where they were asked which.
    Confirm(Option<usize>),
    /// They do not come.
    Cancel(Option<usize>),
    /// No more texts.
    Stop,
    /// Texts again.
    Start,
    /// What can be said here.
    Help,
    /// Anything else.
    Unknown,
}

/// As the reminders say it.
const CONFIRM: [&str; 4] = ["C", "CONFIRM", "CONFIRMER", "CONFIRMAR"];
const CANCEL: [&str; 3] = ["X", "ANNULER", "ANULAR"];
/// The English ones are those of the carriers (CTIA Messaging Principles §5.1.3), which is why CANCEL is no visit's.
const STOP: [&str; 13] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "OPTOUT",
    "REVOKE",
    "ARRET",
    "ARRETER",
    "DESABONNER",
    "BAJA",
    "ALTO",
];
const START: [&str; 5] = ["START", "YES", "UNSTOP", "REPRENDRE", "ALTA"];
const HELP: [&str; 4] = ["HELP", "INFO", "AIDE", "AYUDA"];

impl Keyword {
    /// Reads a text; case, accents, spaces and punctuation do not count.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let letters = text.nfd().filter(char::is_ascii_alphanumeric);
        let word: String = letters.take(40).map(|c| c.to_ascii_uppercase()).collect();
        let (name, digits) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len()));
        let choice = digits.parse::<u8>().ok().map(usize::from);
        let numbered = digits.is_empty() || choice.is_some();
        match name {
            name if CONFIRM.contains(&name) && numbered => Self::Confirm(choice),
            name if CANCEL.contains(&name) && numbered => Self::Cancel(choice),
            _ if STOP.contains(&word.as_str()) => Self::Stop,
            _ if START.contains(&word.as_str()) => Self::Start,
            _ if HELP.contains(&word.as_str()) => Self::Help,
            _ => Self::Unknown,
        }
    }

    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm(_) => "confirm",
            Self::Cancel(_) => "cancel",
            Self::Stop => "stop",
            Self::Start => "start",
            Self::Help => "help",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_however_it_is_typed() {
        for (text, keyword) in [
            (" c. ", Keyword::Confirm(None)),
            ("Confirm!", Keyword::Confirm(None)),
            ("x 2", Keyword::Cancel(Some(2))),
            ("X1.", Keyword::Cancel(Some(1))),
            ("stop", Keyword::Stop),
            ("Opt-out", Keyword::Stop),
            ("Arrêt", Keyword::Stop),
            ("CANCEL", Keyword::Stop),
            ("yes", Keyword::Start),
            ("¿Ayuda?", Keyword::Help),
        ] {
            assert_eq!(Keyword::read(text), keyword, "{text}");
        }
    }

    #[test]
    fn a_sentence_does_nothing() {
        for text in ["", "Please cancel", "I can come", "x2y", "X99999999999999999999", "1", "Стоп", "\0"]
        {
            assert_eq!(Keyword::read(text), Keyword::Unknown, "{text}");
        }
    }
}
