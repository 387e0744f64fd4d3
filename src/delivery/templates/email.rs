//! A message as a mail: subject, text and HTML from the same words.

use askama::Template;

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::variables::{Variables, plain, visit};
use crate::delivery::templates::words::{self, Frame};
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::one_time::OneTimeText;

/// A mail, ready to be composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedEmail {
    /// One line.
    pub subject: String,
    /// The whole mail as plain text.
    pub text: String,
    /// The whole mail as an HTML document.
    pub html: String,
    /// Title of the visit in a calendar; meaningless where the message is not about one.
    pub entry: String,
}

struct Mail<'a> {
    language: &'static str,
    subject: String,
    lead: String,
    facts: Vec<Fact>,
    link: String,
    button: String,
    /// Ends mails of this kind; none for what cannot be switched off.
    unsubscribe: Option<&'a str>,
    frame: Frame,
}

struct Fact {
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    m: &'a Mail<'a>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    m: &'a Mail<'a>,
}

/// Writes the mail that tells `name` of `message`; `unsubscribe` is the link that ends mails of its kind.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(
    message: &Message,
    name: &str,
    locale: Locale,
    links: &Links,
    one_time: Option<&OneTimeText>,
    unsubscribe: Option<&str>,
) -> Result<RenderedEmail, DeliveryError> {
    let variables = Variables::of(message, name, locale, links, one_time);
    let words = words::words(message, locale, &variables)?;
    let frame = words::frame(locale, &variables)?;
    let facts = visit(message).map_or_else(Vec::new, |visit| {
        let place = match &visit.clinic_address {
            Some(address) => format!("{}, {}", variables.clinic, plain(address)),
            None => variables.clinic.clone(),
        };
        vec![
            Fact { label: frame.when.clone(), value: variables.when.clone() },
            Fact { label: frame.place.clone(), value: place },
        ]
    });
    let language = locale.as_str();
    let words::Words { subject, lead, link, button, .. } = words;
    let button = button.unwrap_or_else(|| frame.button.clone());
    let mail = Mail { language, subject, lead, facts, link, button, unsubscribe, frame };
    let text = Text { m: &mail }.render()?;
    let html = Html { m: &mail }.render()?;
    Ok(RenderedEmail { subject: mail.subject, text, html, entry: mail.frame.entry })
}

/// The title of a visit in a calendar.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn entry_title(clinic: &str, locale: Locale) -> Result<String, DeliveryError> {
    let variables = Variables { clinic: plain(clinic), ..Variables::default() };
    Ok(words::frame(locale, &variables)?.entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;
    use crate::domain::ids::OneTimeTokenId;
    use crate::domain::messages::Proof;

    const LOCALES: [Locale; 3] = [Locale::En, Locale::Fr, Locale::Es];

    #[test]
    fn every_mail_names_time_clinic_and_link_in_both_forms() {
        for locale in LOCALES {
            for message in canned::messages().into_iter().filter(|message| visit(message).is_some()) {
                let mail = render(&message, "Pat Doe", locale, &canned::links(), None, None).unwrap();
                for body in [&mail.text, &mail.html] {
                    assert!(body.contains("15:30") || body.contains("3:30 PM"), "{body}");
                    assert!(body.contains("Harbour Clinic, 1 Quay Street"), "{body}");
                    assert!(body.contains("https://clinic.example/appointments"), "{body}");
                    assert!(body.contains("Pat Doe"), "{body}");
                }
                assert!(!mail.subject.contains('\n') && !mail.subject.is_empty());
            }
        }
    }

    #[test]
    fn no_two_mails_of_a_language_say_the_same_and_no_language_repeats_another() {
        let mut subjects = std::collections::HashSet::new();
        for locale in LOCALES {
            for message in canned::messages() {
                subjects
                    .insert(render(&message, "Pat", locale, &canned::links(), None, None).unwrap().subject);
            }
        }
        assert_eq!(subjects.len(), LOCALES.len() * canned::messages().len());
    }

    #[test]
    fn names_are_escaped_in_html_and_kept_in_text() {
        let mut visit = canned::visit();
        visit.clinic_name = "A <b>&\r\nBcc: C".to_owned();
        let mail = render(
            &Message::AppointmentCancelled(visit),
            "<script>",
            Locale::En,
            &canned::links(),
            None,
            None,
        )
        .unwrap();
        assert!(!mail.html.contains("<script>") && !mail.html.contains("<b>"), "{}", mail.html);
        assert!(mail.text.contains("Hello <script>,"), "{}", mail.text);
        assert!(mail.text.contains("A <b>& Bcc: C"), "{}", mail.text);
        assert_eq!(mail.entry, "Visit at A <b>& Bcc: C");
    }

    #[test]
    fn a_link_that_is_good_once_is_on_the_button_and_leads_to_the_house() {
        let proof = Proof { token_id: OneTimeTokenId::new(canned::now()) };
        let text = OneTimeText("s3cret".to_owned());
        for (message, page) in [
            (Message::VerifyEmail(proof), "verify-email"),
            (Message::SetPassword(proof), "reset-password"),
            (Message::Invitation(proof), "reset-password"),
        ] {
            let mail = render(&message, "Pat", Locale::Fr, &canned::links(), Some(&text), None).unwrap();
            let link = format!("https://clinic.example/{page}#token=s3cret");
            assert!(mail.html.contains(&format!("href=\"{link}\"")), "{}", mail.html);
            assert!(mail.text.contains(&link), "{}", mail.text);
        }
    }

    #[test]
    fn the_link_that_ends_such_mails_is_at_their_foot() {
        let link = "https://clinic.example/unsubscribe/T";
        let message = Message::AppointmentReminder(canned::visit());
        let mail = render(&message, "Pat", Locale::Es, &canned::links(), None, Some(link)).unwrap();
        assert!(mail.text.contains(&format!("No recibir más estos mensajes: {link}")), "{}", mail.text);
        assert!(mail.html.contains(&format!("<a href=\"{link}\"")), "{}", mail.html);
        let without = render(&message, "Pat", Locale::Es, &canned::links(), None, None).unwrap();
        assert!(!without.text.contains("No recibir") && !without.html.contains("No recibir"));
    }

    #[test]
    fn a_mail_about_an_account_says_nothing_of_a_visit() {
        let mail = render(&Message::AccountExists, "Pat", Locale::En, &canned::links(), None, None).unwrap();
        assert!(!mail.text.contains("When") && !mail.html.contains("Where"));
    }
}
