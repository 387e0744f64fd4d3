//! Kinds of visit, as they are sent and read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::doctor_profiles::{currency, fee};
use crate::domain::invalid::Invalid;
use crate::domain::schedules::{OfferedType, TypeCode, VisitType};
use crate::http::doctors::decimal;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::services::availability::appointment_types::TypeChange;

/// A kind of visit that a doctor offers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentType)]
pub struct TypeBody {
    /// The kind.
    #[schema(value_type = String, example = "consultation")]
    pub code: TypeCode,
    /// How long a visit is.
    #[schema(example = 30)]
    pub duration_minutes: i64,
    /// Kept free before it.
    #[schema(example = 0)]
    pub buffer_before_minutes: i64,
    /// Kept free after it.
    #[schema(example = 5)]
    pub buffer_after_minutes: i64,
    /// How many patients share it; more than one for a group.
    #[schema(example = 1)]
    pub capacity: u32,
    /// Visits start this far apart; null as the schedule says.
    pub grid_minutes: Option<i64>,
    /// `in_person`, `video` or `phone`.
    #[schema(example = "in_person")]
    pub mode: String,
    /// A decimal number with two places, as text so that it stays exact; null where it is not told.
    #[schema(example = "60.00")]
    pub price: Option<String>,
    /// ISO 4217.
    #[schema(example = "EUR")]
    pub currency: Option<String>,
    /// Grows with every change; also the `ETag`.
    #[schema(example = 1)]
    pub version: i32,
}

/// A kind of visit to be offered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAppointmentType)]
pub struct NewTypeBody {
    /// The kind.
    #[schema(value_type = String, example = "physical_therapy")]
    pub code: TypeCode,
    /// How long a visit is.
    #[schema(example = 45, minimum = 5, maximum = 480)]
    pub duration_minutes: i64,
    /// Kept free before it; by default nothing.
    #[serde(default)]
    #[schema(example = 0, minimum = 0, maximum = 120)]
    pub buffer_before_minutes: i64,
    /// Kept free after it; by default nothing.
    #[serde(default)]
    #[schema(example = 15, minimum = 0, maximum = 120)]
    pub buffer_after_minutes: i64,
    /// How many patients share it; by default one.
    #[serde(default = "one")]
    #[schema(example = 6, minimum = 1, maximum = 100)]
    pub capacity: u32,
    /// Visits start this far apart; as the schedule says where absent.
    #[serde(default)]
    #[schema(example = 60, minimum = 5, maximum = 240)]
    pub grid_minutes: Option<i64>,
    /// `in_person`, which it is by default, `video` or `phone`.
    #[serde(default = "in_person")]
    #[schema(example = "in_person")]
    pub mode: String,
    /// `60` or `60.00`; not told where absent.
    #[serde(default)]
    #[schema(example = "60.00")]
    pub price: Option<String>,
    /// ISO 4217; the doctor's own where absent.
    #[serde(default)]
    #[schema(example = "EUR")]
    pub currency: Option<String>,
}

/// What is to be changed of a kind of visit; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppointmentTypeChange)]
pub struct TypeChangeBody {
    /// How long a visit is.
    #[serde(default)]
    #[schema(value_type = i64, required = false, example = 45, minimum = 5, maximum = 480)]
    pub duration_minutes: Given<i64>,
    /// Kept free before it.
    #[serde(default)]
    #[schema(value_type = i64, required = false, example = 0, minimum = 0, maximum = 120)]
    pub buffer_before_minutes: Given<i64>,
    /// Kept free after it.
    #[serde(default)]
    #[schema(value_type = i64, required = false, example = 15, minimum = 0, maximum = 120)]
    pub buffer_after_minutes: Given<i64>,
    /// How many patients share it.
    #[serde(default)]
    #[schema(value_type = u32, required = false, example = 6, minimum = 1, maximum = 100)]
    pub capacity: Given<u32>,
    /// Visits start this far apart; null as the schedule says.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 60, minimum = 5, maximum = 240)]
    pub grid_minutes: Given<i64>,
    /// `in_person`, `video` or `phone`.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "video")]
    pub mode: Given<String>,
    /// `60` or `60.00`; null where it is not to be told.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "60.00")]
    pub price: Given<String>,
    /// ISO 4217; null for the doctor's own.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "EUR")]
    pub currency: Given<String>,
}

impl From<OfferedType> for TypeBody {
    fn from(offered: OfferedType) -> Self {
        let OfferedType { visit, price_minor, currency, version } = offered;
        Self {
            code: visit.code,
            duration_minutes: visit.duration_minutes,
            buffer_before_minutes: visit.buffer_before_minutes,
            buffer_after_minutes: visit.buffer_after_minutes,
            capacity: visit.capacity,
            grid_minutes: visit.grid_minutes,
            mode: visit.mode,
            price: price_minor.map(decimal),
            currency,
            version,
        }
    }
}

impl TryFrom<NewTypeBody> for OfferedType {
    type Error = Problem;

    fn try_from(body: NewTypeBody) -> Result<Self, Problem> {
        let mut fields = Fields::default();
        let price_minor = fields.read_if_given("price", body.price.as_deref(), fee);
        let currency = fields.read_if_given("currency", body.currency.as_deref(), currency);
        let visit = VisitType {
            code: body.code,
            duration_minutes: body.duration_minutes,
            buffer_before_minutes: body.buffer_before_minutes,
            buffer_after_minutes: body.buffer_after_minutes,
            capacity: body.capacity,
            grid_minutes: body.grid_minutes,
            mode: body.mode,
        };
        fields.settle(Some(Self { visit, price_minor, currency, version: 1 }))
    }
}

impl TypeChangeBody {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 with the refused ones.
    pub fn read(self) -> Result<TypeChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let before = self.buffer_before_minutes;
        let change = TypeChange {
            duration_minutes: self.duration_minutes.read(all, "duration_minutes", Err(required()), Ok),
            buffer_before_minutes: before.read(all, "buffer_before_minutes", Ok(0), Ok),
            buffer_after_minutes: self.buffer_after_minutes.read(all, "buffer_after_minutes", Ok(0), Ok),
            capacity: self.capacity.read(all, "capacity", Err(required()), Ok),
            grid_minutes: self.grid_minutes.read(all, "grid_minutes", Ok(None), |minutes| Ok(Some(minutes))),
            mode: self.mode.read(all, "mode", Err(required()), Ok),
            price_minor: self.price.read(all, "price", Ok(None), |amount| fee(&amount).map(Some)),
            currency: self.currency.read(all, "currency", Ok(None), |code| currency(&code).map(Some)),
        };
        fields.settle(Some(change))
    }
}

fn one() -> u32 {
    1
}

fn in_person() -> String {
    "in_person".to_owned()
}
