//! A message as MIME, the same for every kind of mailer: text and HTML, and the visit for the calendar.
//!
//! The calendar file is there twice: as an alternative, which is what Gmail and Outlook make an invitation of, and
//! as an attachment, for everybody else's calendar.

use std::time::SystemTime;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mail};
use url::Url;

use crate::delivery::calendar::{self, Entry, Party};
use crate::delivery::email::unsubscribe_tokens::UnsubscribeTokens;
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::email::render;
use crate::domain::channels::Outgoing;
use crate::domain::clock::SharedClock;
use crate::domain::contact::Email;
use crate::domain::ids::DeliveryId;

const FILE: &str = "visit.ics";

/// Makes mails.
pub(super) struct Composer {
    from: Mailbox,
    links: Links,
    unsubscribe: UnsubscribeTokens,
    clock: SharedClock,
}

impl Composer {
    /// `mail_from` is an address, or a name with the address in angle brackets.
    pub(super) fn new(
        mail_from: &str,
        public_url: &Url,
        unsubscribe: UnsubscribeTokens,
        clock: SharedClock,
    ) -> Result<Self, DeliveryError> {
        let from = mail_from.parse().map_err(DeliveryError::MailFrom)?;
        Ok(Self { from, links: Links::new(public_url)?, unsubscribe, clock })
    }

    /// Without angle brackets; the same for every attempt, so that a duplicate can be told.
    pub(super) fn message_id(&self, delivery: DeliveryId) -> String {
        format!("{delivery}@{}", self.links.host())
    }

    pub(super) fn clock(&self) -> &SharedClock {
        &self.clock
    }

