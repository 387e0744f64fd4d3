//! A template as its reader would see it, filled with an example.

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::sms::gsm7::{self, Size};
use crate::delivery::templates::catalogue::Entry;
use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::delivery::templates::push::RenderedPush;
use crate::delivery::templates::{email, examples, push, sms};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::notifications::{Audience, News};

/// What stands where; none where a channel has no such part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Of a mail.
    pub subject: Option<String>,
    /// The whole mail as plain text, or the whole text message.
    pub text: Option<String>,
    /// The whole mail as an HTML document.
    pub html: Option<String>,
    /// First line of a push, or of an entry of the inbox.
    pub title: Option<String>,
    /// What stands below it.
    pub body: Option<String>,
    /// What a text message costs.
    pub size: Option<Size>,
}

/// The channel to look at: the one that was named, where the template has words for it; its first one where none was.
///
/// # Errors
/// `unknown_channel` for one that it has no words for.
pub fn channel_of(entry: &Entry, named: Option<&str>) -> Result<ChannelKind, Invalid> {
    let known = || entry.channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join(", ");
    let wanted = entry.channels.iter().find(|channel| named.is_none_or(|named| channel.as_str() == named));
    wanted.copied().ok_or_else(|| {
        Invalid::new("unknown_channel", format!("{} has words for {}.", entry.template, known()))
    })
}

/// Fills a template.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(
    entry: &Entry,
    channel: ChannelKind,
    locale: Locale,
    links: &Links,
) -> Result<Preview, DeliveryError> {
    let one_time = entry.example.proof().map(|_| examples::one_time());
    Ok(match channel {
        ChannelKind::Email => {
            let unsubscribe = (entry.category() != Category::Account).then(|| links.unsubscribe("…"));
            let unsubscribe = unsubscribe.as_deref();
            let mail =
                email::render(&entry.example, examples::NAME, locale, links, one_time.as_ref(), unsubscribe)?;
            Preview {
                subject: Some(mail.subject),
                text: Some(mail.text),
                html: Some(mail.html),
                ..Preview::default()
            }
        }
        ChannelKind::Sms => {
            let text = sms::render(&entry.example, locale, links, one_time.as_ref())?;
            Preview { size: Some(gsm7::size(&text)), text: Some(text), ..Preview::default() }
        }
        ChannelKind::Push => {
            let RenderedPush { title, body, .. } = push::render(&entry.example, locale, links)?;
            Preview { title: Some(title), body: Some(body), ..Preview::default() }
        }
        ChannelKind::InApp => {
            let zone = examples::visit().time_zone;
            let RenderedEntry { title, body } = inbox::render(told(&entry.example), locale, zone);
            Preview { title: Some(title), body: Some(body), ..Preview::default() }
        }
    })
}

/// As a patient is told of it.
fn told(message: &Message) -> Told<'_> {
    let visit = |news, starts_at| Told::Visit {
        news,
        audience: Audience::Patient,
        other_party: examples::DOCTOR,
        starts_at,
    };
    match message {
        Message::AppointmentBooked(of) => visit(News::Requested, of.starts_at),
        Message::AppointmentConfirmed(of) => visit(News::Confirmed, of.starts_at),
        Message::AppointmentRescheduled(of) => visit(News::Moved, of.starts_at),
        Message::AppointmentCancelled(of) => visit(News::Cancelled, of.starts_at),
        Message::AppointmentReminder(of) => visit(News::Near, of.starts_at),
        Message::WaitlistOffered(opening) => Told::Offer {
            doctor_name: examples::DOCTOR,
            starts_at: opening.visit.starts_at,
            until: opening.until,
        },
        Message::MessageSent => Told::Letter { sender_name: examples::DOCTOR },
        other => Told::Message(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;
    use crate::delivery::templates::catalogue::{LOCALES, all, find};

    #[test]
    fn each_template_has_words_for_each_of_its_channels_in_each_language() {
        for entry in all() {
            for locale in LOCALES {
                for &channel in entry.channels {
                    let Preview { subject, text, html, title, body, size } =
                        render(&entry, channel, locale, &canned::links()).unwrap();
                    let parts = [&subject, &text, &html, &title, &body].map(Option::is_some);
                    let expected = match channel {
                        ChannelKind::Email => [true, true, true, false, false],
                        ChannelKind::Sms => [false, true, false, false, false],
                        ChannelKind::InApp | ChannelKind::Push => [false, false, false, true, true],
                    };
                    assert_eq!(parts, expected, "{}", entry.template);
                    assert_eq!(size.is_some(), channel == ChannelKind::Sms);
                    assert!(size.is_none_or(|size| (size.encoding, size.segments) == ("GSM-7", 1)));
                }
            }
        }
    }

    #[test]
    fn a_channel_without_words_is_refused_with_those_that_have_some() {
        let code = find("phone_code").unwrap();
        assert_eq!(channel_of(&code, None), Ok(ChannelKind::Sms));
        let refused = channel_of(&code, Some("email")).unwrap_err();
        assert_eq!(
            (refused.code, refused.message.as_str()),
            ("unknown_channel", "phone_code has words for sms.")
        );
    }
}
