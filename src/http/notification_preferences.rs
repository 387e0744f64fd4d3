//! What the caller wants to be told of.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::quiet_hours::QuietHours;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::http::versions::{IfMatch, tagged};
use crate::services::preferences::{Change, Chosen, NotificationChoices};

/// Reminders of one visit.
const REMINDERS_MAX: usize = 5;
/// A fortnight before a visit at the most.
const REMINDER_MINUTES: std::ops::RangeInclusive<i32> = 5..=20_160;
/// Messages a day.
const CAP: std::ops::RangeInclusive<u32> = 1..=1_000;

/// On or off, by channel.
type Switches = BTreeMap<ChannelKind, bool>;

/// What somebody chose, with what the house has where they chose nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreferences)]
struct PreferencesBody {
    /// By category (`booking`, `reminder`, `message`, `result`, `prescription`, `review`, `account`, `marketing`) and
    /// channel (`in_app`, `email`, `sms`, `push`).
    #[schema(value_type = BTreeMap<String, BTreeMap<String, bool>>)]
    channels: BTreeMap<Category, Switches>,
    /// How long before a visit to remind of it.
    #[schema(example = json!([1440, 120]))]
    reminder_minutes: Vec<i32>,
    /// Hours of peace on the person's own clock; null for none. What is not urgent waits until they are over.
    #[schema(value_type = Option<Object>, example = json!({"start": "22:00", "end": "07:00"}))]
    quiet_hours: Option<QuietHours>,
    /// At most so many messages a day; null for no limit. What is over it waits for the next day.
    #[schema(value_type = BTreeMap<String, Option<u32>>, example = json!({"sms": 10, "email": 20, "push": null}))]
    daily_cap: BTreeMap<ChannelKind, Option<u32>>,
    /// The language that the person is written to in: `en`, `fr` or `es`.
    #[schema(value_type = String, example = "en")]
    locale: Locale,
    /// Whether the person chose the hours of peace. Until they do, the night does not hold what answers something that
    /// they have just done.
    quiet_hours_chosen: bool,
}

/// What is to be other than it is. What is left out stays, so that what was read can be sent back as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationPreferencesChange)]
struct ChangeBody {
    /// By category and channel.
    #[serde(default)]
    #[schema(example = json!({"reminder": {"sms": false}}))]
    channels: BTreeMap<String, BTreeMap<String, bool>>,
    /// Five at most, of 5 minutes to two weeks.
    #[schema(example = json!([1440, 120]))]
    reminder_minutes: Option<Vec<i32>>,
    /// Null for none.
    #[serde(default)]
    #[schema(value_type = Option<Object>, example = json!({"start": "22:00", "end": "07:00"}))]
    quiet_hours: Given<QuietHours>,
    /// For `sms`, `email` and `push`: 1 to 1000, or null for no limit.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Option<u32>>, example = json!({"sms": 10}))]
    daily_cap: BTreeMap<ChannelKind, Option<u32>>,
    /// `en`, `fr` or `es`.
    #[schema(example = "en")]
    locale: Option<String>,
    /// As it was told; to send it back changes nothing.
    #[serde(rename = "quiet_hours_chosen")]
    _quiet_hours_chosen: Option<bool>,
}

/// Where a test goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestBody {
    /// `in_app`, `email`, `sms` or `push`.
    #[schema(example = "email")]
    channel: String,
}

/// A test on its way.
#[derive(Debug, Serialize, ToSchema)]
struct TestSent {
    /// Its delivery.
    delivery_id: Uuid,
}

/// There is nothing to say besides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetBody {}

impl From<Chosen> for PreferencesBody {
    fn from(Chosen { preferences, locale }: Chosen) -> Self {
        let switches =
            |category| ChannelKind::ALL.map(|channel| (channel, preferences.allow(category, channel)));
        let capped = [ChannelKind::Email, ChannelKind::Sms, ChannelKind::Push];
        Self {
            channels: Category::ALL.map(|category| (category, switches(category).into())).into(),
            reminder_minutes: preferences.reminder_minutes().to_vec(),
            quiet_hours: preferences.quiet_hours(),
            daily_cap: capped.map(|channel| (channel, preferences.cap(channel))).into(),
            locale,
            quiet_hours_chosen: preferences.quiet_hours.is_some(),
        }
    }
}

