//! A message as a text: one SMS of 160 septets, whatever the clinic is called.

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::sms::gsm7;
use crate::delivery::templates::variables::{HOUSE, Variables};
use crate::delivery::templates::words;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::one_time::OneTimeText;

/// A clinic's name is not cut shorter than this; where the public URL leaves less room, the text takes two segments.
const CLINIC_SEPTETS: usize = 12;

/// Writes the text that tells of `message`, in characters of GSM-7 only. The clinic's name is transliterated, and
/// cut to what the rest leaves of [`gsm7::SEGMENT_SEPTETS`].
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(
    message: &Message,
    locale: Locale,
    links: &Links,
    one_time: Option<&OneTimeText>,
) -> Result<String, DeliveryError> {
    let mut variables = Variables::of(message, "", locale, links, one_time);
    let clinic = gsm7::transliterate(&variables.clinic);
    variables.clinic.clear();
    let rest = gsm7::septets(&words::words(message, locale, &variables)?.sms);
    let room = gsm7::SEGMENT_SEPTETS.saturating_sub(rest).max(CLINIC_SEPTETS);
    variables.clinic = match clinic.trim() {
        "" => HOUSE.to_owned(),
        clinic => gsm7::shorten(clinic, room),
    };
    Ok(words::words(message, locale, &variables)?.sms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    fn every_text(clinic: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for locale in [Locale::En, Locale::Fr, Locale::Es] {
            for mut message in canned::messages() {
                if let Message::AppointmentBooked(visit)
                | Message::AppointmentConfirmed(visit)
                | Message::AppointmentRescheduled(visit)
                | Message::AppointmentCancelled(visit)
                | Message::AppointmentReminder(visit) = &mut message
                {
                    visit.clinic_name = clinic.to_owned();
                }
                if let Message::WaitlistOffered(opening) = &mut message {
                    opening.visit.clinic_name = clinic.to_owned();
                }
                texts.push(
                    render(&message, locale, &canned::links(), Some(&OneTimeText("123456".to_owned())))
                        .unwrap(),
                );
            }
        }
        texts
    }

    #[test]
    fn every_text_is_one_segment_of_gsm7() {
        for clinic in ["A".repeat(40), "É".repeat(200), "{".repeat(60), "Клиника".repeat(9), String::new()]
        {
            for text in every_text(&clinic) {
                assert!(gsm7::is_gsm7(&text), "{text}");
                assert!(gsm7::septets(&text) <= gsm7::SEGMENT_SEPTETS, "{} {text}", gsm7::septets(&text));
            }
        }
    }

    #[test]
    fn a_clinic_of_forty_characters_is_named_in_full() {
        let clinic = "The Harbour Street Family Health Centre.";
        assert_eq!(clinic.len(), 40);
        for text in every_text(clinic).iter().filter(|text| !text.starts_with("CareBridge")) {
            assert!(text.starts_with(clinic), "{text}");
            assert!(text.ends_with("https://clinic.example/appointments"), "{text}");
        }
    }

    #[test]
    fn a_name_that_gsm7_cannot_write_gives_way_to_the_houses() {
        assert!(every_text("診療所").iter().all(|text| text.starts_with("CareBridge")));
    }

    #[test]
    fn a_text_says_date_time_clinic_and_link_and_no_more() {
        let text = render(
            &Message::AppointmentConfirmed(canned::visit()),
            Locale::Fr,
            &canned::links(),
            Some(&OneTimeText("123456".to_owned())),
        )
        .unwrap();
        assert_eq!(
            text,
            "Harbour Clinic : rendez-vous confirmé le 04/11/2025 à 15:30 CET. https://clinic.example/appointments"
        );
    }
}
