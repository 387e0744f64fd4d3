//! How texts leave.

use secrecy::SecretString;
use serde::Serialize;
use url::Url;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;
use crate::config::variables::setting;

/// A Twilio account.
#[derive(Debug, Clone, Serialize)]
pub struct TwilioSettings {
    /// `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// Signs in, and proves that a webhook is Twilio's.
    #[serde(serialize_with = "crate::config::mask::whole")]
    pub auth_token: SecretString,
    /// The number that texts come from.
    pub from: String,
    /// Where the API is; another place in tests.
    pub api_base: Url,
}

impl TwilioSettings {
    /// Reads the account; `None` where nothing of it is set.
    ///
    /// # Errors
    /// `PartlySet` where only some of it is.
    pub(super) fn read(lookup: &Lookup) -> Result<Option<Self>, SettingsError> {
        let account_sid =
            lookup.parsed("sms.account_sid", "an account SID: AC and 32 hexadecimal digits", |text| {
                let digits = text.strip_prefix("AC")?;
                (digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_owned())
            })?;
        let auth_token = lookup.secret("sms.auth_token", "the token of the account", |_| true)?;
        let from = lookup.text("sms.from");
        let api_base = lookup.required("sms.api_base", "an address like https://api.twilio.com", |text| {
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        })?;
        match (account_sid, auth_token, from) {
            (None, None, None) => Ok(None),
            (Some(account_sid), Some(auth_token), Some(from)) => {
                Ok(Some(Self { account_sid, auth_token, from, api_base }))
            }
            _ => {
                let missing = ["sms.account_sid", "sms.auth_token", "sms.from"]
                    .into_iter()
                    .filter(|key| lookup.text(key).is_none())
                    .filter_map(|key| setting(key).map(|setting| setting.variable))
                    .collect();
                let need = "texts through Twilio need TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM";
                Err(SettingsError::PartlySet { missing, need })
            }
        }
    }
}
