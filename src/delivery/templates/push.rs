//! A message as a notification of the browser: the subject of its mail, under the clinic's name.

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::variables::Variables;
use crate::delivery::templates::words;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;

/// Who speaks where a message is of no clinic.
const HOUSE: &str = "CareBridge";
/// Screens show less.
const TITLE_MAX_CHARS: usize = 80;

/// A notification, ready to be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPush {
    /// The clinic, or the house.
    pub title: String,
    /// One line.
    pub body: String,
    /// Where a click leads; asks for a sign-in.
    pub url: String,
}

/// Writes the notification that tells of `message`. It never holds a link or a code that is good once: those prove an
/// address or a number, and go there.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(message: &Message, locale: Locale, links: &Links) -> Result<RenderedPush, DeliveryError> {
    let variables = Variables::of(message, "", locale, links, None);
    let body = words::words(message, locale, &variables)?.subject;
    let clinic: String = variables.clinic.chars().take(TITLE_MAX_CHARS).collect();
    let title = if clinic.is_empty() { HOUSE.to_owned() } else { clinic };
    Ok(RenderedPush { title, body, url: variables.link })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn a_notice_is_of_the_clinic_and_says_what_the_mail_does() {
        let message = Message::AppointmentConfirmed(canned::visit());
        let push = render(&message, Locale::En, &canned::links()).unwrap();
        assert_eq!(push.title, "Harbour Clinic");
        assert!(push.body.contains("Tuesday 4 November 2025"), "{}", push.body);
        assert_eq!(push.url, "https://clinic.example/appointments");
        assert_eq!(render(&Message::Test, Locale::Fr, &canned::links()).unwrap().title, "CareBridge");
    }
}
