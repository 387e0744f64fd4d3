//! Everything about a person, as one JSON document, made while it is read: a page of rows at a time, so that no export
//! is too large and none holds a connection for longer than a query.

pub mod view;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::access::{Side, VisitScope};
use crate::domain::audit::Origin;
use crate::domain::ids::{AppointmentId, ConsentId, MessageId, NotificationId, UserId};
use crate::domain::pages::Start;
use crate::domain::principals::Caller;
use crate::services::appointments::view::AppointmentView;
use crate::services::conversations::view::MessageView;
use crate::services::error::ServiceError;
use crate::services::notifications::view::NotificationView;
use crate::services::profiles::consents::ConsentView;
use crate::services::profiles::export::view::{AccountView, RecordView, SignInView};
use crate::services::profiles::view::ProfileView;
use crate::services::profiles::{Profiles, record, tie};
use crate::storage::appointments::list::Filter;
use crate::storage::conversations::messages;
use crate::storage::pool::Database;
use crate::storage::{appointments, consents, exports, notifications, profiles};

/// Rows that are read, and sent, together.
const PAGE: i64 = 200;

/// The lists of an export, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Consents,
    Dependants,
    Sessions,
    Appointments,
    Messages,
    Notifications,
    Audit,
}

/// Where a row stands in its list.
type Place = (DateTime<Utc>, Uuid);

/// An export that is being read.
pub struct Export {
    database: Database,
    person: UserId,
    /// What is sent first: account and profile.
    head: Option<String>,
    /// Which list is next; none at the end.
    section: Option<Section>,
    /// The last row of it that was sent; none at its beginning.
    after: Option<Place>,
}

impl Profiles {
    /// Begins an export; it is on record before the first byte leaves.
    ///
    /// # Errors
    /// `NotFound` for strangers, `Forbidden` for who may see the person but is not them; `Storage`.
    pub async fn export(
        &self,
        caller: &Caller,
        person: UserId,
        origin: &Origin,
    ) -> Result<Export, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let tie = tie(&mut connection, caller, person).await?;
        let profile = profiles::find::find(&mut connection, person).await?.ok_or(ServiceError::NotFound)?;
        if !tie.may_export() {
            return Err(ServiceError::Forbidden);
        }
        let account = exports::account(&mut connection, person).await?.ok_or(ServiceError::NotFound)?;
        drop(connection);
        let done = record("profile.export", caller, &profile, origin, json!({ "format": "json" }));
        self.reads.record(vec![done]).await?;
        let head = json!({
            "exported_at": now,
            "account": AccountView::from(account),
            "profile": ProfileView::from(profile),
        });
        let mut head = head.to_string();
        // The lists follow before it is closed.
        head.pop();
        Ok(Export {
            database: self.database.clone(),
            person,
            head: Some(head),
            section: Some(Section::Consents),
            after: None,
        })
    }
}

impl Export {
    /// The next piece of the document; none at its end. What fails in between leaves the document cut off.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let Some(section) = self.section else { return Ok(None) };
        let rows = {
            let mut connection = self.database.connection().await?;
            section.page(&mut connection, self.person, self.after).await?
        };
        let mut text = String::new();
        if self.after.is_none() {
            text.push_str(&format!(",\"{}\":[", section.name()));
        }
        for (n, (_, row)) in rows.iter().enumerate() {
            if n > 0 || self.after.is_some() {
                text.push(',');
            }
            text.push_str(&row.to_string());
        }
        if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            self.section = section.following();
            self.after = None;
            text.push_str(if self.section.is_some() { "]" } else { "]}" });
        } else {
            self.after = rows.last().map(|(place, _)| *place);
        }
        Ok(Some(text))
    }
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Self::Consents => "consents",
            Self::Dependants => "dependants",
            Self::Sessions => "sessions",
            Self::Appointments => "appointments",
            Self::Messages => "messages",
            Self::Notifications => "notifications",
            Self::Audit => "audit",
        }
    }

    fn following(self) -> Option<Self> {
        match self {
            Self::Consents => Some(Self::Dependants),
            Self::Dependants => Some(Self::Sessions),
            Self::Sessions => Some(Self::Appointments),
            Self::Appointments => Some(Self::Messages),
            Self::Messages => Some(Self::Notifications),
            Self::Notifications => Some(Self::Audit),
            Self::Audit => None,
        }
    }

    /// The rows behind `after`, a page at the most.
    async fn page(
        self,
        connection: &mut AsyncPgConnection,
        person: UserId,
        after: Option<Place>,
    ) -> Result<Vec<(Place, Value)>, ServiceError> {
        let least = after.map_or(Uuid::nil(), |(_, id)| id);
        match self {
            Self::Consents => {
                let start = after.map(|(_, id)| Start { at: ConsentId(id), backwards: false });
                let rows = consents::list(connection, person, start.as_ref(), PAGE).await?;
                Ok(written(rows, |row| (row.created_at, row.id.0), ConsentView::from))
            }
            Self::Dependants => {
                let start = after.map(|(_, id)| Start { at: UserId(id), backwards: false });
                let theirs = profiles::list::Filter { guardian: Some(person), ..Default::default() };
                let rows = profiles::list::list(connection, &theirs, start.as_ref(), PAGE).await?;
                Ok(written(rows, |row| (row.created_at, row.id.0), ProfileView::from))
            }
            Self::Sessions => {
                let rows = exports::sign_ins(connection, person, least, PAGE).await?;
                Ok(written(rows, |row| (row.created_at, row.id.0), SignInView::from))
            }
            Self::Appointments => {
                let (scope, all) = (VisitScope::Patient(person), Filter::default());
                let beyond = after.map(|(at, id)| (at, AppointmentId(id)));
                let rows =
                    appointments::list::list(connection, &scope, &all, beyond.as_ref(), false, PAGE).await?;
                let view = |row| AppointmentView::of(&row, Side::Patient);
                Ok(written(rows, |row| (row.during.start, row.id.0), view))
            }
            Self::Messages => {
                let rows = messages::concerning(connection, person, MessageId(least), PAGE).await?;
                Ok(written(rows, |row| (row.created_at, row.id.0), |row| MessageView::from(&row)))
            }
            Self::Notifications => {
                let after = NotificationId(least);
                let rows = notifications::list_all(connection, person, after, PAGE).await?;
                Ok(written(rows, |row| (row.created_at, row.id.0), NotificationView::from))
            }
            Self::Audit => {
                let rows = exports::records(connection, person, least, PAGE).await?;
                Ok(written(rows, |row| (row.at, row.id), |row| RecordView::of(row, person)))
            }
        }
    }
}

fn written<T, V: Serialize>(
    rows: Vec<T>,
    place: impl Fn(&T) -> Place,
    view: impl Fn(T) -> V,
) -> Vec<(Place, Value)> {
    let write = |row| {
        let place = place(&row);
        (place, serde_json::to_value(view(row)).unwrap_or(Value::Null))
    };
    rows.into_iter().map(write).collect()
}
