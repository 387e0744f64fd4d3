//! A person's visits as a calendar that their own software fetches: by an address that is a secret, without a sign-in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use crate::delivery::calendar_feed::{self, FeedEntry};
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::domain::appointments::Appointment;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::messages::Visit;
use crate::domain::principals::{Agent, Caller};
use crate::services::error::ServiceError;
use crate::storage::appointments::find;
use crate::storage::calendar_feeds::Feed;
use crate::storage::pool::Database;
use crate::storage::{audit, calendar_feeds, clinics, dependants, users};

/// 256 bits: nobody guesses it.
const SECRET_BYTES: usize = 32;
/// How much of the past a calendar holds.
const BACK: TimeDelta = TimeDelta::days(30);
/// How much of the future.
const AHEAD: TimeDelta = TimeDelta::days(366);
/// How often a fetch goes on record: calendars come every few minutes.
const ON_RECORD_EVERY: TimeDelta = TimeDelta::hours(1);

/// Makes, shows and reads the addresses. Cloning is cheap enough.
#[derive(Clone)]
pub struct CalendarFeeds {
    database: Database,
    clock: SharedClock,
    links: Links,
}

/// An address that was just made: shown this once.
pub struct MadeFeed {
    /// With the secret in it.
    pub url: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl CalendarFeeds {
    /// Over this database, by this clock; addresses begin with the public URL.
    ///
    /// # Errors
    /// [`DeliveryError`] where the URL has no host.
    pub fn new(database: Database, clock: SharedClock, public_url: &Url) -> Result<Self, DeliveryError> {
        Ok(Self { database, clock, links: Links::new(public_url)? })
    }

    /// Makes the caller's address; the one before ends.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn make(&self, caller: &Caller, origin: &Origin) -> Result<MadeFeed, ServiceError> {
        let secret: [u8; SECRET_BYTES] = rand::random();
        let (hash, now) = (Sha256::digest(secret), self.clock.now());
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            calendar_feeds::replace(connection, caller.user_id, &hash, now).await?;
            let made = record("calendar_feed.make", Some(caller.agent()), caller.user_id, origin);
            audit::insert(connection, &[made], now).await?;
            Ok::<_, ServiceError>(())
        })
        .await?;
        let url = self.links.calendar_feed(&URL_SAFE_NO_PAD.encode(secret));
        Ok(MadeFeed { url, created_at: now })
    }

    /// What there is to know of the caller's address, if they have one.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn find(&self, caller: &Caller) -> Result<Option<Feed>, ServiceError> {
        let mut connection = self.database.connection().await?;
        Ok(calendar_feeds::find(&mut connection, caller.user_id).await?)
    }

    /// Ends the caller's address; also where there is none.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn revoke(&self, caller: &Caller, origin: &Origin) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if calendar_feeds::delete(connection, caller.user_id).await? {
                let ended = record("calendar_feed.revoke", Some(caller.agent()), caller.user_id, origin);
                audit::insert(connection, &[ended], now).await?;
            }
            Ok(())
        })
        .await
    }

    /// The calendar behind an address: visits of its owner, of whom they look after, and those that they hold as a doctor.
    /// It goes on record before it is answered, once an hour.
    ///
    /// # Errors
    /// Not found for an address that leads nowhere, or to somebody who may not sign in; `Storage`.
    pub async fn read(&self, secret: &str, origin: &Origin) -> Result<String, ServiceError> {
        let secret = URL_SAFE_NO_PAD.decode(secret).map_err(|_| ServiceError::NotFound)?;
        if secret.len() != SECRET_BYTES {
            return Err(ServiceError::NotFound);
        }
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let owner = calendar_feeds::owner(&mut connection, &Sha256::digest(secret)).await?;
        let owner = owner.ok_or(ServiceError::NotFound)?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if calendar_feeds::mark_read(connection, owner, ON_RECORD_EVERY, now).await? {
                let read = record("calendar_feed.read", None, owner, origin);
                audit::insert(connection, &[read], now).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
        let owner = users::find_many(&mut connection, &[owner]).await?.pop().ok_or(ServiceError::NotFound)?;
        let entries = entries(&mut connection, owner.id, now).await?;
        drop(connection);
        Ok(calendar_feed::write(&entries, owner.locale, &self.links)?)
    }
}

async fn entries(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<FeedEntry>, ServiceError> {
    let mut patients = dependants::of(connection, owner).await?;
    patients.push(owner);
    let window = Interval { start: now - BACK, end: now + AHEAD };
    let visits = find::of_people(connection, owner, &patients, window).await?;
    let mut places: Vec<ClinicId> = visits.iter().map(|visit| visit.clinic_id).collect();
    places.sort_unstable();
    places.dedup();
    let places = clinics::find_many(connection, &places).await?;
    let entry = |visit: Appointment| FeedEntry {
        visit: Visit::of(&visit, places.iter().find(|clinic| clinic.id == visit.clinic_id), visit.updated_at),
        status: visit.status,
        whose: (visit.patient_id != owner).then(|| initials(&visit.patient_name)),
    };
    Ok(visits.into_iter().map(entry).collect())
}

/// `Pat Morgan` as `P. M.`: the calendar may lie with anybody.
fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().next());
    letters.map(|letter| format!("{letter}.")).collect::<Vec<_>>().join(" ")
}

fn record(action: &'static str, actor: Option<Agent>, owner: UserId, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor,
        action,
        object_kind: "calendar_feed",
        object_id: Some(owner.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({}),
    }
}
