//! Whether a webhook is Twilio's (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>).

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, verify};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// The accounts whose signatures are believed; without any, none is.
#[derive(Clone)]
pub struct TwilioSignatures {
    keys: Vec<Key>,
}

impl TwilioSignatures {
    /// Of the accounts with these tokens.
    pub fn new<'a>(auth_tokens: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let key =
            |token: &SecretString| Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose_secret().as_bytes());
        Self { keys: auth_tokens.into_iter().map(key).collect() }
    }

    /// Whether one of the accounts signed this form, posted to this address. Compared in constant time.
    #[must_use]
    pub fn hold(&self, url: &str, form: &[(String, String)], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        // Sorted by name and each pair once, as Twilio's own libraries do.
        let mut fields: Vec<_> = form.iter().collect();
        fields.sort_unstable();
        fields.dedup();
        let mut signed = url.to_owned();
        for (name, value) in fields {
            signed.push_str(name);
            signed.push_str(value);
        }
        self.keys.iter().any(|key| verify(key, signed.as_bytes(), &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twilio's own example.
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn form() -> Vec<(String, String)> {
        [
            ("CallSid", "CA1234567890ABCDE"),
            ("To", "+18005551212"),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn signatures(tokens: &[&str]) -> TwilioSignatures {
        let tokens: Vec<_> = tokens.iter().map(|token| SecretString::from(*token)).collect();
        TwilioSignatures::new(&tokens)
    }

    #[test]
    fn the_providers_own_example_holds_under_any_of_our_accounts() {
        assert!(signatures(&["12345"]).hold(URL, &form(), SIGNATURE));
        assert!(signatures(&["another", "12345"]).hold(URL, &form(), SIGNATURE));
    }

    #[test]
    fn another_account_address_field_or_signature_does_not() {
        let ours = signatures(&["12345"]);
        assert!(!signatures(&["12346"]).hold(URL, &form(), SIGNATURE));
        assert!(!ours.hold("https://mycompany.com/myapp.php", &form(), SIGNATURE));
        assert!(!ours.hold(URL, &form()[1..], SIGNATURE));
        for signature in ["", "RSOYDt4T1cUTdK1PDd93", "not base64!", "AAAA"] {
            assert!(!ours.hold(URL, &form(), signature), "{signature}");
        }
    }

    #[test]
    fn without_an_account_nothing_holds() {
        assert!(!signatures(&[]).hold(URL, &form(), SIGNATURE));
    }
}
