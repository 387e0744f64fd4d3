//! What the directory says of a doctor, as those who keep it see and change it.

use crate::domain::doctors::License;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;

/// The longest practice that is believed.
const YEARS_MAX: i32 = 80;
/// Languages of one doctor.
const LANGUAGES_MAX: usize = 20;
/// Characters of a language tag.
const TAG_MAX: usize = 35;
/// The dearest visit: 999,999.99.
const FEE_MINOR_MAX: i64 = 99_999_999;

/// A doctor's profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorProfile {
    /// The doctor's account.
    pub user_id: UserId,
    /// Nobody else's.
    pub license: License,
    /// Field of medicine.
    pub specialty: String,
    /// Narrower field; empty where there is none.
    pub subspecialty: String,
    /// 0 to 80.
    pub years_experience: i32,
    /// A few lines about them.
    pub bio: String,
    /// Languages spoken, BCP 47, in lower case.
    pub languages: Vec<String>,
    /// In the currency's minor unit (cents).
    pub consultation_fee_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Somebody who was never there may book.
    pub accepts_new_patients: bool,
    /// New visits are certain at once.
    pub auto_confirm: bool,
    /// Moves with every change.
    pub version: i32,
}

/// What is to be changed of a profile; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DoctorProfileChange {
    /// Only administrators say which.
    pub license: Option<License>,
    /// Field of medicine.
    pub specialty: Option<String>,
    /// Narrower field.
    pub subspecialty: Option<String>,
    /// 0 to 80.
    pub years_experience: Option<i32>,
    /// A few lines about them.
    pub bio: Option<String>,
    /// Languages spoken.
    pub languages: Option<Vec<String>>,
    /// In the minor unit; inside, none where it is not told.
    pub consultation_fee_minor: Option<Option<i64>>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Somebody who was never there may book.
    pub accepts_new_patients: Option<bool>,
    /// New visits are certain at once.
    pub auto_confirm: Option<bool>,
}

impl DoctorProfileChange {
    /// The profile with the change made.
    #[must_use]
    pub fn apply(self, profile: &DoctorProfile) -> DoctorProfile {
        let was = profile.clone();
        DoctorProfile {
            user_id: was.user_id,
            license: self.license.unwrap_or(was.license),
            specialty: self.specialty.unwrap_or(was.specialty),
            subspecialty: self.subspecialty.unwrap_or(was.subspecialty),
            years_experience: self.years_experience.unwrap_or(was.years_experience),
            bio: self.bio.unwrap_or(was.bio),
            languages: self.languages.unwrap_or(was.languages),
            consultation_fee_minor: self.consultation_fee_minor.unwrap_or(was.consultation_fee_minor),
            currency: self.currency.unwrap_or(was.currency),
            accepts_new_patients: self.accepts_new_patients.unwrap_or(was.accepts_new_patients),
            auto_confirm: self.auto_confirm.unwrap_or(was.auto_confirm),
            version: was.version,
        }
    }
}

impl DoctorProfile {
    /// The names of the fields in which the two differ, for the record.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        [
            ("license_number", self.license != other.license),
            ("specialty", self.specialty != other.specialty),
            ("subspecialty", self.subspecialty != other.subspecialty),
            ("years_experience", self.years_experience != other.years_experience),
            ("bio", self.bio != other.bio),
            ("languages", self.languages != other.languages),
            ("consultation_fee", self.consultation_fee_minor != other.consultation_fee_minor),
            ("currency", self.currency != other.currency),
            ("accepts_new_patients", self.accepts_new_patients != other.accepts_new_patients),
            ("auto_confirm", self.auto_confirm != other.auto_confirm),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }

    /// Whether bookings are decided otherwise than under the other.
    #[must_use]
    pub fn decides_otherwise(&self, other: &Self) -> bool {
        (self.accepts_new_patients, self.auto_confirm) != (other.accepts_new_patients, other.auto_confirm)
    }
}

