//! Password hashes: Argon2id in PHC strings, computed beside the workers that serve requests, a few at a time.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use zxcvbn::feedback::Feedback;
use zxcvbn::{Score, zxcvbn};

use crate::domain::invalid::Invalid;
use crate::domain::users::Password;
use crate::services::error::{FieldProblem, ServiceError};

/// OWASP's first choice of cost: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Of zxcvbn's 0 to 4: "safely unguessable: moderate protection from an offline attack".
const LEAST_SCORE: Score = Score::Three;
/// Guessing is modelled on so many characters, since its cost grows faster than their number; what is longer is no easier
/// to guess.
const MODELLED_CHARS: usize = 32;
/// Characters besides somebody's own words.
const LEAST_OF_THEIR_OWN: usize = 6;
/// bcrypt sees no more than this of a password.
const BCRYPT_BYTES: usize = 72;

/// How long a request waits for its turn before it is told to come back.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Hashes and verifies. Cloning is cheap; all clones share the turns.
#[derive(Clone)]
pub struct Passwords(Arc<Shared>);

struct Shared {
    turns: Arc<Semaphore>,
    /// Of those who choose a password: judging one can cost much more than a hash, and must keep nobody from signing in.
    judgements: Arc<Semaphore>,
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
        let (turns, judgements) = (Semaphore::new(at_once.max(1)), Semaphore::new(1));
        Ok(Self(Arc::new(Shared { turns: Arc::new(turns), judgements: Arc::new(judgements), decoy })))
    }

    /// The PHC string to store.
    ///
    /// # Errors
    /// `Busy` after five seconds of waiting for a turn; `Cryptography`.
    pub async fn hash(&self, password: &Password) -> Result<String, ServiceError> {
        let password = password.clone();
        Self::in_turn(&self.0.turns, move || hash(password.expose().as_bytes())).await
    }

    /// The same for a password that somebody chose just now, if it is hard enough to guess for whoever knows them;
    /// `about` are words of theirs: names and address.
    ///
    /// # Errors
    /// `Invalid` with `password_too_weak` at `field`; as [`Self::hash`].
    pub async fn choose(
        &self,
        password: &Password,
        about: &[&str],
        field: &str,
    ) -> Result<String, ServiceError> {
        let judged = password.clone();
        let (about, field): (Vec<String>, _) =
            (about.iter().map(|&word| word.to_owned()).collect(), field.to_owned());
        Self::in_turn(&self.0.judgements, move || {
            check_strength(&judged, &about)
                .map_err(|invalid| ServiceError::Invalid(vec![FieldProblem { field, invalid }]))
        })
        .await?;
        self.hash(password).await
    }

    /// Whether this is the password of the stored string; `None`, an account that is not there or has no password,
    /// takes as long and is never right.
    ///
    /// # Errors
    /// As [`Self::hash`]; `Cryptography` also for a stored string that cannot be read.
    pub async fn verify(&self, password: &Password, stored: Option<String>) -> Result<bool, ServiceError> {
        let password = password.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.0.decoy.clone());
        let matches =
            Self::in_turn(&self.0.turns, move || verify(password.expose().as_bytes(), &stored)).await?;
        Ok(known && matches)
    }

    /// Whether a stored string should be made anew at the next right password: it came from elsewhere (bcrypt), or cost
    /// less than is asked today.
    #[must_use]
    pub fn is_outdated(stored: &str) -> bool {
        let Ok(parsed) = PasswordHash::new(stored) else { return true };
        let cost = Params::try_from(&parsed);
        parsed.algorithm.as_str() != "argon2id"
            || cost.is_ok_and(|cost| cost.m_cost() < MEMORY_KIB || cost.t_cost() < PASSES)
    }

    /// The turn goes with the work, and not with the request: one whose client has gone still costs.
    async fn in_turn<T: Send + 'static>(
        turns: &Arc<Semaphore>,
        work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let turn = timeout(TURN_WAIT, Arc::clone(turns).acquire_owned()).await;
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

