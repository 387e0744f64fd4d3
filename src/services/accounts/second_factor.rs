//! Authenticators (TOTP, RFC 6238) and the recovery codes for when one is lost.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Builder, Secret, Totp};

use crate::domain::ids::UserId;
use crate::services::accounts::Accounts;
use crate::services::error::ServiceError;
use crate::services::sealing::Seal;
use crate::storage::mfa;

/// The issuer, as authenticators show it.
const ISSUER: &str = "CareBridge";
/// RFC 4226 §4: 160 bits are recommended.
const SECRET_BYTES: usize = 20;
/// RFC 6238 §5.2.
const STEP_S: i64 = 30;
/// Codes of the step before and after are taken: a person is slow to type.
const SLACK_STEPS: i64 = 1;
/// At the first code an authenticator's clock may be five minutes off, either way; how far it is, is remembered (RFC 6238
/// §6), and followed from then on.
const FIRST_SLACK_STEPS: i64 = 10;
/// Recovery codes: ten of 50 bits, without letters that are taken for others.
pub(super) const RECOVERY_CODES: usize = 10;
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
const RECOVERY_HALF: usize = 5;

/// What is shown once to whoever enrols.
pub struct Enrollment {
    /// To be typed, in base 32.
    pub secret: String,
    /// To be opened on a phone.
    pub otpauth_url: String,
    /// To be scanned: the same as a picture.
    pub qr_svg: String,
}

/// Makes authenticators and checks their codes.
pub(super) struct Authenticators {
    seal: Seal,
}

/// A right code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Match {
    /// The step it is of.
    step: i64,
    /// How far that is from the present one.
    drift_steps: i64,
}

impl Authenticators {
    pub(super) fn new(secret: &[u8]) -> Result<Self, ServiceError> {
        Ok(Self { seal: Seal::new("carebridge authenticator v1", secret)? })
    }

    /// A new secret for this person: sealed to be stored, and as they see it.
    pub(super) fn make(&self, user: UserId, name: &str) -> Result<(Vec<u8>, Enrollment), ServiceError> {
        let secret: [u8; SECRET_BYTES] = rand::random();
        let sealed = self.seal.seal(user.0.as_bytes(), &secret)?;
        let totp = Builder::new()
            .with_secret(Secret::from(secret.to_vec()))
            .with_issuer(Some(ISSUER))
            // A colon would end the name.
            .with_account_name(name.replace(':', " "))
            .build()
            .map_err(failed)?;
        let otpauth_url = totp.to_url().map_err(failed)?;
        let qr = QrCode::with_error_correction_level(&otpauth_url, EcLevel::M).map_err(failed)?;
        let qr_svg = qr.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
        Ok((sealed, Enrollment { secret: totp.secret().to_base32(), otpauth_url, qr_svg }))
    }

    fn check(
        &self,
        user: UserId,
        kept: &mfa::Authenticator,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Match>, ServiceError> {
        let secret = self.seal.open(user.0.as_bytes(), &kept.sealed)?;
        let totp = Builder::new().with_secret(Secret::from(secret)).build_noncompliant();
        Ok(matching(&totp, kept, code, now.timestamp() / STEP_S))
    }
}

/// The step that a code is of, if that is near enough and not used up: the nearest one first.
fn matching(totp: &Totp, kept: &mfa::Authenticator, code: &str, present: i64) -> Option<Match> {
    let slack = if kept.confirmed_at.is_some() { SLACK_STEPS } else { FIRST_SLACK_STEPS };
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    (0..=slack)
        .flat_map(|off| [off, -off])
        .map(|off| i64::from(kept.drift_steps) + off)
        .map(|drift_steps| Match { step: present + drift_steps, drift_steps })
        .filter(|found| found.step > kept.last_step)
        .find(|found| {
            let time = u64::try_from(found.step * STEP_S).unwrap_or(0);
            totp.generate(time).to_string() == code
        })
}

impl Accounts {
    /// Takes a code of the authenticator, or a recovery code, and uses it up. Within the caller's transaction, so that a
    /// code is used only if what it was given for is done.
    ///
    /// # Errors
    /// `MfaInvalid`; `Storage`, `Cryptography`.
    pub(super) async fn take_code(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let kept = mfa::lock(connection, user).await?;
        let kept = kept.filter(|kept| kept.confirmed_at.is_some()).ok_or(ServiceError::MfaInvalid)?;
        if self.take_totp(connection, user, &kept, code, now).await? {
            return Ok(());
        }
        let hash = self.one_time.recovery_hash(code);
        if mfa::use_recovery_code(connection, user, &hash, now).await? {
            return Ok(());
        }
        Err(ServiceError::MfaInvalid)
    }

