//! What doctors do: field, terms and hours. More doctors than fields begin again at the first.

use crate::domain::schedules::{TypeCode, VisitType};
use crate::services::seed::hours::{EARLY, EVENINGS, EVERY_DAY, OFFICE, SATURDAYS, Shift};

/// A field of medicine as it is practised in the demo.
#[derive(Debug)]
pub(super) struct Practice {
    pub(super) specialty: &'static str,
    /// Empty where there is none.
    pub(super) subspecialty: &'static str,
    pub(super) bio: &'static str,
    /// Languages besides the clinic's own, BCP 47.
    pub(super) languages: &'static [&'static str],
    pub(super) years_experience: i32,
    /// In the minor unit of the clinic's currency.
    pub(super) fee_minor: i64,
    pub(super) hours: &'static [Shift],
    offers: &'static [Offer],
}

/// Code, minutes of the visit, minutes kept free before and after it, mode.
type Offer = (TypeCode, i64, i64, i64, &'static str);

const CONSULTATION: Offer = (TypeCode::Consultation, 30, 0, 0, "in_person");
const FOLLOW_UP: Offer = (TypeCode::FollowUp, 30, 0, 0, "in_person");
const VIDEO_FOLLOW_UP: Offer = (TypeCode::FollowUp, 20, 0, 5, "video");
const CHECKUP: Offer = (TypeCode::Checkup, 60, 0, 0, "in_person");
const CHECKUP_WITH_NOTES: Offer = (TypeCode::Checkup, 60, 0, 15, "in_person");
const THERAPY: Offer = (TypeCode::PhysicalTherapy, 45, 0, 15, "in_person");
const IMAGING: Offer = (TypeCode::Imaging, 30, 10, 10, "in_person");

/// Everybody offers consultations; the first two fields are those of the demo doctors.
const PRACTICES: [Practice; 12] = [
    Practice {
        specialty: "General Practice",
        subspecialty: "",
        bio: "Family doctor for all ages, with time for the second question. Sees urgent cases on the day.",
        languages: &["es"],
        years_experience: 14,
        fee_minor: 6_000,
        hours: EVERY_DAY,
        offers: &[CONSULTATION, FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Cardiology",
        subspecialty: "Heart failure",
        bio: "Looks after hearts that need watching, from the first palpitations to life after surgery.",
        languages: &["fr"],
        years_experience: 21,
        fee_minor: 12_000,
        hours: OFFICE,
        offers: &[CONSULTATION, VIDEO_FOLLOW_UP, CHECKUP_WITH_NOTES],
    },
    Practice {
        specialty: "Dermatology",
        subspecialty: "",
        bio: "Skin, hair and nails; mole mapping and small surgery in the same visit where possible.",
        languages: &["en"],
        years_experience: 9,
        fee_minor: 7_500,
        hours: OFFICE,
        offers: &[CONSULTATION, VIDEO_FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Paediatrics",
        subspecialty: "Asthma and allergy",
        bio: "From newborn checks to teenagers. Parents are welcome to bring a list.",
        languages: &["pl"],
        years_experience: 12,
        fee_minor: 7_000,
        hours: SATURDAYS,
        offers: &[CONSULTATION, FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Gynaecology",
        subspecialty: "",
        bio: "Routine checks, contraception, pregnancy and menopause, without hurry.",
        languages: &["en", "pt"],
        years_experience: 17,
        fee_minor: 8_500,
        hours: OFFICE,
        offers: &[CONSULTATION, FOLLOW_UP, CHECKUP_WITH_NOTES],
    },
    Practice {
        specialty: "Orthopaedics",
        subspecialty: "Knee and hip",
        bio: "Knees and hips of runners and grandparents; surgery is the last thing tried.",
        languages: &["de"],
        years_experience: 24,
        fee_minor: 13_000,
        hours: EARLY,
        offers: &[CONSULTATION, FOLLOW_UP, IMAGING],
    },
    Practice {
        specialty: "Psychiatry",
        subspecialty: "",
        bio: "Talking first. Evening hours on Tuesdays and Thursdays for people who work.",
        languages: &["en", "es"],
        years_experience: 11,
        fee_minor: 9_000,
        hours: EVENINGS,
        offers: &[CONSULTATION, VIDEO_FOLLOW_UP, CHECKUP_WITH_NOTES],
    },
    Practice {
        specialty: "Neurology",
        subspecialty: "Headache",
        bio: "Headache, dizziness and tremor, explained in plain words.",
        languages: &["hi", "ur"],
        years_experience: 16,
        fee_minor: 12_500,
        hours: OFFICE,
        offers: &[CONSULTATION, FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Ophthalmology",
        subspecialty: "",
        bio: "Eye tests, glaucoma checks and aftercare of cataract surgery.",
        languages: &["en"],
        years_experience: 19,
        fee_minor: 8_000,
        hours: EARLY,
        offers: &[CONSULTATION, FOLLOW_UP, IMAGING],
    },
    Practice {
        specialty: "Otolaryngology",
        subspecialty: "Hearing",
        bio: "Ears, noses and throats of singers, swimmers and everybody else.",
        languages: &[],
        years_experience: 8,
        fee_minor: 9_500,
        hours: SATURDAYS,
        offers: &[CONSULTATION, FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Endocrinology",
        subspecialty: "Diabetes",
        bio: "Diabetes and thyroid, with a plan that fits a working week.",
        languages: &["en", "ar"],
        years_experience: 13,
        fee_minor: 9_000,
        hours: OFFICE,
        offers: &[CONSULTATION, VIDEO_FOLLOW_UP, CHECKUP],
    },
    Practice {
        specialty: "Physiotherapy",
        subspecialty: "Sports injuries",
        bio: "Gets people moving again after injury or surgery; exercises to take home.",
        languages: &["nl"],
        years_experience: 7,
        fee_minor: 5_500,
        hours: EVENINGS,
        offers: &[CONSULTATION, FOLLOW_UP, THERAPY],
    },
];

/// The field of the `n`th doctor.
pub(super) fn nth(n: usize) -> &'static Practice {
    &PRACTICES[n % PRACTICES.len()]
}

impl Practice {
    /// The kinds of visit on offer.
    pub(super) fn types(&self) -> Vec<VisitType> {
        let visit = |&(code, duration_minutes, before, after, mode): &Offer| VisitType {
            code,
            duration_minutes,
            buffer_before_minutes: before,
            buffer_after_minutes: after,
            capacity: 1,
            grid_minutes: None,
            mode: mode.to_owned(),
        };
        self.offers.iter().map(visit).collect()
    }
}
