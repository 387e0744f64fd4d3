//! Makes and reads the links and codes that are good once. Their texts are derived from the row's id with a key that is
//! not in the database: whoever reads the table has none of them, and they need not be kept to be sent.

use std::fmt::{self, Debug};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::ids::{OneTimeTokenId, UserId};
use crate::domain::one_time::{OneTimeText, Purpose};
use crate::services::derive;
use crate::storage::one_time_tokens::OneTimeToken;

const ID_BYTES: usize = 16;

/// Cloning is cheap.
#[derive(Clone)]
pub struct OneTimeSecrets {
    texts: Hmac<Sha256>,
    hashes: Hmac<Sha256>,
}

impl OneTimeSecrets {
    /// With keys derived from the installation's secret.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self {
            texts: derive::hmac("carebridge one-time text v1", secret),
            hashes: derive::hmac("carebridge one-time hash v1", secret),
        }
    }

    /// A new one for this person, to be sent to this address, ready to be stored.
    #[must_use]
    pub fn make(&self, purpose: Purpose, user: UserId, address: &str, now: DateTime<Utc>) -> OneTimeToken {
        let id = OneTimeTokenId::new(now);
        OneTimeToken {
            id,
            user_id: user,
            purpose: purpose.as_str().to_owned(),
            hash: self.hash(id, &self.text(id, purpose).0),
            address: address.to_owned(),
            expires_at: now + purpose.lasts(),
        }
    }

    /// What its owner is sent: a link's token, or six digits.
    #[must_use]
    pub fn text(&self, id: OneTimeTokenId, purpose: Purpose) -> OneTimeText {
        let tag = self.texts.clone().chain_update(purpose.as_str()).chain_update(id.0.as_bytes()).finalize();
        let tag: [u8; 32] = tag.into_bytes().into();
        OneTimeText(if purpose.is_code() {
            let number = tag[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            format!("{:06}", number % 1_000_000)
        } else {
            URL_SAFE_NO_PAD.encode([id.0.as_bytes().as_slice(), &tag].concat())
        })
    }

    /// The row that a link's token names, if it can be one of ours.
    #[must_use]
    pub fn id_of(&self, text: &str) -> Option<OneTimeTokenId> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let id = bytes.get(..ID_BYTES)?.try_into().ok()?;
        Some(OneTimeTokenId(Uuid::from_bytes(id)))
    }

    /// Whether this is the text of a row; takes the same time wherever it differs.
    #[must_use]
    pub fn matches(&self, token: &OneTimeToken, text: &str) -> bool {
        let presented = self.hashes.clone().chain_update(token.id.0.as_bytes()).chain_update(text);
        presented.verify_slice(&token.hash).is_ok()
    }

    fn hash(&self, id: OneTimeTokenId, text: &str) -> Vec<u8> {
        self.hashes.clone().chain_update(id.0.as_bytes()).chain_update(text).finalize().into_bytes().to_vec()
    }

    /// What is kept of a recovery code: it is typed by a person, so case and dashes do not matter.
    #[must_use]
    pub fn recovery_hash(&self, code: &str) -> Vec<u8> {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let tag =
            self.hashes.clone().chain_update("recovery").chain_update(code.to_ascii_lowercase()).finalize();
        Sha256::digest(tag.into_bytes()).to_vec()
    }
}

impl Debug for OneTimeSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeSecrets")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn secrets() -> OneTimeSecrets {
        OneTimeSecrets::new(b"a secret of this installation")
    }

    #[test]
    fn a_text_is_its_rows_alone() {
        for purpose in [Purpose::EmailVerify, Purpose::PasswordSet, Purpose::PhoneVerify, Purpose::Claim] {
            let user = UserId::new(NOON);
            let (mine, other) =
                (secrets().make(purpose, user, "x", NOON), secrets().make(purpose, user, "x", NOON));
            let text = secrets().text(mine.id, purpose).0;
            assert!(secrets().matches(&mine, &text), "{purpose:?}");
            assert!(!secrets().matches(&other, &text), "{purpose:?}");
            assert!(!secrets().matches(&mine, &text[1..]), "{purpose:?}");
            if !purpose.is_code() {
                assert_eq!(secrets().id_of(&text), Some(mine.id));
            }
        }
    }

    #[test]
    fn the_table_alone_tells_no_text() {
        let token = secrets().make(Purpose::EmailVerify, UserId::new(NOON), "x", NOON);
        let text = OneTimeSecrets::new(b"another secret").text(token.id, Purpose::EmailVerify).0;
        assert!(!secrets().matches(&token, &text));
    }

    #[test]
    fn a_code_is_six_digits_and_a_recovery_code_forgives_how_it_is_typed() {
        let code = secrets().text(OneTimeTokenId::new(NOON), Purpose::PhoneVerify).0;
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
        assert_eq!(secrets().recovery_hash("ABCDE-12345"), secrets().recovery_hash(" abcde 12345"));
        assert_ne!(secrets().recovery_hash("abcde-12345"), secrets().recovery_hash("abcde-12346"));
    }

    #[test]
    fn what_is_no_token_names_no_row() {
        for text in ["", "x", "é", "AAAA"] {
            assert_eq!(secrets().id_of(text), None, "{text}");
        }
    }
}
