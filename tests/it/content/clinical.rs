//! What must not leave the house: what a clinic writes down, and words that give an illness away.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

/// How such words begin, in the three languages.
const STEMS: [&str; 62] = [
    "allerg",
    "alerg",
    "anxi",
    "ansi",
    "asthm",
    "asma",
    "biops",
    "blood",
    "sang",
    "bronch",
    "cancer",
    "cáncer",
    "cardio",
    "cardiaq",
    "card\u{ed}a",
    "chemo",
    "chimio",
    "quimio",
    "dermat",
    "derm\u{e1}t",
    "diabet",
    "diab\u{e8}t",
    "diagn",
    "disease",
    "maladie",
    "enfermedad",
    "depress",
    "d\u{e9}press",
    "depresi",
    "dosage",
    "dose",
    "dosis",
    "fever",
    "fi\u{e8}vr",
    "fiebre",
    "gyn",
    "ginec",
    "hiv",
    "vih",
    "immun",
    "inmun",
    "infect",
    "infecc",
    "insulin",
    "medication",
    "m\u{e9}dicament",
    "medicament",
    "neurol",
    "oncol",
    "ophtalm",
    "ophthalm",
    "oftalm",
    "orthop",
    "pregnan",
    "enceint",
    "embaraz",
    "prescri",
    "ordonnance",
    "psych",
    "psiq",
    "symptom",
    "s\u{ed}ntoma",
];

/// What is not to be found.
#[derive(Debug, Default)]
pub struct Secrets {
    /// As they stand.
    phrases: Vec<String>,
    /// As words of their own.
    names: Vec<String>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Secrets {
    /// Everything that the clinics of this database keep to themselves.
    pub async fn of(database_url: &str) -> Self {
        let mut connection = AsyncPgConnection::establish(database_url).await.unwrap();
        let mut all = async |sql: &str| -> Vec<String> {
            let query = format!("SELECT DISTINCT text FROM ({sql}) found WHERE length(text) > 3");
            let found: Vec<Found> = diesel::sql_query(query).load(&mut connection).await.unwrap();
            found.into_iter().map(|found| found.text).collect()
        };
        let phrases = all("SELECT specialty AS text FROM doctor_profiles UNION SELECT subspecialty FROM doctor_profiles
                           UNION SELECT bio FROM doctor_profiles UNION SELECT license_number FROM doctor_profiles
                           UNION SELECT patient_notes FROM appointments UNION SELECT cancel_reason FROM appointments
                           UNION SELECT doctor_notes FROM appointments UNION SELECT body FROM messages
                           UNION SELECT subject FROM conversations
                           UNION SELECT first_name || ' ' || last_name FROM users WHERE role = 'doctor' UNION SELECT replace(appointment_type, '_', ' ') FROM appointments")
            .await;
        // Patients are greeted by theirs, which may be a doctor's too.
        let names = all("SELECT last_name AS text FROM users WHERE role = 'doctor'
                         AND last_name NOT IN (SELECT last_name FROM users WHERE role = 'patient')")
        .await;
        assert!(phrases.len() > 40 && names.len() > 5, "{phrases:?} {names:?}");
        Self { phrases, names }
    }

    /// None of them is in a text, nor a word that gives an illness away.
    pub fn are_not_in(&self, text: &str) {
        let lower = text.to_lowercase();
        for phrase in &self.phrases {
            assert!(!lower.contains(&phrase.to_lowercase()), "{phrase:?} in {text}");
        }
        for word in lower.split(|c: char| !c.is_alphanumeric()) {
            let tells = STEMS.iter().find(|stem| word.starts_with(**stem));
            assert!(tells.is_none(), "{word} in {text}");
            let names = self.names.iter().find(|name| name.to_lowercase() == word);
            assert!(names.is_none(), "{word} in {text}");
        }
    }
}

#[test]
fn who_looks_for_clinical_words_finds_them() {
    for telling in ["Your cardiology visit", "Résultat : diabète", "Su receta de insulina"] {
        let found = std::panic::catch_unwind(|| Secrets::default().are_not_in(telling));
        assert!(found.is_err(), "{telling}");
    }
    Secrets::default().are_not_in("Harbour Clinic: your visit is Tue 4 Nov 2025 3:30 PM CET.");
}
