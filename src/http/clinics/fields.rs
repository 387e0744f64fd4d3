//! What a body may say of a clinic, and how each field is read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::clinics::ClinicChange;
use crate::domain::contact::Phone;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::domain::users::parse_time_zone;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::services::clinics::change::NewClinic;

/// Characters of a clinic's name.
const NAME_MAX: usize = 200;
/// Characters of an address.
const ADDRESS_MAX: usize = 500;

/// A clinic to be opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewClinic)]
pub struct NewClinicBody {
    /// Its name.
    #[schema(example = "Riverside Clinic", min_length = 1, max_length = 200)]
    name: String,
    /// Where it is.
    #[serde(default)]
    #[schema(example = "12 Quai des Fleurs, Lyon", max_length = 500)]
    address: String,
    /// The IANA zone of its wall clock.
    #[schema(example = "Europe/Paris")]
    time_zone: String,
    /// Its front desk, with the country code.
    #[schema(example = "+33 4 72 00 00 00")]
    phone: Option<String>,
}

/// What is to be changed of a clinic; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClinicChange)]
pub struct ClinicChangeBody {
    /// Its name; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Riverside Clinic", min_length = 1, max_length = 200)]
    name: Given<String>,
    /// Where it is.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "12 Quai des Fleurs, Lyon", max_length = 500)]
    address: Given<String>,
    /// The IANA zone of its wall clock; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Europe/Paris")]
    time_zone: Given<String>,
    /// Its front desk, with the country code.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+33 4 72 00 00 00")]
    phone: Given<String>,
}

impl NewClinicBody {
    /// The clinic.
    ///
    /// # Errors
    /// 422 `invalid` with each refused field.
    pub fn read(self) -> Result<NewClinic, Problem> {
        let mut fields = Fields::default();
        let name = fields.read("name", text::line(&self.name, NAME_MAX));
        let address = fields.read("address", text::paragraph(&self.address, ADDRESS_MAX));
        let time_zone = fields.read("time_zone", parse_time_zone(&self.time_zone));
        let phone = fields.read_if_given("phone", self.phone.as_deref(), Phone::parse);
        let made = || Some(NewClinic { name: name?, address: address?, time_zone: time_zone?, phone });
        fields.settle(made())
    }
}

impl ClinicChangeBody {
    /// What is to be changed.
    ///
    /// # Errors
    /// 422 `invalid` with each refused field.
    pub fn read(self) -> Result<ClinicChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let change = ClinicChange {
            name: self.name.read(all, "name", Err(required()), |name| text::line(&name, NAME_MAX)),
            address: self
                .address
                .read(all, "address", Ok(String::new()), |address| text::paragraph(&address, ADDRESS_MAX)),
            time_zone: self.time_zone.read(all, "time_zone", Err(required()), |zone| parse_time_zone(&zone)),
            phone: self.phone.read(all, "phone", Ok(None), |phone| Phone::parse(&phone).map(Some)),
        };
        fields.settle(Some(change))
    }
}
