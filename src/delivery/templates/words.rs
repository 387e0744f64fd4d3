//! Which file holds the words of which message. A message or language without its file does not compile.

use askama::Template;

use crate::delivery::templates::variables::Variables;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;

/// What one message says in one language.
pub(super) struct Words {
    /// Subject of the mail.
    pub subject: String,
    /// Its first paragraph.
    pub lead: String,
    /// The whole text message.
    pub sms: String,
}

/// What every mail of one language says around it.
pub(super) struct Frame {
    /// With the recipient's name.
    pub greeting: String,
    /// Label of the time.
    pub when: String,
    /// Label of the clinic.
    pub place: String,
    /// On the button, which leads to the sign-in.
    pub button: String,
    /// Why this mail came, and that nobody reads answers.
    pub footer: String,
    /// Title of the calendar entry.
    pub entry: String,
}

/// Fills the file at `$path`: a struct of its own for each, since a path is fixed when it is compiled.
macro_rules! words {
    ($path:literal, $variables:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["subject", "lead", "sms"])]
        struct File<'a> {
            v: &'a Variables,
        }
        let file = File { v: $variables };
        Ok(Words {
            subject: file.as_subject().render()?,
            lead: file.as_lead().render()?,
            sms: file.as_sms().render()?,
        })
    }};
}

macro_rules! frame {
    ($path:literal, $variables:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["greeting", "when", "place", "button", "footer", "entry"])]
        struct File<'a> {
            v: &'a Variables,
        }
        let file = File { v: $variables };
        Ok(Frame {
            greeting: file.as_greeting().render()?,
            when: file.as_when().render()?,
            place: file.as_place().render()?,
            button: file.as_button().render()?,
            footer: file.as_footer().render()?,
            entry: file.as_entry().render()?,
        })
    }};
}

/// The words of a message.
pub(super) fn words(message: &Message, locale: Locale, v: &Variables) -> Result<Words, askama::Error> {
    use Locale::{En, Es, Fr};
    use Message::{
        AccountExists, AppointmentBooked, AppointmentCancelled, AppointmentConfirmed, AppointmentRescheduled,
    };
    match (locale, message) {
        (En, AppointmentBooked(_)) => words!("en/appointment_booked.txt", v),
        (En, AppointmentConfirmed(_)) => words!("en/appointment_confirmed.txt", v),
        (En, AppointmentRescheduled(_)) => words!("en/appointment_rescheduled.txt", v),
        (En, AppointmentCancelled(_)) => words!("en/appointment_cancelled.txt", v),
        (En, AccountExists) => words!("en/account_exists.txt", v),
        (Fr, AppointmentBooked(_)) => words!("fr/appointment_booked.txt", v),
        (Fr, AppointmentConfirmed(_)) => words!("fr/appointment_confirmed.txt", v),
        (Fr, AppointmentRescheduled(_)) => words!("fr/appointment_rescheduled.txt", v),
        (Fr, AppointmentCancelled(_)) => words!("fr/appointment_cancelled.txt", v),
        (Fr, AccountExists) => words!("fr/account_exists.txt", v),
        (Es, AppointmentBooked(_)) => words!("es/appointment_booked.txt", v),
        (Es, AppointmentConfirmed(_)) => words!("es/appointment_confirmed.txt", v),
        (Es, AppointmentRescheduled(_)) => words!("es/appointment_rescheduled.txt", v),
        (Es, AppointmentCancelled(_)) => words!("es/appointment_cancelled.txt", v),
        (Es, AccountExists) => words!("es/account_exists.txt", v),
    }
}

/// The words around every mail.
pub(super) fn frame(locale: Locale, v: &Variables) -> Result<Frame, askama::Error> {
    match locale {
        Locale::En => frame!("en/frame.txt", v),
        Locale::Fr => frame!("fr/frame.txt", v),
        Locale::Es => frame!("es/frame.txt", v),
    }
}