    /// Takes a code of the authenticator alone; whether it was right.
    pub(super) async fn take_totp(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        kept: &mfa::Authenticator,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, ServiceError> {
        let Some(found) = self.authenticators.check(user, kept, code, now)? else { return Ok(false) };
        let drift_steps = i32::try_from(found.drift_steps).unwrap_or(0);
        mfa::use_code(connection, user, found.step, drift_steps).await?;
        Ok(true)
    }

    /// Ten recovery codes, and what is kept of them.
    pub(super) fn recovery_codes(&self) -> (Vec<String>, Vec<Vec<u8>>) {
        let half = || {
            let letter = || char::from(RECOVERY_ALPHABET[usize::from(rand::random::<u8>() % 32)]);
            (0..RECOVERY_HALF).map(|_| letter()).collect::<String>()
        };
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| format!("{}-{}", half(), half())).collect();
        let hashes = codes.iter().map(|code| self.one_time.recovery_hash(code)).collect();
        (codes, hashes)
    }
}

fn failed(error: impl std::fmt::Debug) -> ServiceError {
    ServiceError::Cryptography(format!("an authenticator could not be made: {error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESENT: i64 = 1_000_000;

    fn totp() -> Totp {
        Builder::new().with_secret(Secret::from([7; SECRET_BYTES].to_vec())).build_noncompliant()
    }

    fn kept(confirmed: bool, drift_steps: i32, last_step: i64) -> mfa::Authenticator {
        let confirmed_at = confirmed.then_some(DateTime::UNIX_EPOCH);
        mfa::Authenticator { sealed: Vec::new(), drift_steps, last_step, confirmed_at }
    }

    fn code(step: i64) -> String {
        totp().generate(u64::try_from(step * STEP_S).unwrap()).to_string()
    }

    fn drift(kept: &mfa::Authenticator, step: i64) -> Option<i64> {
        matching(&totp(), kept, &code(step), PRESENT).map(|found| found.drift_steps)
    }

    #[test]
    fn a_code_of_the_step_before_or_after_is_taken_and_no_other() {
        let kept = kept(true, 0, 0);
        let found = (-2..=2).map(|off| drift(&kept, PRESENT + off)).collect::<Vec<_>>();
        assert_eq!(found, [None, Some(-1), Some(0), Some(1), None]);
    }

    #[test]
    fn a_used_code_and_those_before_it_are_used_up() {
        let kept = kept(true, 0, PRESENT);
        assert_eq!(drift(&kept, PRESENT), None);
        assert_eq!(drift(&kept, PRESENT - 1), None);
        assert_eq!(drift(&kept, PRESENT + 1), Some(1));
    }

    #[test]
    fn an_authenticator_five_minutes_off_is_enrolled_and_followed() {
        assert_eq!(drift(&kept(false, 0, 0), PRESENT - 10), Some(-10));
        let followed = kept(true, -10, PRESENT - 10);
        assert_eq!(drift(&followed, PRESENT - 9), Some(-9));
        assert_eq!(drift(&followed, PRESENT), None, "its window is as narrow as any other's");
    }
}
