//! Who sends a push, proven to the push service (VAPID, RFC 8292): a short-lived token by the house's key, which browsers
//! bind their subscriptions to.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::delivery::error::DeliveryError;

/// RFC 8292 §2 allows a day at most; clocks differ.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

/// The house's key.
#[derive(Clone)]
pub struct Vapid {
    signing: EncodingKey,
    public: String,
    contact: String,
}

impl Vapid {
    /// Reads the key, the base64url of a P-256 scalar. `contact` is whom push services may write to, e.g.
    /// `mailto:it@clinic.example`.
    ///
    /// # Errors
    /// [`DeliveryError::VapidKey`] where it is none.
    pub fn new(private_key: &SecretString, contact: String) -> Result<Self, DeliveryError> {
        let none = |_| DeliveryError::VapidKey;
        let scalar =
            URL_SAFE_NO_PAD.decode(private_key.expose_secret()).map_err(|_| DeliveryError::VapidKey)?;
        let agreement =
            PrivateKey::from_private_key(&ECDH_P256, &scalar).map_err(|_| DeliveryError::VapidKey)?;
        let point = agreement.compute_public_key().map_err(none)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &scalar,
            point.as_ref(),
        );
        let pair = pair.map_err(|_| DeliveryError::VapidKey)?;
        let signing = EncodingKey::from_ec_der(pair.to_pkcs8v1().map_err(none)?.as_ref());
        Ok(Self { signing, public: URL_SAFE_NO_PAD.encode(point.as_ref()), contact })
    }

    /// The public key: the base64url of an uncompressed point, as browsers subscribe with it.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The `Authorization` of a push to the service at this origin (RFC 8292 §3).
    ///
    /// # Errors
    /// Where the key cannot sign.
    pub fn authorization(
        &self,
        origin: &str,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = json!({ "aud": origin, "exp": (now + GOOD_FOR).timestamp(), "sub": self.contact });
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;
    use crate::delivery::canned;

    #[test]
    fn the_token_names_service_end_and_contact_and_its_signature_holds() {
        let key = SecretString::from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let vapid = Vapid::new(&key, "mailto:it@clinic.example".to_owned()).unwrap();
        let header = vapid.authorization("https://push.example", canned::now()).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let claims: Value = serde_json::from_slice(&decode(parts[1])).unwrap();
        let end = canned::now().timestamp() + 12 * 3600;
        assert_eq!(
            claims,
            json!({ "aud": "https://push.example", "exp": end, "sub": "mailto:it@clinic.example" })
        );
        let signed = format!("{}.{}", parts[0], parts[1]);
        let point = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(public));
        point.verify(signed.as_bytes(), &decode(parts[2])).unwrap();
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not base64url!"] {
            let refused = Vapid::new(&SecretString::from(text), String::new());
            assert!(matches!(refused, Err(DeliveryError::VapidKey)), "{text}");
        }
    }
}
