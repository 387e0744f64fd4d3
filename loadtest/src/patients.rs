//! The patients who book: made, signed in, and kept signed in.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::client::Api;
use crate::error::Error;
use crate::report::progress;
use crate::roster::{Login, Roster};
use crate::wire::Tokens;

/// Passwords are hashed slowly on purpose; more at once would only queue.
const AT_ONCE: usize = 4;

/// Someone who is signed in.
#[derive(Debug)]
pub struct Patient {
    /// How they signed in.
    pub login: Login,
    tokens: RwLock<Tokens>,
}

impl Patient {
    /// A patient with tokens from elsewhere.
    pub fn new(login: Login, tokens: Tokens) -> Self {
        Self { login, tokens: RwLock::new(tokens) }
    }

    /// The present tokens.
    pub fn tokens(&self) -> Tokens {
        self.tokens.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// `count` signed-in patients: those of `file` first, then new ones, which are added to it.
pub async fn sign_in(
    api: &Api,
    count: u32,
    password: &str,
    file: Option<&Path>,
) -> Result<Vec<Patient>, Error> {
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let mut roster = file.map(Roster::load_or_empty).transpose()?.unwrap_or_default();
    if roster.users.len() < wanted {
        let run = Uuid::new_v4().simple().to_string();
        let new: Vec<Login> = (roster.users.len()..wanted)
            .map(|n| Login {
                email: format!("load-{}-{n}@carebridge.example", &run[..12]),
                password: password.to_owned(),
            })
            .collect();
        let bar = progress(new.len(), "patients registered");
        stream::iter(&new)
            .map(|login| advance(&bar, api.register(&login.email, &login.password)))
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async { Ok(()) })
            .await?;
        bar.finish_and_clear();
        roster.users.extend(new);
        file.map(|path| roster.save(path)).transpose()?;
    }
    roster.users.truncate(wanted);
    log_in(api, roster).await
}

/// Signs in everyone of a roster, in its order.
pub async fn log_in(api: &Api, roster: Roster) -> Result<Vec<Patient>, Error> {
    let bar = progress(roster.users.len(), "patients signed in");
    let patients = stream::iter(roster.users)
        .map(|login| {
            advance(&bar, async move {
                let tokens = api.login(&login.email, &login.password).await?;
                Ok::<_, Error>(Patient::new(login, tokens))
            })
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    bar.finish_and_clear();
    Ok(patients)
}

/// Renews everyone's tokens at half of their life until it is aborted. A failure is told and tried again at the next
/// round: the server may just be down, as some tests want it.
pub fn keep_signed_in(api: Arc<Api>, patients: Arc<Vec<Patient>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let life_s = patients.iter().map(|patient| patient.tokens().expires_in).min().unwrap_or(600);
        loop {
            tokio::time::sleep(Duration::from_secs((life_s / 2).max(1))).await;
            for patient in patients.iter() {
                let renewed = match api.refresh(&patient.tokens().refresh).await {
                    // The answer to an earlier refresh was lost, and a second use of its token ends the sign-in.
                    Err(Error::Refused { .. }) => {
                        api.login(&patient.login.email, &patient.login.password).await
                    }
                    other => other,
                };
                match renewed {
                    Ok(tokens) => *patient.tokens.write().unwrap_or_else(PoisonError::into_inner) = tokens,
                    Err(error) => eprintln!("loadtest: {error}"),
                }
            }
        }
    })
}

async fn advance<T>(bar: &ProgressBar, work: impl Future<Output = T>) -> T {
    let done = work.await;
    bar.inc(1);
    done
}
