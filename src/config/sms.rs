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
        let need = "texts through Twilio need TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM";
        let keys = ["sms.account_sid", "sms.auth_token", "sms.from", "sms.api_base"];
        Self::read_at(lookup, keys, need)
    }

    /// Reads the account that is asked where the first one fails; `None` where nothing of it is set.
    ///
    /// # Errors
    /// `PartlySet` where only some of it is, or where there is no first one.
    pub(super) fn read_fallback(lookup: &Lookup, has_first: bool) -> Result<Option<Self>, SettingsError> {
        let need = "a second account for texts needs TWILIO_FALLBACK_ACCOUNT_SID, TWILIO_FALLBACK_AUTH_TOKEN, \
                    TWILIO_FALLBACK_FROM and a first account";
        let keys = [
            "sms_fallback.account_sid",
            "sms_fallback.auth_token",
            "sms_fallback.from",
            "sms_fallback.api_base",
        ];
        let fallback = Self::read_at(lookup, keys, need)?;
        if fallback.is_some() && !has_first {
            return Err(SettingsError::PartlySet { missing: vec!["TWILIO_ACCOUNT_SID"], need });
        }
        Ok(fallback)
    }

    fn read_at(
        lookup: &Lookup,
        [account_sid, auth_token, from, api_base]: [&'static str; 4],
        need: &'static str,
    ) -> Result<Option<Self>, SettingsError> {
        let required = [account_sid, auth_token, from];
        let account_sid =
            lookup.parsed(account_sid, "an account SID: AC and 32 hexadecimal digits", |text| {
                let digits = text.strip_prefix("AC")?;
                (digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_owned())
            })?;
        let auth_token = lookup.secret(auth_token, "the token of the account", |_| true)?;
        let from = lookup.text(from);
        let api_base = lookup.required(api_base, "an address like https://api.twilio.com", |text| {
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        })?;
        match (account_sid, auth_token, from) {
            (None, None, None) => Ok(None),
            (Some(account_sid), Some(auth_token), Some(from)) => {
                Ok(Some(Self { account_sid, auth_token, from, api_base }))
            }
            _ => {
                let missing = required
                    .into_iter()
                    .filter(|key| lookup.text(key).is_none())
                    .filter_map(|key| setting(key).map(|setting| setting.variable))
                    .collect();
                Err(SettingsError::PartlySet { missing, need })
            }
        }
    }
}
