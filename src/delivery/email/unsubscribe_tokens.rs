//! Links that end one category of mails for one person, without a sign-in: whoever has the mail may (RFC 8058). They hold
//! who and what, under a signature of ours, and work for as long as the mail lies around.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::UserId;
use crate::domain::preferences::is_locked;

/// Bytes of the account's id.
const ID: usize = 16;
/// Bytes of the signature.
const TAG: usize = 32;

/// Writes and reads them. Cloning is cheap enough.
#[derive(Clone)]
pub struct UnsubscribeTokens(Key);

impl UnsubscribeTokens {
    /// With a key of their own.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Key::new(HMAC_SHA256, key))
    }

    /// The token of a person and a category; none for what cannot be switched off.
    #[must_use]
    pub fn write(&self, person: UserId, category: Category) -> Option<String> {
        if is_locked(category, ChannelKind::Email) {
            return None;
        }
        let said = [person.0.as_bytes().as_slice(), category.as_str().as_bytes()].concat();
        let tag = sign(&self.0, &said);
        Some(URL_SAFE_NO_PAD.encode([tag.as_ref(), &said].concat()))
    }

    /// Whom and what a token is for; none for one that is not ours.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(UserId, Category)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (tag, said) = bytes.split_at_checked(TAG)?;
        verify(&self.0, said, tag).ok()?;
        let (id, category) = said.split_at_checked(ID)?;
        let category = Category::parse(std::str::from_utf8(category).ok()?).ok()?;
        Some((UserId(Uuid::from_slice(id).ok()?), category))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn a_token_is_for_one_person_and_one_category_and_cannot_be_altered() {
        let tokens = UnsubscribeTokens::new(&[7; 32]);
        let person = UserId::new(canned::now());
        let token = tokens.write(person, Category::Reminder).unwrap();
        assert_eq!(tokens.read(&token), Some((person, Category::Reminder)));
        assert_eq!(UnsubscribeTokens::new(&[8; 32]).read(&token), None);
        for position in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[position] = if altered[position] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(altered == token || tokens.read(&altered).is_none(), "{altered}");
        }
        for text in ["", "AAAA", &token[..40], "%00"] {
            assert_eq!(tokens.read(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_switched_off_has_no_token() {
        assert_eq!(
            UnsubscribeTokens::new(&[7; 32]).write(UserId::new(canned::now()), Category::Account),
            None
        );
    }
}
