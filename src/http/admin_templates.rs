//! What messages say, for administrators: each template, and how it looks.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::delivery::links::Links;
use crate::delivery::templates::catalogue::{self, Entry, LOCALES};
use crate::delivery::templates::preview;
use crate::domain::locale::Locale;
use crate::domain::principals::Caller;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::error::ServiceError;

/// A template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTemplate)]
struct TemplateBody {
    /// Its name.
    #[schema(example = "appointment_confirmed")]
    template: String,
    /// What its readers' choices are made by.
    #[schema(value_type = String, example = "booking")]
    category: &'static str,
    /// The channels that it has words for.
    #[schema(value_type = Vec<String>, example = json!(["in_app", "email", "sms", "push"]))]
    channels: Vec<&'static str>,
    /// All that its words name.
    #[schema(value_type = Vec<String>, example = json!(["clinic", "link", "name", "when", "when_short"]))]
    variables: Vec<&'static str>,
}

/// Every template, and the languages that each has words in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTemplates)]
struct TemplatesBody {
    /// The templates.
    results: Vec<TemplateBody>,
    /// The languages.
    #[schema(value_type = Vec<String>, example = json!(["en", "fr", "es"]))]
    locales: Vec<&'static str>,
}

/// How a template looks, filled with an example.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplatePreview)]
struct PreviewBody {
    /// Its name.
    template: String,
    /// Over which channel.
    #[schema(value_type = String, example = "sms")]
    channel: &'static str,
    /// In which language.
    #[schema(value_type = String, example = "fr")]
    locale: &'static str,
    /// Of a mail.
    subject: Option<String>,
    /// A mail as plain text, or a text message.
    text: Option<String>,
    /// A mail as an HTML document.
    html: Option<String>,
    /// First line of a push, or of an entry of the inbox.
    title: Option<String>,
    /// What stands below it.
    body: Option<String>,
    /// As how many messages a text is sent, and paid for.
    segments: Option<usize>,
    /// As the provider counts them.
    characters: Option<usize>,
    /// `GSM-7` or `UCS-2`.
    #[schema(value_type = Option<String>, example = "GSM-7")]
    encoding: Option<&'static str>,
}

/// Over which channel, and in which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PreviewQuery {
    /// One that the template has words for; its first one unless told.
    #[param(example = "sms")]
    channel: Option<String>,
    /// `en`, `fr` or `es`; English unless told.
    #[param(example = "fr")]
    locale: Option<String>,
}

/// List what messages there are, and what each may name (administrators).
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "All of them.", body = TemplatesBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/notification-templates/")]
async fn list_templates(SignedIn { caller, .. }: SignedIn) -> Result<Json<TemplatesBody>, Problem> {
    check(&caller)?;
    let results = catalogue::all().into_iter().map(TemplateBody::from).collect();
    Ok(Json(TemplatesBody { results, locales: LOCALES.map(Locale::as_str).to_vec() }))
}

/// See what a message looks like, filled with an example (administrators).
#[utoipa::path(
    tag = "admin",
    params(("template" = String, Path, description = "The template's name."), PreviewQuery),
    responses((status = 200, description = "As its reader would see it.", body = PreviewBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/notification-templates/{template}/preview/")]
async fn preview_template(
    SignedIn { caller, .. }: SignedIn,
    template: web::Path<String>,
    query: Query<PreviewQuery>,
    links: web::Data<Links>,
) -> Result<Json<PreviewBody>, Problem> {
    check(&caller)?;
    let entry = catalogue::find(&template).ok_or(ServiceError::NotFound)?;
    let mut fields = Fields::default();
    let channel = fields.read("channel", preview::channel_of(&entry, query.0.channel.as_deref()));
    let locale = fields.read("locale", Locale::parse(query.0.locale.as_deref().unwrap_or("en")));
    let (channel, locale) = fields.settle(channel.zip(locale))?;
    let preview = preview::render(&entry, channel, locale, &links).map_err(ServiceError::from)?;
    Ok(Json(PreviewBody {
        template: entry.template,
        channel: channel.as_str(),
        locale: locale.as_str(),
        subject: preview.subject,
        text: preview.text,
        html: preview.html,
        title: preview.title,
        body: preview.body,
        segments: preview.size.map(|size| size.segments),
        characters: preview.size.map(|size| size.characters),
        encoding: preview.size.map(|size| size.encoding),
    }))
}

fn check(caller: &Caller) -> Result<(), ServiceError> {
    if caller.administers() { Ok(()) } else { Err(ServiceError::Forbidden) }
}

impl From<Entry> for TemplateBody {
    fn from(entry: Entry) -> Self {
        Self {
            category: entry.category().as_str(),
            channels: entry.channels.iter().map(|channel| channel.as_str()).collect(),
            variables: entry.variables.to_vec(),
            template: entry.template,
        }
    }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_templates).service(preview_template);
}
