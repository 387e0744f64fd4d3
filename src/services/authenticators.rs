//! Authenticators (TOTP, RFC 6238): made, and their codes checked.

use chrono::{DateTime, Utc};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Builder, Secret, Totp};

use crate::domain::ids::UserId;
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
pub(super) struct Match {
    /// The step it is of.
    pub(super) step: i64,
    /// How far that is from the present one.
    pub(super) drift_steps: i64,
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

    /// The step that a code is of; none for a wrong one, or one that was used.
    pub(super) fn check(
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