fn check_strength(password: &Password, about: &[String]) -> Result<(), Invalid> {
    let text: String = password.expose().chars().take(MODELLED_CHARS).collect();
    // Parts too: who takes their address for a password mostly takes half of it.
    let words: Vec<&str> = about
        .iter()
        .flat_map(|word| {
            word.split(|c: char| !c.is_alphanumeric()).chain(word.split('@')).chain([word.as_str()])
        })
        .filter(|word| word.len() > 2)
        .chain(["carebridge"])
        .collect();
    let entropy = zxcvbn(&text, &words);
    if entropy.score() >= LEAST_SCORE && is_more_than(&text, &words) {
        return Ok(());
    }
    let warning = entropy.feedback().and_then(Feedback::warning);
    let why = warning.map_or_else(|| "This is too easy to guess.".to_owned(), |warning| warning.to_string());
    let message = format!("{why} Take a few words that have nothing to do with each other or with you.");
    Err(Invalid::new("password_too_weak", message))
}

/// Whether enough is left of a password without somebody's own words: two names and a year are what is tried first, and
/// zxcvbn counts the ways to join them as if they were many.
fn is_more_than(password: &str, words: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    for word in words {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_OF_THEIR_OWN
}

/// The cost is the stored string's, so that old ones still verify after it was raised.
fn verify(password: &[u8], stored: &str) -> Result<bool, ServiceError> {
    if stored.starts_with("$2") {
        // Longer ones were cut when they were stored: anything that begins alike would pass.
        let whole = password.len() <= BCRYPT_BYTES;
        let matches = bcrypt::verify(password, stored)
            .map_err(|error| ServiceError::Cryptography(error.to_string()))?;
        return Ok(whole && matches);
    }
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
    async fn a_hash_from_elsewhere_verifies_and_is_to_be_made_anew() {
        let passwords = Passwords::new(1).unwrap();
        let bcrypt = bcrypt::hash(PASSPHRASE, 4).unwrap();
        assert!(bcrypt.starts_with("$2b$") && Passwords::is_outdated(&bcrypt));
        assert!(passwords.verify(&Password::attempt(PASSPHRASE), Some(bcrypt.clone())).await.unwrap());
        assert!(!passwords.verify(&Password::attempt("something else"), Some(bcrypt)).await.unwrap());
        let ours = passwords.hash(&Password::attempt(PASSPHRASE)).await.unwrap();
        assert!(!Passwords::is_outdated(&ours));
        assert!(Passwords::is_outdated(&ours.replace("m=19456", "m=8192")));
    }

    #[actix_web::test]
    async fn what_bcrypt_would_have_cut_is_refused() {
        let long = "x".repeat(73);
        let bcrypt = bcrypt::hash(&long, 4).unwrap();
        let verified = Passwords::new(1).unwrap().verify(&Password::attempt(&long), Some(bcrypt)).await;
        assert!(!verified.unwrap());
    }

    #[actix_web::test]
    async fn a_password_that_somebody_who_knows_them_would_guess_is_refused() {
        let passwords = Passwords::new(1).unwrap();
        let about = ["pat.morgan@carebridge.example", "Pat", "Morgan"];
        for weak in [
            "password1234",
            "morganmorgan",
            "carebridge2026",
            "qwertyuiop123",
            "aaaaaaaaaaaaaaaa",
            "pat.morgan.1",
        ] {
            let refused = passwords.choose(&Password::attempt(weak), &about, "password").await;
            let Err(ServiceError::Invalid(problems)) = refused else { panic!("{weak} was taken") };
            assert_eq!(
                (problems[0].field.as_str(), problems[0].invalid.code),
                ("password", "password_too_weak")
            );
        }
        for strong in [PASSPHRASE, "carebridge-demo-passphrase", "vq8#Lw2!zR0p"] {
            assert!(
                passwords.choose(&Password::attempt(strong), &about, "password").await.is_ok(),
                "{strong}"
            );
        }
    }

    #[actix_web::test]
    async fn a_stored_string_that_cannot_be_read_is_our_mistake_and_not_a_wrong_password() {
        let verified = Passwords::new(1).unwrap().verify(&Password::attempt("x"), Some("plain".into())).await;
        assert!(matches!(verified, Err(ServiceError::Cryptography(_))));
    }
}
