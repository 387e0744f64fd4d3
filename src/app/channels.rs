//! The ways out that the settings ask for: a relay and a provider, or files in the data directory.

use std::sync::Arc;

use crate::app::error::AppError;
use crate::config::settings::Settings;
use crate::delivery::channel::Channel;
use crate::delivery::email::folder::MailFolder;
use crate::delivery::email::smtp::SmtpMailer;
use crate::delivery::links::Links;
use crate::delivery::sms::text_file::TextFile;
use crate::delivery::sms::twilio::Twilio;
use crate::delivery::sms::twilio_signature::TwilioSignatures;
use crate::domain::clock::SharedClock;
use crate::http::webhooks::signed_form::TwilioDoor;

/// Whose webhooks are believed: those of the account that texts go through, where there is one.
///
/// # Errors
/// A public URL without a host.
pub fn twilio_door(settings: &Settings) -> Result<TwilioDoor, AppError> {
    let signatures = TwilioSignatures::new(settings.sms.iter().map(|account| &account.auth_token));
    Ok(TwilioDoor { signatures, links: Links::new(&settings.server.public_url)? })
}

/// E-mail: over SMTP, or as `.eml` files in `mail/`.
///
/// # Errors
/// A setting that cannot work, or a directory that cannot be made.
pub fn email(settings: &Settings, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (from, public_url, clock) = (&settings.mail.from, &settings.server.public_url, clock.clone());
    Ok(match &settings.mail.smtp_url {
        Some(relay) => Arc::new(SmtpMailer::new(relay, from, public_url, clock)?),
        None => Arc::new(MailFolder::new(&settings.data_dir, from, public_url, clock)?),
    })
}

/// Texts: through Twilio, or as lines in `sms.jsonl`.
///
/// # Errors
/// A setting that cannot work, or a file that cannot be made.
pub fn sms(settings: &Settings, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (public_url, clock) = (&settings.server.public_url, clock.clone());
    Ok(match &settings.sms {
        Some(twilio) => Arc::new(Twilio::new(twilio.clone(), public_url, clock)?),
        None => Arc::new(TextFile::new(&settings.data_dir, public_url, clock)?),
    })
}
