//! Ends one category of mails for whoever has one of them, and takes that back.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use url::Url;

use crate::delivery::email::unsubscribe_tokens::UnsubscribeTokens;
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::unsubscribe::{Stand, render};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::services::error::ServiceError;
use crate::services::{derive, preferences};
use crate::storage::pool::Database;
use crate::storage::{audit, users};

/// Where the line of the ledger comes from.
const SOURCE: &str = "unsubscribe";

/// The links, signed with a key that is derived from the installation's secret.
#[must_use]
pub fn tokens(secret: &[u8]) -> UnsubscribeTokens {
    UnsubscribeTokens::new(&derive::key("carebridge unsubscribe link v1", secret))
}

/// The use cases. Cloning is cheap enough.
#[derive(Clone)]
pub struct Unsubscribe {
    database: Database,
    clock: SharedClock,
    tokens: UnsubscribeTokens,
    links: Links,
}

impl Unsubscribe {
    /// Over this database, by this clock; the page's links begin with the public URL.
    ///
    /// # Errors
    /// [`DeliveryError`] where the URL has no host.
    pub fn new(
        database: Database,
        clock: SharedClock,
        secret: &[u8],
        public_url: &Url,
    ) -> Result<Self, DeliveryError> {
        Ok(Self { database, clock, tokens: tokens(secret), links: Links::new(public_url)? })
    }

    /// The page that asks. Nothing is changed: programs that read mails follow links.
    ///
    /// # Errors
    /// Not found for a link that is not ours, or of an account that is gone; `Storage`.
    pub async fn ask(&self, token: &str) -> Result<String, ServiceError> {
        let (person, category) = self.tokens.read(token).ok_or(ServiceError::NotFound)?;
        let mut connection = self.database.connection().await?;
        let locale = locale(&mut connection, person).await?;
        Ok(render(category, Stand::Asked, locale, &self.links)?)
    }

    /// Switches the category's mails off, or on again, and says so; the same a second time.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn switch(&self, token: &str, on: bool, origin: &Origin) -> Result<String, ServiceError> {
        let (person, category) = self.tokens.read(token).ok_or(ServiceError::NotFound)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let locale = AsyncPgConnection::transaction(&mut connection, async |connection| {
            let locale = locale(connection, person).await?;
            let what = (category, ChannelKind::Email);
            if preferences::switch(connection, person, what, on, SOURCE, now).await? {
                audit::insert(connection, &[record(person, category, on, origin)], now).await?;
            }
            Ok::<_, ServiceError>(locale)
        })
        .await?;
        let stand = if on { Stand::On } else { Stand::Off };
        Ok(render(category, stand, locale, &self.links)?)
    }
}

async fn locale(connection: &mut AsyncPgConnection, person: UserId) -> Result<Locale, ServiceError> {
    let found = users::find_many(connection, &[person]).await?.pop();
    Ok(found.filter(|person| !person.disabled).ok_or(ServiceError::NotFound)?.locale)
}

/// Nobody signed in: whoever has the mail did it.
fn record(person: UserId, category: Category, on: bool, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor: None,
        action: if on { "preferences.resubscribe" } else { "preferences.unsubscribe" },
        object_kind: "user",
        object_id: Some(person.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({ "category": category.as_str(), "channel": "email", "source": SOURCE }),
    }
}
