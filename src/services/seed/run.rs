//! Adds the demo clinic, in one transaction: all of it or nothing. `carebridge seed` and `serve --seed` call this.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::domain::clock::Clock;
use crate::domain::contact::Email;
use crate::domain::ids::UserId;
use crate::domain::users::{PASSWORD_MIN_CHARS, Password};
use crate::services::passwords::Passwords;
use crate::services::seed::error::SeedError;
use crate::services::seed::people::People;
use crate::services::seed::plan::{Counts, Outcome, SeedPlan};
use crate::services::seed::records::{BATCH, Book};
use crate::services::seed::roster::Patient;
use crate::services::seed::{accounts, clinics, letters, story, visits};
use crate::storage::patients::register::{self, TakenIn};
use crate::storage::pool::Database;
use crate::storage::{calendars, passwords, schedules, users};

/// Starts the die: the same clinic at every seed, but for ids and the day it is seen from.
const DIE: u64 = 20_260_101;

/// Adds the demo clinic unless it is there already. The schema must be up to date. `progress` is told how much is done
/// of how much, in people and visits; the second grows once it is known how many visits there will be.
///
/// # Errors
/// [`SeedError`]; nothing was added then.
pub async fn run(
    database: &Database,
    clock: &dyn Clock,
    plan: &SeedPlan,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Outcome, SeedError> {
    let mut connection = database.connection().await?;
    if is_seeded(&mut connection).await? {
        return Ok(Outcome::AlreadySeeded);
    }
    if plan.if_empty && users::any(&mut connection).await? {
        return Ok(Outcome::NotEmpty);
    }
    let password_hash =
        Passwords::new(1)?.hash(&Password::parse_new(accounts::PASSWORD, PASSWORD_MIN_CHARS)?).await?;
    let now = clock.now();
    let counts = (&mut *connection as &mut AsyncPgConnection)
        .transaction(async |connection| add(connection, plan, &password_hash, now, progress).await)
        .await;
    match counts {
        Ok(counts) => Ok(Outcome::Seeded(counts)),
        // Somebody else was at it at the same time and was first.
        Err(SeedError::AddressTaken) if is_seeded(&mut connection).await? => Ok(Outcome::AlreadySeeded),
        Err(error) => Err(error),
    }
}

async fn is_seeded(connection: &mut AsyncPgConnection) -> Result<bool, SeedError> {
    let admin = Email::parse(accounts::ADMIN.email)?;
    Ok(passwords::find_by_email(connection, &admin).await?.is_some())
}

async fn add(
    connection: &mut AsyncPgConnection,
    plan: &SeedPlan,
    password_hash: &str,
    now: DateTime<Utc>,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Counts, SeedError> {
    let people = 2 + plan.doctors.max(accounts::DOCTORS.len()) + plan.patients.max(accounts::PATIENTS.len());
    let (done, people) = (AtomicU64::new(0), people as u64);
    let added = || progress(done.fetch_add(1, Relaxed) + 1, people + plan.appointments.unwrap_or(0) as u64);
    let clinics = clinics::insert(connection, now).await?;
    let roster = People { connection, clinics: &clinics, password_hash, now, added: &added, count: 0 }
        .add_all(plan)
        .await?;

    let taken =
        |patient: &Patient| TakenIn { clinic: patient.clinic, patient: patient.id, by: roster.desk.0.0 };
    let taken: Vec<TakenIn> = roster.patients.iter().map(taken).collect();
    for batch in taken.chunks(BATCH) {
        register::take_in(connection, batch, now).await?;
    }

    let doctors: Vec<UserId> = roster.doctors.iter().map(|doctor| doctor.id).collect();
    schedules::lock(connection, &doctors).await?;
    let calendars = calendars::load_many(connection, &doctors, visits::beginning(now)).await?;
    let mut rng = StdRng::seed_from_u64(DIE);
    let chosen = visits::choose(&roster, calendars.clone(), plan.appointments, now, &mut rng);
    let total = people + chosen.len() as u64;
    let told: Vec<_> = chosen
        .into_iter()
        .map(|visit| {
            let doctor = roster.doctors[visit.doctor].id;
            let auto_confirm = calendars.get(&doctor).is_some_and(|calendar| calendar.auto_confirm);
            let story = story::tell(&visit, auto_confirm, now, &mut rng);
            (visit, story)
        })
        .collect();
    let book = Book { roster: &roster, calendars: &calendars, now };
    let mut appointments = 0;
    for batch in told.chunks(BATCH) {
        appointments += book.write(connection, batch).await?;
        progress(people + appointments as u64, total);
    }
    schedules::bump_calendars(connection, &doctors).await?;
    letters::write(connection, &roster, told.iter().map(|(visit, _)| visit), now).await?;
    Ok(Counts {
        clinics: clinics.len(),
        doctors: roster.doctors.len(),
        patients: roster.patients.len(),
        appointments,
    })
}
