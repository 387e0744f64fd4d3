//! An authenticator on somebody's phone.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use super::api::Person;
use super::app::TestApp;

pub struct Authenticator {
    totp: Totp,
    /// How far its clock is off.
    pub off: TimeDelta,
}

impl Authenticator {
    pub fn new(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).unwrap();
        Self { totp: Builder::new().with_secret(secret).build_noncompliant(), off: TimeDelta::zero() }
    }

    pub fn code(&self, now: DateTime<Utc>) -> String {
        let seconds = (now + self.off).timestamp();
        self.totp.generate(u64::try_from(seconds).unwrap()).to_string()
    }

    /// Enrols a second factor for somebody who is signed in; answers it, and the recovery codes.
    pub async fn enroll(app: &TestApp, person: &Person, off: TimeDelta) -> (Self, Vec<String>) {
        use carebridge::domain::clock::Clock;
        let begun = person.post("auth/mfa/enroll/", &json!({})).await.expect(200);
        let mut authenticator = Self::new(begun["secret"].as_str().unwrap());
        authenticator.off = off;
        let code = authenticator.code(app.clock.now());
        let on = person.post("auth/mfa/activate/", &json!({ "otp": code })).await.expect(200);
        let codes = on["recovery_codes"].as_array().unwrap().iter();
        (authenticator, codes.map(|code: &Value| code.as_str().unwrap().to_owned()).collect())
    }
}
