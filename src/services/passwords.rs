//! Password hashes: Argon2id in PHC strings, computed beside the workers that serve requests, a few at a time.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::domain::users::Password;
use crate::services::error::ServiceError;

/// OWASP's first choice of cost: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How long a request waits for its turn before it is told to come back.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Hashes and verifies. Cloning is cheap; all clones share the turns.
#[derive(Clone)]
pub struct Passwords(Arc<Shared>);

struct Shared {
    turns: Arc<Semaphore>,
    /// Nobody's: compared with where there is no account, so that this takes as long as a wrong password.
    decoy: String,
}

impl Passwords {
    /// At most `at_once` hashes are computed at the same time; more would only slow each other down.
    ///
    /// # Errors
    /// `Cryptography` where the system has no randomness.
    pub fn new(at_once: usize) -> Result<Self, ServiceError> {
        let decoy = hash(&rand::random::<[u8; 32]>())?;
        Ok(Self(Arc::new(Shared { turns: Arc::new(Semaphore::new(at_once.max(1))), decoy })))
    }

    /// The PHC string to store.
    ///
    /// # Errors
    /// `Busy` after five seconds of waiting for a turn; `Cryptography`.
    pub async fn hash(&self, password: &Password) -> Result<String, ServiceError> {
        let password = password.clone();
        self.in_turn(move || hash(password.expose().as_bytes())).await
    }

    /// Whether this is the password of the stored PHC string; `None`, an account that is not there or has no
    /// password, takes as long and is never right.
    ///
    /// # Errors
    /// As [`Self::hash`]; `Cryptography` also for a stored string that cannot be read.
    pub async fn verify(&self, password: &Password, stored: Option<String>) -> Result<bool, ServiceError> {
        let password = password.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.0.decoy.clone());
        let matches = self.in_turn(move || verify(password.expose().as_bytes(), &stored)).await?;
        Ok(known && matches)
    }

    /// The turn goes with the work, and not with the request: one whose client has gone still costs.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let turn = timeout(TURN_WAIT, Arc::clone(&self.0.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(ServiceError::Busy) };
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| ServiceError::Cryptography(error.to_string()))?
    }
}

impl Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

fn hash(password: &[u8]) -> Result<String, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| ServiceError::Cryptography(error.to_string()))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon2.hash_password(password).map_err(failed)?.to_string())
}

/// The cost is the stored string's, so that old ones still verify after it was raised.
fn verify(password: &[u8], stored: &str) -> Result<bool, ServiceError> {
    let stored = PasswordHash::new(stored).map_err(|error| ServiceError::Cryptography(error.to_string()))?;
    match Argon2::default().verify_password(password, &stored) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: HashError) -> ServiceError {
    ServiceError::Cryptography(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "correct horse battery staple";

    #[actix_web::test]
    async fn the_stored_string_names_argon2id_and_its_cost() {
        let passwords = Passwords::new(1).unwrap();
        let first = passwords.hash(&Password::attempt(PASSPHRASE)).await.unwrap();
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        let second = passwords.hash(&Password::attempt(PASSPHRASE)).await.unwrap();
        assert_ne!(first, second, "each has a salt of its own");
    }

    #[actix_web::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let passwords = Passwords::new(2).unwrap();
        let stored = passwords.hash(&Password::attempt(PASSPHRASE)).await.unwrap();
        let verify = async |text, stored| passwords.verify(&Password::attempt(text), stored).await.unwrap();
        assert!(verify(PASSPHRASE, Some(stored.clone())).await);
        assert!(!verify("correct horse battery stapler", Some(stored)).await);
        assert!(!verify(PASSPHRASE, None).await);
    }

    #[actix_web::test]
    async fn a_stored_string_that_cannot_be_read_is_our_mistake_and_not_a_wrong_password() {
        let verified = Passwords::new(1).unwrap().verify(&Password::attempt("x"), Some("plain".into())).await;
        assert!(matches!(verified, Err(ServiceError::Cryptography(_))));
    }
}
