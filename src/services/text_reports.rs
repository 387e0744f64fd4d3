//! What became of a text, as its provider reports it.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::delivery::sms::twilio_codes;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::domain::contact::Phone;
use crate::domain::ids::DeliveryId;
use crate::domain::suppressions::Suppression;
use crate::domain::text_status::{is_failure, moves_on};
use crate::services::error::ServiceError;
use crate::storage::delivery_reports::{give_up, lock, set_status, was_known_as};
use crate::storage::pool::Database;
use crate::storage::suppressions;

/// A report.
#[derive(Debug, Clone)]
pub struct TextReport {
    /// What the provider calls the text.
    pub provider_id: String,
    /// Its word for how far the text has come.
    pub status: String,
    /// Why it did not arrive.
    pub error_code: Option<u32>,
    /// The number that it was sent to.
    pub to: Option<Phone>,
}

/// Takes reports. Cloning is cheap.
#[derive(Clone)]
pub struct TextReports {
    database: Database,
    clock: SharedClock,
}

impl TextReports {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// Keeps a report if it says something new of the text that we know by its name; one on a text that is long forgotten,
    /// or on an earlier attempt, says nothing. A text that did not arrive is a dead letter, and a number that is none is
    /// written to no more.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn take(&self, delivery: DeliveryId, report: &TextReport) -> Result<(), ServiceError> {
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let Some(known) = lock(connection, delivery).await? else { return Ok(()) };
            let another = match &known.provider_id {
                Some(id) => *id != report.provider_id,
                // A letter that is replayed has forgotten what its former attempts were called; their log has not.
                None => was_known_as(connection, delivery, &report.provider_id).await?,
            };
            if another || !moves_on(known.provider_status.as_deref(), &report.status) {
                return Ok(());
            }
            set_status(connection, delivery, &report.provider_id, &report.status).await?;
            if !is_failure(&report.status) {
                return Ok(());
            }
            let code = report.error_code.map_or_else(String::new, |code| format!(" ({code})"));
            let (detail, now) = (format!("{}{code}", report.status), self.clock.now());
            if matches!(known.state.as_str(), "sent" | "queued") {
                give_up(connection, delivery, &detail, now).await?;
            }
            let address = known.address.or_else(|| report.to.clone().map(String::from));
            let bar = report.error_code.and_then(twilio_codes::bar);
            if let (Some(bar), Some(address)) = (bar, address) {
                let barred = Suppression { channel: ChannelKind::Sms, address, bar, detail };
                suppressions::insert(connection, &barred, now).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
    }
}