impl ChangeBody {
    fn read(self) -> Result<Change, Problem> {
        let mut fields = Fields::default();
        let reminder_minutes = match self.reminder_minutes {
            Some(minutes) => fields.read("reminder_minutes", reminders(minutes)).map(Some),
            None => Some(None),
        };
        let quiet_hours = match self.quiet_hours {
            Given::Absent => Some(None),
            Given::Null => Some(Some(None)),
            Given::Value(hours) => fields.read("quiet_hours", peace(hours)).map(|hours| Some(Some(hours))),
        };
        let daily_cap = fields.read("daily_cap", caps(self.daily_cap));
        let locale = match self.locale.as_deref() {
            Some(tag) => fields.read("locale", Locale::parse(tag)).map(Some),
            None => Some(None),
        };
        let mut switched = Vec::new();
        for (category, switches) in self.channels {
            let field = format!("channels.{category}");
            let Some(category) = fields.read(&field, Category::parse(&category)) else { continue };
            for (channel, on) in switches {
                let channel = fields.read(&format!("{field}.{channel}"), ChannelKind::parse(&channel));
                switched.extend(channel.map(|channel| (category, channel, on)));
            }
        }
        let made = || {
            Some(Change {
                switched,
                reminder_minutes: reminder_minutes?,
                quiet_hours: quiet_hours?,
                daily_cap: daily_cap?,
                locale: locale?,
            })
        };
        fields.settle(made())
    }
}

/// The longest first, each once.
fn reminders(mut minutes: Vec<i32>) -> Result<Vec<i32>, Invalid> {
    if minutes.len() > REMINDERS_MAX {
        return Err(Invalid::new("too_many", format!("Choose {REMINDERS_MAX} at most.")));
    }
    if minutes.iter().any(|minutes| !REMINDER_MINUTES.contains(minutes)) {
        return Err(Invalid::new(
            "out_of_range",
            "Each is 5 minutes to 14 days (20160 minutes) before the visit.",
        ));
    }
    minutes.sort_unstable_by(|one, other| other.cmp(one));
    let all = minutes.len();
    minutes.dedup();
    if minutes.len() < all {
        return Err(Invalid::new("duplicate", "Each can be chosen once."));
    }
    Ok(minutes)
}

fn peace(hours: QuietHours) -> Result<QuietHours, Invalid> {
    if hours.start == hours.end {
        return Err(Invalid::new("empty", "They begin and end at different times."));
    }
    Ok(hours)
}

fn caps(caps: BTreeMap<ChannelKind, Option<u32>>) -> Result<Vec<(ChannelKind, Option<u32>)>, Invalid> {
    if caps.contains_key(&ChannelKind::InApp) {
        return Err(Invalid::new("not_capped", "What is in the app is not counted."));
    }
    if caps.values().flatten().any(|cap| !CAP.contains(cap)) {
        return Err(Invalid::new("out_of_range", "Choose 1 to 1000 a day, or null for no limit."));
    }
    Ok(caps.into_iter().collect())
}

fn answer(chosen: Chosen) -> HttpResponse {
    tagged(chosen.preferences.version, PreferencesBody::from(chosen))
}

/// What the caller wants to be told of, over which channels, and when.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = PreferencesBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/notification-preferences/")]
async fn get_preferences(
    SignedIn { caller, .. }: SignedIn,
    choices: web::Data<NotificationChoices>,
) -> Result<HttpResponse, Problem> {
    Ok(answer(choices.read(caller.user_id).await?))
}

/// Change what the caller wants to be told of. Reminders of visits that are booked already follow.
#[utoipa::path(
    tag = "notifications",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale.")),
    responses((status = 200, body = PreferencesBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[put("/notification-preferences/")]
async fn change_preferences(
    SignedIn { caller, .. }: SignedIn,
    expected: IfMatch,
    body: Json<ChangeBody>,
    choices: web::Data<NotificationChoices>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let change = body.0.read()?;
    Ok(answer(choices.change(&caller, change, &expected.0, &origin.0).await?))
}

/// Set everything back to what the house has for whoever chose nothing. The language stays.
#[utoipa::path(
    tag = "notifications",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale.")),
    responses((status = 200, body = PreferencesBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notification-preferences/reset/")]
async fn reset_preferences(
    SignedIn { caller, .. }: SignedIn,
    expected: IfMatch,
    _: Json<ResetBody>,
    choices: web::Data<NotificationChoices>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    Ok(answer(choices.reset(&caller, &expected.0, &origin.0).await?))
}

/// Send the caller a test over one channel. A few in ten minutes; they count as what comes in a day does.
#[utoipa::path(
    tag = "notifications",
    responses((status = 202, body = TestSent), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notification-preferences/test/")]
async fn send_test(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    body: Json<TestBody>,
    (choices, limits): (web::Data<NotificationChoices>, web::Data<RateLimits>),
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let channel = fields.read("channel", ChannelKind::parse(&body.0.channel));
    let channel = fields.settle(channel)?;
    limits.enforce(&request, Group::Trial, &caller.user_id.to_string())?;
    let delivery_id = choices.try_out(&caller, channel, &origin.0).await?.0;
    Ok(HttpResponse::Accepted().json(TestSent { delivery_id }))
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_preferences).service(change_preferences).service(reset_preferences).service(send_test);
}