/// Reads how long somebody has practised.
///
/// # Errors
/// `out_of_range`.
pub fn years(years: i32) -> Result<i32, Invalid> {
    if (0..=YEARS_MAX).contains(&years) {
        Ok(years)
    } else {
        Err(Invalid::new("out_of_range", "Between 0 and 80 years."))
    }
}

/// Reads language tags (BCP 47, RFC 5646 §2.1), each once, in lower case.
///
/// # Errors
/// `invalid_language` or `too_many`.
pub fn languages(tags: &[String]) -> Result<Vec<String>, Invalid> {
    let mut read: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = tag.trim().to_ascii_lowercase();
        let mut parts = tag.split('-');
        let primary =
            |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let further = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if tag.len() > TAG_MAX || !parts.next().is_some_and(primary) || !parts.all(further) {
            return Err(Invalid::new("invalid_language", "Use language tags like en or pt-BR."));
        }
        if !read.contains(&tag) {
            read.push(tag);
        }
    }
    if read.len() > LANGUAGES_MAX {
        return Err(Invalid::new("too_many", "Name 20 languages at most."));
    }
    Ok(read)
}

/// Reads an amount of money like `80` or `80.00`; in the minor unit (hundredths).
///
/// # Errors
/// `invalid_amount`.
pub fn fee(text: &str) -> Result<i64, Invalid> {
    let invalid = || Invalid::new("invalid_amount", "Use an amount like 80.00, up to 999999.99.");
    let (whole, hundredths) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || hundredths.len() != 2 || !digits(whole) || !digits(hundredths) {
        return Err(invalid());
    }
    let minor: i64 = format!("{whole}{hundredths}").parse().map_err(|_| invalid())?;
    if minor > FEE_MINOR_MAX { Err(invalid()) } else { Ok(minor) }
}

/// Reads the code of a currency (ISO 4217).
///
/// # Errors
/// `invalid_currency`.
pub fn currency(code: &str) -> Result<String, Invalid> {
    let code = code.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(Invalid::new("invalid_currency", "Use a currency code like EUR."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[&str]) -> Result<Vec<String>, &'static str> {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        languages(&tags).map_err(|invalid| invalid.code)
    }

    #[test]
    fn money_is_read_exactly_or_not_at_all() {
        assert_eq!((fee("80.00"), fee("80"), fee("0.05")), (Ok(8_000), Ok(8_000), Ok(5)));
        assert_eq!(fee("999999.99"), Ok(FEE_MINOR_MAX));
        for wrong in ["", ".", "80.", ".50", "80.5", "80.000", "-1", "+1", "1e3", "1000000.00", "8٠", "NaN"]
        {
            assert_eq!(fee(wrong).unwrap_err().code, "invalid_amount", "{wrong:?}");
        }
    }

    #[test]
    fn languages_are_tags_and_each_is_named_once() {
        assert_eq!(tags(&["EN", "pt-BR", "en"]), Ok(vec!["en".to_owned(), "pt-br".to_owned()]));
        assert_eq!(tags(&[]), Ok(vec![]));
        for wrong in ["", "e", "english", "en_GB", "en-", "e1", "en-toolongsubtag", "é", "en\0"] {
            assert_eq!(tags(&[wrong]), Err("invalid_language"), "{wrong:?}");
        }
        let many: Vec<String> = (b'a'..=b'u').map(|letter| format!("a{}", letter as char)).collect();
        assert_eq!(languages(&many).unwrap_err().code, "too_many");
    }

    #[test]
    fn years_and_currencies_are_plausible() {
        assert_eq!((years(0), years(80)), (Ok(0), Ok(80)));
        assert_eq!(
            (years(-1).unwrap_err().code, years(81).unwrap_err().code),
            ("out_of_range", "out_of_range")
        );
        assert_eq!(currency(" eur "), Ok("EUR".to_owned()));
        assert_eq!(currency("EURO").unwrap_err().code, "invalid_currency");
        assert_eq!(currency("É1").unwrap_err().code, "invalid_currency");
    }
}
