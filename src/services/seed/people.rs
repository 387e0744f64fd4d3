//! Writes the accounts of the demo clinic, the doctors with their profiles and hours.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel_async::AsyncPgConnection;

use crate::domain::clinics::Clinic;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::schedules::OfferedType;
use crate::domain::users::Registration;
use crate::services::seed::accounts::{self, DOMAIN, DemoAccount};
use crate::services::seed::error::SeedError;
use crate::services::seed::plan::SeedPlan;
use crate::services::seed::roster::{Doctor, Patient, Roster};
use crate::services::seed::{hours, names, practices};
use crate::storage::doctors::NewProfile;
use crate::storage::{appointment_types, availability_rules, clinics, doctors, schedules, users};

/// Starts of visits are this far apart.
const SLOT_GRID_MINUTES: i32 = 30;
/// Doctors take their names from here on, so that few patients are their namesakes.
const DOCTOR_NAMES_FROM: usize = names::PAIRS / 2;

/// Writes people, one after the other; every account has the same password.
pub(super) struct People<'a> {
    pub(super) connection: &'a mut AsyncPgConnection,
    pub(super) clinics: &'a [Clinic; 2],
    /// The hash of the demo password: made once, since hashing is meant to be dear.
    pub(super) password_hash: &'a str,
    pub(super) now: DateTime<Utc>,
    /// Told of each person that was added.
    pub(super) added: &'a (dyn Fn() + Sync),
    /// How many there are already: gives each a number of their own.
    pub(super) count: usize,
}

/// What tells one account from another.
struct Person<'a> {
    email: &'a str,
    name: (&'a str, &'a str),
    role: Role,
    locale: Locale,
    time_zone: Tz,
}

impl People<'_> {
    /// Writes everybody.
    pub(super) async fn add_all(mut self, plan: &SeedPlan) -> Result<Roster, SeedError> {
        self.known(accounts::ADMIN).await?;
        let desk = self.known(accounts::DESK).await?;
        let riverside = self.clinics[0].id;
        clinics::insert_member(self.connection, riverside, desk, "staff", self.now).await?;
        let mut doctors = Vec::new();
        for n in 0..plan.doctors.max(accounts::DOCTORS.len()) {
            doctors.push(self.doctor(n).await?);
        }
        let mut patients = Vec::new();
        for n in 0..plan.patients.max(accounts::PATIENTS.len()) {
            patients.push(self.patient(n).await?);
        }
        Ok(Roster { desk: (desk, riverside), doctors, patients })
    }

    async fn doctor(&mut self, n: usize) -> Result<Doctor, SeedError> {
        // The demo doctors work where the front desk is; the others at the one or the other.
        let place = usize::from(n >= accounts::DOCTORS.len() && n.is_multiple_of(2));
        let clinic = &self.clinics[place];
        let (id, first_name, last_name) = match accounts::DOCTORS.get(n) {
            Some(demo) => (self.known(*demo).await?, demo.first_name, demo.last_name),
            None => {
                let (first, last) = names::nth(DOCTOR_NAMES_FROM + n);
                let email = address("dr.", (first, last), n);
                let person = Person {
                    email: &email,
                    name: (first, last),
                    role: Role::Doctor,
                    locale: Locale::En,
                    time_zone: clinic.time_zone,
                };
                (self.add(&person).await?, first, last)
            }
        };
        clinics::insert_member(self.connection, clinic.id, id, "doctor", self.now).await?;
        self.practice(n, id, (first_name, last_name), place).await?;
        Ok(Doctor { id, name: format!("{first_name} {last_name}"), clinic: clinic.id })
    }

    /// Gives a doctor profile, hours and kinds of visit.
    async fn practice(
        &mut self,
        n: usize,
        id: UserId,
        name: (&str, &str),
        place: usize,
    ) -> Result<(), SeedError> {
        let practice = practices::nth(n);
        let (own_language, register, currency) = [("en", "GMC", "GBP"), ("fr", "RPP", "EUR")][place];
        let mut languages = vec![own_language];
        languages.extend(practice.languages.iter().filter(|language| **language != own_language));
        let profile = NewProfile {
            user_id: id,
            name,
            license_number: &format!("{register}-{:06}", (700_101 + n * 37) % 1_000_000),
            specialty: practice.specialty,
            subspecialty: practice.subspecialty,
            years_experience: practice.years_experience,
            bio: practice.bio,
            languages: &languages,
            consultation_fee_minor: Some(practice.fee_minor),
            currency,
            // The first demo doctor says yes by hand, the second has it done; the others are mixed.
            auto_confirm: !n.is_multiple_of(3),
        };
        doctors::insert_profile(self.connection, &profile, self.now).await?;
        let clinic = &self.clinics[place];
        schedules::insert(self.connection, id, clinic.time_zone, SLOT_GRID_MINUTES, self.now).await?;
        let offered: Vec<OfferedType> = practice.types().into_iter().map(OfferedType::from).collect();
        appointment_types::insert(self.connection, id, &offered, self.now).await?;
        for rule in hours::rules(practice.hours, id, clinic.id, self.now) {
            availability_rules::insert(self.connection, &rule, self.now).await?;
        }
        Ok(())
    }

    async fn patient(&mut self, n: usize) -> Result<Patient, SeedError> {
        if let Some(demo) = accounts::PATIENTS.get(n) {
            return Ok(Patient { id: self.known(*demo).await?, clinic: self.clinics[0].id });
        }
        let (clinic, locale, time_zone) = self.home(n);
        let name = names::nth(n);
        let email = address("", name, n);
        let person = Person { email: &email, name, role: Role::Patient, locale, time_zone };
        Ok(Patient { id: self.add(&person).await?, clinic })
    }

    /// Of ten patients, six go to the first clinic; one reads Spanish.
    fn home(&self, n: usize) -> (ClinicId, Locale, Tz) {
        let [riverside, tilleuls] = self.clinics;
        match n % 10 {
            0..=5 => (riverside.id, Locale::En, riverside.time_zone),
            6 => (tilleuls.id, Locale::Es, tilleuls.time_zone),
            _ => (tilleuls.id, Locale::Fr, tilleuls.time_zone),
        }
    }

    async fn known(&mut self, account: DemoAccount) -> Result<UserId, SeedError> {
        let person = Person {
            email: account.email,
            name: (account.first_name, account.last_name),
            role: account.role,
            locale: Locale::En,
            time_zone: self.clinics[0].time_zone,
        };
        self.add(&person).await
    }

    async fn add(&mut self, person: &Person<'_>) -> Result<UserId, SeedError> {
        let id = UserId::new(self.now);
        let registration = Registration {
            email: Email::parse(person.email)?,
            first_name: person.name.0.to_owned(),
            last_name: person.name.1.to_owned(),
            // No area is 555, so that no text reaches anybody.
            phone: Some(Phone::parse(&format!("+15550100{:03}", self.count))?),
            time_zone: person.time_zone,
            locale: person.locale,
            role: person.role,
        };
        let verified = Some(self.now);
        if !users::insert(self.connection, id, &registration, Some(self.password_hash), verified, self.now)
            .await?
        {
            return Err(SeedError::AddressTaken);
        }
        self.count += 1;
        (self.added)();
        Ok(id)
    }
}

/// An address that nobody else of the seed has, for the `n`th of a kind.
fn address(title: &str, (first, last): (&str, &str), n: usize) -> String {
    let round = match n / names::PAIRS {
        0 => String::new(),
        round => (round + 1).to_string(),
    };
    format!("{title}{first}.{last}{round}@{DOMAIN}").to_lowercase()
}
