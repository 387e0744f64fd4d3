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
    /// First line of what a browser or a phone shows by itself.
    pub title: String,
    /// What stands below it.
    pub body: String,
    /// On the button of the mail; none for what every mail says.
    pub button: Option<String>,
    /// Where it leads, and a push too.
    pub link: String,
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
    /// On the link that ends mails of this kind.
    pub unsubscribe: String,
}

/// Fills the file at `$path`: a struct of its own for each, since a path is fixed when it is compiled.
macro_rules! words {
    ($path:literal, $variables:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["subject", "lead", "sms", "title", "body"])]
        struct File<'a> {
            v: &'a Variables,
        }
        let file = File { v: $variables };
        Ok(Words {
            subject: file.as_subject().render()?,
            lead: file.as_lead().render()?,
            sms: file.as_sms().render()?,
            title: file.as_title().render()?,
            body: file.as_body().render()?,
            button: None,
            link: file.v.link.clone(),
        })
    }};
}

/// The same for a message whose button leads elsewhere than the others'.
macro_rules! account_words {
    ($path:literal, $variables:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["subject", "lead", "sms", "title", "body", "button"])]
        struct File<'a> {
            v: &'a Variables,
        }
        let file = File { v: $variables };
        Ok(Words {
            subject: file.as_subject().render()?,
            lead: file.as_lead().render()?,
            sms: file.as_sms().render()?,
            title: file.as_title().render()?,
            body: file.as_body().render()?,
            button: Some(file.as_button().render()?),
            link: file.v.link.clone(),
        })
    }};
}

macro_rules! frame {
    ($path:literal, $variables:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = ["greeting", "when", "place", "button", "footer", "entry", "unsubscribe"])]
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
            unsubscribe: file.as_unsubscribe().render()?,
        })
    }};
}

/// The words of a message.
pub(super) fn words(message: &Message, locale: Locale, v: &Variables) -> Result<Words, askama::Error> {
    use Locale::{En, Es, Fr};
    use Message::{
        AccountExists, AppointmentBooked, AppointmentCancelled, AppointmentConfirmed, AppointmentReminder,
        AppointmentRescheduled, BreakGlass, ClaimCode, Digest, EmailChangeAsked, Invitation, MessageSent,
        PasswordChanged, PhoneCode, SecondFactorOff, SecondFactorOn, SetPassword, Test, VerifyEmail,
        WaitlistOffered,
    };
    match (locale, message) {
        (En, AppointmentBooked(_)) => words!("en/appointment_booked.txt", v),
        (En, AppointmentConfirmed(_)) => words!("en/appointment_confirmed.txt", v),
        (En, AppointmentRescheduled(_)) => words!("en/appointment_rescheduled.txt", v),
        (En, AppointmentCancelled(_)) => words!("en/appointment_cancelled.txt", v),
        (En, AppointmentReminder(_)) => words!("en/appointment_reminder.txt", v),
        (En, WaitlistOffered(_)) => words!("en/waitlist_offered.txt", v),
        (En, AccountExists) => words!("en/account_exists.txt", v),
        (Fr, AppointmentBooked(_)) => words!("fr/appointment_booked.txt", v),
        (Fr, AppointmentConfirmed(_)) => words!("fr/appointment_confirmed.txt", v),
        (Fr, AppointmentRescheduled(_)) => words!("fr/appointment_rescheduled.txt", v),
        (Fr, AppointmentCancelled(_)) => words!("fr/appointment_cancelled.txt", v),
        (Fr, AppointmentReminder(_)) => words!("fr/appointment_reminder.txt", v),
        (Fr, WaitlistOffered(_)) => words!("fr/waitlist_offered.txt", v),
        (Fr, AccountExists) => words!("fr/account_exists.txt", v),
        (Es, AppointmentBooked(_)) => words!("es/appointment_booked.txt", v),
        (Es, AppointmentConfirmed(_)) => words!("es/appointment_confirmed.txt", v),
        (Es, AppointmentRescheduled(_)) => words!("es/appointment_rescheduled.txt", v),
        (Es, AppointmentCancelled(_)) => words!("es/appointment_cancelled.txt", v),
        (Es, AppointmentReminder(_)) => words!("es/appointment_reminder.txt", v),
        (Es, WaitlistOffered(_)) => words!("es/waitlist_offered.txt", v),
        (Es, AccountExists) => words!("es/account_exists.txt", v),
        (En, VerifyEmail(_)) => account_words!("en/verify_email.txt", v),
        (En, SetPassword(_)) => account_words!("en/set_password.txt", v),
        (En, Invitation(_)) => account_words!("en/invitation.txt", v),
        (En, PhoneCode(_)) => account_words!("en/phone_code.txt", v),
        (En, ClaimCode(_)) => account_words!("en/claim_code.txt", v),
        (En, EmailChangeAsked) => account_words!("en/email_change_asked.txt", v),
        (En, PasswordChanged) => account_words!("en/password_changed.txt", v),
        (En, SecondFactorOn) => account_words!("en/second_factor_on.txt", v),
        (En, SecondFactorOff) => account_words!("en/second_factor_off.txt", v),
        (En, BreakGlass) => account_words!("en/break_glass.txt", v),
        (En, MessageSent) => account_words!("en/message_sent.txt", v),
        (En, Digest(_)) => account_words!("en/digest.txt", v),
        (En, Test) => account_words!("en/test.txt", v),
        (Fr, VerifyEmail(_)) => account_words!("fr/verify_email.txt", v),
        (Fr, SetPassword(_)) => account_words!("fr/set_password.txt", v),
        (Fr, Invitation(_)) => account_words!("fr/invitation.txt", v),
        (Fr, PhoneCode(_)) => account_words!("fr/phone_code.txt", v),
        (Fr, ClaimCode(_)) => account_words!("fr/claim_code.txt", v),
        (Fr, EmailChangeAsked) => account_words!("fr/email_change_asked.txt", v),
        (Fr, PasswordChanged) => account_words!("fr/password_changed.txt", v),
        (Fr, SecondFactorOn) => account_words!("fr/second_factor_on.txt", v),
        (Fr, SecondFactorOff) => account_words!("fr/second_factor_off.txt", v),
        (Fr, BreakGlass) => account_words!("fr/break_glass.txt", v),
        (Fr, MessageSent) => account_words!("fr/message_sent.txt", v),
        (Fr, Digest(_)) => account_words!("fr/digest.txt", v),
        (Fr, Test) => account_words!("fr/test.txt", v),
        (Es, VerifyEmail(_)) => account_words!("es/verify_email.txt", v),
        (Es, SetPassword(_)) => account_words!("es/set_password.txt", v),
        (Es, Invitation(_)) => account_words!("es/invitation.txt", v),
        (Es, PhoneCode(_)) => account_words!("es/phone_code.txt", v),
        (Es, ClaimCode(_)) => account_words!("es/claim_code.txt", v),
        (Es, EmailChangeAsked) => account_words!("es/email_change_asked.txt", v),
        (Es, PasswordChanged) => account_words!("es/password_changed.txt", v),
        (Es, SecondFactorOn) => account_words!("es/second_factor_on.txt", v),
        (Es, SecondFactorOff) => account_words!("es/second_factor_off.txt", v),
        (Es, BreakGlass) => account_words!("es/break_glass.txt", v),
        (Es, MessageSent) => account_words!("es/message_sent.txt", v),
        (Es, Digest(_)) => account_words!("es/digest.txt", v),
        (Es, Test) => account_words!("es/test.txt", v),
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
