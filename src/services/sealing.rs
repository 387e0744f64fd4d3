//! Seals small secrets that must be read again (an authenticator's), so that the database alone does not give them away.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

use crate::services::derive;
use crate::services::error::ServiceError;

/// AES-256-GCM under a key derived from the installation's secret; each sealing draws its own nonce.
#[derive(Debug)]
pub(super) struct Seal(RandomizedNonceKey);

impl Seal {
    /// The seal of a purpose.
    ///
    /// # Errors
    /// `Cryptography`.
    pub(super) fn new(purpose: &str, secret: &[u8]) -> Result<Self, ServiceError> {
        RandomizedNonceKey::new(&AES_256_GCM, &derive::key(purpose, secret)).map(Self).map_err(failed)
    }

    /// Seals for `owner`: what is sealed for one opens for no other.
    ///
    /// # Errors
    /// `Cryptography`.
    pub(super) fn seal(&self, owner: &[u8], secret: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let mut sealed = secret.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(owner), &mut sealed).map_err(failed)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for `owner`.
    ///
    /// # Errors
    /// `Cryptography` where it was sealed for another or under another key.
    pub(super) fn open(&self, owner: &[u8], sealed: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(|| ServiceError::Cryptography("too short to have been sealed".to_owned()))?;
        let mut opened = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.0.open_in_place(nonce, Aad::from(owner), &mut opened).map_err(failed)?.len();
        opened.truncate(length);
        Ok(opened)
    }
}

fn failed(_: aws_lc_rs::error::Unspecified) -> ServiceError {
    ServiceError::Cryptography("sealing or opening failed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_owner_under_the_same_secret_alone() {
        let seal = Seal::new("test", b"secret").unwrap();
        let sealed = seal.seal(b"pat", b"a key").unwrap();
        assert_eq!(seal.open(b"pat", &sealed).unwrap(), b"a key");
        assert_ne!(seal.seal(b"pat", b"a key").unwrap(), sealed, "each has a nonce of its own");
        assert!(seal.open(b"sam", &sealed).is_err());
        assert!(Seal::new("test", b"other").unwrap().open(b"pat", &sealed).is_err());
        assert!(seal.open(b"pat", &sealed[..5]).is_err());
    }
}