    pub(super) fn compose(&self, outgoing: &Outgoing, to: &Email) -> Result<Mail, DeliveryError> {
        let recipient = &outgoing.recipient;
        let address: Address = to.as_str().parse().map_err(DeliveryError::Recipient)?;
        // A name is typed by a person; a control character in it must not reach a header.
        let name: String = recipient.name.chars().filter(|c| !c.is_control()).collect();
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        let unsubscribe = self.unsubscribe.write(recipient.user_id, outgoing.message.category());
        let unsubscribe = unsubscribe.map(|token| self.links.unsubscribe(&token));
        let said = render(
            &outgoing.message,
            &recipient.name,
            recipient.locale,
            &self.links,
            outgoing.one_time.as_ref(),
            unsubscribe.as_deref(),
        )?;

        let mut bodies = MultiPart::alternative()
            .singlepart(SinglePart::plain(said.text))
            .singlepart(SinglePart::html(said.html));
        let body = match Entry::of(&outgoing.message) {
            Some(entry) => {
                let file = self.calendar_file(&entry, &said.entry, Party { name, email: to.as_str() })?;
                let invitation = format!("text/calendar; charset=utf-8; method={}", entry.method.as_str());
                bodies = bodies.singlepart(
                    SinglePart::builder().header(ContentType::parse(&invitation)?).body(file.clone()),
                );
                let kind = ContentType::parse(&format!("application/ics; name={FILE}"))?;
                let attachment = Attachment::new(FILE.to_owned()).body(file, kind);
                MultiPart::mixed().multipart(bodies).singlepart(attachment)
            }
            None => bodies,
        };
        let mut mail = Mail::builder();
        if let Some(link) = unsubscribe {
            // RFC 8058 §3.1: mail programs show a button that posts this.
            mail = mail
                .raw_header(unfolded("List-Unsubscribe", format!("<{link}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        Ok(mail
            .message_id(Some(format!("<{}>", self.message_id(outgoing.delivery_id))))
            .date(SystemTime::from(self.clock.now()))
            .from(self.from.clone())
            .to(Mailbox::new(name.map(str::to_owned), address))
            .subject(said.subject)
            // RFC 3834 §5: keeps auto-responders from answering.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", recipient.locale.as_str()))
            .multipart(body)?)
    }

    fn calendar_file(&self, entry: &Entry<'_>, title: &str, to: Party<'_>) -> Result<String, DeliveryError> {
        let from = Party { name: self.from.name.as_deref(), email: self.from.email.as_ref() };
        Ok(calendar::write(entry, title, from, Some(to), self.links.host(), &self.links.appointments())?)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// In one piece: a link that was folded or encoded would be another one. It is ASCII without spaces.
fn unfolded(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::delivery::canned::{self, StandingClock};
    use crate::domain::messages::Message;

    fn tokens() -> UnsubscribeTokens {
        UnsubscribeTokens::new(&[7; 32])
    }

    fn composed(outgoing: &Outgoing) -> String {
        let from = "CareBridge <no-reply@clinic.example>";
        let composer = Composer::new(from, &canned::public_url(), tokens(), Arc::new(StandingClock)).unwrap();
        let to = outgoing.recipient.email.clone().unwrap();
        String::from_utf8(composer.compose(outgoing, &to).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_about_a_visit_has_text_html_an_invitation_and_the_file() {
        let outgoing = canned::outgoing(Message::AppointmentConfirmed(canned::visit()));
        let mail = composed(&outgoing);
        for line in [
            format!("Message-ID: <{}@clinic.example>", outgoing.delivery_id),
            "Date: Sat, 01 Nov 2025 08:00:00 +0000".to_owned(),
            "From: CareBridge <no-reply@clinic.example>".to_owned(),
            "To: \"Pat Doe\" <pat@carebridge.example>".to_owned(),
            "Auto-Submitted: auto-generated".to_owned(),
            "Content-Type: text/plain; charset=utf-8".to_owned(),
            "Content-Type: text/html; charset=utf-8".to_owned(),
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST".to_owned(),
            "Content-Type: application/ics; name=visit.ics".to_owned(),
            "Content-Disposition: attachment; filename=\"visit.ics\"".to_owned(),
        ] {
            assert!(mail.lines().any(|l| l == line), "{line} is missing in {mail}");
        }
        assert!(mail.is_ascii(), "a relay without 8BITMIME must take it");
    }

    #[test]
    fn a_cancelled_visit_is_sent_as_a_cancellation() {
        let mail = composed(&canned::outgoing(Message::AppointmentCancelled(canned::visit())));
        assert!(mail.contains("method=CANCEL") && mail.contains("METHOD:CANCEL"), "{mail}");
    }

    #[test]
    fn every_mail_but_those_of_the_account_can_be_ended_with_one_click() {
        for message in canned::messages() {
            let essential = message.category() == crate::domain::categories::Category::Account;
            let outgoing = canned::outgoing(message);
            let mail = composed(&outgoing);
            let link = mail.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <"));
            assert_eq!(link.is_none(), essential, "{mail}");
            let one_click = mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
            assert_eq!(one_click, !essential, "{mail}");
            let Some(link) = link else { continue };
            let token = link.strip_prefix("https://clinic.example/unsubscribe/").unwrap().strip_suffix('>');
            let expected = (outgoing.recipient.user_id, outgoing.message.category());
            assert_eq!(tokens().read(token.unwrap()), Some(expected));
        }
    }

    #[test]
    fn a_mail_about_an_account_has_no_calendar_file() {
        let mail = composed(&canned::outgoing(Message::AccountExists));
        assert!(mail.contains("multipart/alternative") && !mail.contains("calendar"), "{mail}");
    }

    #[test]
    fn no_name_can_begin_a_header() {
        let mut visit = canned::visit();
        visit.clinic_name = "Clinic\r\nBcc: eve@carebridge.example".to_owned();
        let mut outgoing = canned::outgoing(Message::AppointmentConfirmed(visit));
        outgoing.recipient.name = "Pat\r\nBcc: eve@carebridge.example".to_owned();
        let mail = composed(&outgoing);
        assert!(!mail.lines().any(|line| line.starts_with("Bcc:")), "{mail}");
        assert_eq!(mail.lines().filter(|line| line.starts_with("To:")).count(), 1);
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused() {
        let made = Composer::new("nobody", &canned::public_url(), tokens(), Arc::new(StandingClock));
        assert!(matches!(made.err(), Some(DeliveryError::MailFrom(_))));
    }
}
