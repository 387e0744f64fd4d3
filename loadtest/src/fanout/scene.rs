//! What a crowd gathers around: a busy channel, a quiet one, and whoever makes the busy one so.

use std::path::Path;
use std::sync::Arc;

use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::args::Common;
use crate::client::Api;
use crate::error::Error;
use crate::fanout::crowd::Place;
use crate::fanout::holds::{Holds, LANES};
use crate::fanout::publisher::{Posts, Publisher};
use crate::fanout::target::Target;
use crate::patients::{self, Patient};
use crate::prepare;

/// How far ahead times are looked for.
const DAYS: u32 = 28;

/// A channel that is published to, and one that is not.
#[derive(Debug)]
pub struct Scene {
    /// The one that is.
    pub busy: Place,
    /// The one that is not.
    pub quiet: Place,
    /// Where its messages come from.
    pub publisher: Arc<Publisher>,
    /// Patients who only keep sockets open.
    pub listeners: Vec<Patient>,
    renewal: Option<AbortHandle>,
}

impl Scene {
    /// At CareBridge: the slots of a doctor whose times are held and let go, and those of another; with so many patients
    /// beside those who hold.
    ///
    /// # Errors
    /// Where nobody can sign in, or there is nothing to hold.
    pub async fn of_carebridge(
        common: &Common,
        doctor: Option<Uuid>,
        listeners: u32,
        users_file: Option<&Path>,
    ) -> Result<Self, Error> {
        let api = Arc::new(Api::new(common)?);
        let count = listeners + u32::try_from(LANES).unwrap_or(u32::MAX);
        let mut holders = patients::sign_in(&api, count, &common.seed_password, users_file).await?;
        let listeners = holders.split_off(LANES);
        let slots = prepare::busiest(prepare::slots(&api, doctor, DAYS, "consultation").await?);
        let busy = slots.first().ok_or(Error::NoSlots)?.doctor_id;
        let quiet = api.doctors().await?.into_iter().find(|doctor| *doctor != busy);
        let quiet = quiet.ok_or(Error::Unsupported("two doctors are needed: one is quiet"))?;
        if let Some(warning) = prepare::limits_warning(&api) {
            eprintln!("loadtest: {warning}");
        }
        let place = |doctor| Place::of_carebridge(&common.base_url[0], format!("doctor:{doctor}:slots"));
        let holders = Arc::new(holders);
        let renewal = patients::keep_signed_in(api.clone(), holders.clone());
        Ok(Self {
            busy: place(busy).await?,
            quiet: place(quiet).await?,
            publisher: Arc::new(Publisher::Holds(Holds::begin(api, holders, slots).await?)),
            listeners,
            renewal: Some(renewal.abort_handle()),
        })
    }

    /// At a server that carries what it is given.
    ///
    /// # Errors
    /// Where its address is none.
    pub async fn of_peer(common: &Common, target: Target, message_bytes: u16) -> Result<Self, Error> {
        let base_url = &common.base_url[0];
        let place = |channel: &str| Place::of(target, base_url, channel.to_owned());
        let posts = Posts::new(target, base_url, "busy", message_bytes, common.timeout)?;
        Ok(Self {
            busy: place("busy").await?,
            quiet: place("quiet").await?,
            publisher: Arc::new(Publisher::Posts(posts)),
            listeners: Vec::new(),
            renewal: None,
        })
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(renewal) = &self.renewal {
            renewal.abort();
        }
    }
}
