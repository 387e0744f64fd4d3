//! A message as a push: what a browser or a phone shows by itself, on a screen that others may see too.

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::variables::{HOUSE, Variables};
use crate::delivery::templates::words::{self, Words};
use crate::domain::locale::Locale;
use crate::domain::messages::Message;

/// The words of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPush {
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub body: String,
    /// The page that it opens, which asks for a sign-in.
    pub url: String,
}

/// Writes the push that tells of `message`. A link or a code that is good once is never in it: it leads to the account
/// instead, and says where the link or code is.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(message: &Message, locale: Locale, links: &Links) -> Result<RenderedPush, DeliveryError> {
    let mut variables = Variables::of(message, "", locale, links, None);
    if message.proof().is_some() {
        variables.link = links.account();
    }
    let Words { title, body, link, .. } = say(message, locale, variables)?;
    Ok(RenderedPush { title, body, url: link })
}

/// The words, where a clinic without a name is called by the house's.
pub(super) fn say(
    message: &Message,
    locale: Locale,
    mut variables: Variables,
) -> Result<Words, DeliveryError> {
    if variables.clinic.is_empty() {
        HOUSE.clone_into(&mut variables.clinic);
    }
    Ok(words::words(message, locale, &variables)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    /// What the lock screen of a phone shows of a title and of a body, more or less.
    const TITLE_CHARS: usize = 60;
    const BODY_CHARS: usize = 160;

    #[test]
    fn every_push_fits_a_lock_screen_and_leads_to_the_house() {
        for locale in [Locale::En, Locale::Fr, Locale::Es] {
            for message in canned::messages() {
                let push = render(&message, locale, &canned::links()).unwrap();
                assert!((1..=TITLE_CHARS).contains(&push.title.chars().count()), "{push:?}");
                assert!((1..=BODY_CHARS).contains(&push.body.chars().count()), "{push:?}");
                assert!(push.url.starts_with("https://clinic.example/"), "{push:?}");
                assert!(!push.title.contains('\n') && !push.body.contains('\n'), "{push:?}");
            }
        }
    }

    #[test]
    fn a_link_that_is_good_once_is_not_in_a_push() {
        for message in canned::messages().into_iter().filter(|message| message.proof().is_some()) {
            let push = render(&message, Locale::En, &canned::links()).unwrap();
            assert_eq!(push.url, "https://clinic.example/account");
        }
    }

    #[test]
    fn a_push_of_a_visit_says_when_and_where_and_no_more() {
        let message = Message::AppointmentConfirmed(canned::visit());
        let push = render(&message, Locale::Fr, &canned::links()).unwrap();
        assert_eq!(push.title, "Votre rendez-vous est confirmé");
        assert_eq!(push.body, "mardi 4 novembre 2025 à 15:30 (CET) · Harbour Clinic");
        assert_eq!(push.url, "https://clinic.example/appointments");
    }
}
