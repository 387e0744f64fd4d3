//! How large the demo clinic is to be, and what came of it.

/// What to seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedPlan {
    /// Doctors, the two of the demo accounts included; there are never fewer.
    pub doctors: usize,
    /// Patients, the two of the demo accounts included; there are never fewer.
    pub patients: usize,
    /// Visits in the past and the coming week, as far as there is room; two fifths of the slots where absent.
    pub appointments: Option<usize>,
    /// Leaves a database alone in which anybody has an account.
    pub if_empty: bool,
}

impl Default for SeedPlan {
    fn default() -> Self {
        Self { doctors: 8, patients: 200, appointments: None, if_empty: false }
    }
}

/// What a seed did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The demo clinic was added.
    Seeded(Counts),
    /// It was there before; nothing was added.
    AlreadySeeded,
    /// Somebody has an account, and only an empty database was to be seeded; nothing was added.
    NotEmpty,
}

/// How much was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Clinics.
    pub clinics: usize,
    /// Doctors.
    pub doctors: usize,
    /// Patients.
    pub patients: usize,
    /// Visits.
    pub appointments: usize,
}
