//! A patient takes over the account that a clinic made for them: by a code to the number that the clinic has.

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::AuditOutcome;
use crate::domain::contact::{Email, Phone};
use crate::domain::events::EventKind;
use crate::domain::ids::UserId;
use crate::domain::one_time::Purpose;
use crate::domain::users::{Password, User};
use crate::services::accounts::evenly::evenly;
use crate::services::accounts::password::about;
use crate::services::accounts::phone::invalid_code;
use crate::services::accounts::throttle::Place;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, own, record};
use crate::services::error::ServiceError;
use crate::storage::{audit, claims, one_time_tokens, users};

/// What somebody brings to claim an account.
#[derive(Debug)]
pub struct Claim {
    /// The number that the clinic has.
    pub phone: Phone,
    /// The code that was texted to it.
    pub code: String,
    /// What they will sign in with.
    pub email: Email,
    /// And their password.
    pub password: Password,
    /// Tells the people of a family on one number apart.
    pub date_of_birth: Option<NaiveDate>,
}

impl Accounts {
    /// Texts a code to a number under which a clinic registered somebody who has not claimed their account yet. Takes as
    /// long, and is answered the same, where there is nobody.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn send_claim_code(&self, phone: &Phone) -> Result<(), ServiceError> {
        evenly(async {
            let now = self.clock.now();
            let mut connection = self.database.connection().await?;
            AsyncPgConnection::transaction(&mut connection, async |connection| {
                let unclaimed = claims::find_by_phone(connection, phone).await?;
                // One code for the number; whose account it opens is settled when it is used.
                if let Some((first, _)) = unclaimed.first() {
                    let kind = EventKind::AccountClaimAsked;
                    self.send_proof(connection, kind, Purpose::Claim, *first, phone.as_str(), now).await?;
                }
                Ok(())
            })
            .await
        })
        .await
    }

    /// Claims the account: from then on it has this address, which must still be proven, and this password. The code is
    /// used up only if all of it is right.
    ///
    /// # Errors
    /// `Invalid` with `invalid_code` at `code`, `password_too_weak` at `password`, `address_taken` at `email`; `Conflict`
    /// with `ambiguous_claim` where a date of birth is needed to tell who it is; `Busy`, `Storage`.
    pub async fn claim(&self, claim: &Claim, visitor: &Visitor) -> Result<User, ServiceError> {
        let name = format!("claim {}", claim.phone.as_str());
        let turn = self.turn(self.attempt(&name, None, visitor), Place::Door).await?;
        let mut connection = self.database.connection().await?;
        let unclaimed = claims::find_by_phone(&mut connection, &claim.phone).await?;
        let all: Vec<UserId> = unclaimed.iter().map(|(user, _)| *user).collect();
        let tried = self.try_code_of(&mut connection, &all, Purpose::Claim, &claim.code).await;
        let tried = if turn.locked { Err(invalid_code()) } else { tried };
        let now = self.clock.now();
        self.count(&mut connection, &turn, tried.is_err(), now).await?;
        if tried.is_err() {
            let detail = json!({ "reason": "code" });
            let owner = all.first().copied();
            let refused =
                record("account.claim", None, owner, AuditOutcome::Refused, &visitor.origin, detail);
            audit::insert(&connection, &[refused], now).await?;
        }
        let code = tried?;
        let fits = |born: Option<NaiveDate>| claim.date_of_birth.is_none_or(|given| born == Some(given));
        let mut fitting = unclaimed.iter().filter(|(_, born)| fits(*born)).map(|(user, _)| *user);
        let user = match (fitting.next(), fitting.next()) {
            (Some(user), None) => user,
            (None, _) => return Err(wrong_birthday()),
            (Some(_), Some(_)) => return Err(ambiguous()),
        };
        let person = users::find(&mut connection, user).await?.ok_or_else(invalid_code)?;
        drop(connection);
        let mut about = about(&person);
        about.push(claim.email.as_str());
        let hash = self.passwords.choose(&claim.password, &about, "password").await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !one_time_tokens::use_up(connection, code.id, now).await? {
                return Err(invalid_code());
            }
            if !claims::claim(connection, user, &claim.email, &hash, now).await? {
                return Err(ServiceError::field(
                    "email",
                    "address_taken",
                    "This address has an account already. Sign in to it, or give another.",
                ));
            }
            let kind = EventKind::AccountEmailProofAsked;
            self.send_proof(connection, kind, Purpose::EmailVerify, user, claim.email.as_str(), now).await?;
            audit::insert(connection, &[own("account.claim", user, &visitor.origin, json!({}))], now).await?;
            users::find(connection, user).await?.ok_or_else(invalid_code)
        })
        .await
    }
}

fn ambiguous() -> ServiceError {
    let message = "Several people share this number: give your date of birth as well.".to_owned();
    ServiceError::Conflict { code: "ambiguous_claim", message }
}

fn wrong_birthday() -> ServiceError {
    ServiceError::field("date_of_birth", "no_match", "The clinic has another date of birth for this number.")
}
