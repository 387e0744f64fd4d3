//! How e-mail leaves.

use lettre::message::Mailbox;
use secrecy::SecretString;
use serde::Serialize;
use url::Url;

use crate::config::environment::Environment;
use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

/// E-mail.
#[derive(Debug, Clone, Serialize)]
pub struct MailSettings {
    /// The relay (`smtp:` or `smtps:`); `None` writes `.eml` files to the data directory.
    #[serde(serialize_with = "crate::config::mask::url_if_set")]
    pub smtp_url: Option<SecretString>,
    /// Another relay for where the first one is down or refuses.
    #[serde(serialize_with = "crate::config::mask::url_if_set")]
    pub fallback_url: Option<SecretString>,
    /// The sender of every mail, `Name <address>` or an address alone (RFC 5322 §3.4).
    pub from: String,
}

impl MailSettings {
    pub(super) fn read(lookup: &Lookup, env: Environment) -> Result<Self, SettingsError> {
        let relay = |key| {
            lookup.secret(key, "an address like smtp://user:password@host:587?tls=required", |text| {
                Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host())
            })
        };
        let (smtp_url, fallback_url) = (relay("mail.smtp_url")?, relay("mail.fallback_url")?);
        if smtp_url.is_none() && fallback_url.is_some() {
            let need = "a second relay needs a first one, SMTP_URL";
            return Err(SettingsError::PartlySet { missing: vec!["SMTP_URL"], need });
        }
        let sender: Mailbox =
            lookup.required("mail.from", "a sender like CareBridge <no-reply@clinic.example>", |text| {
                text.parse().ok()
            })?;
        // RFC 2606 §2: nobody receives mail at .example.
        if env.is_production() && smtp_url.is_some() && sender.email.domain().ends_with(".example") {
            return Err(lookup.invalid("mail.from", "an address of your own, because this is production"));
        }
        Ok(Self { smtp_url, fallback_url, from: sender.to_string() })
    }
}
