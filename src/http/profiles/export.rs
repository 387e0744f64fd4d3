//! Everything about the caller, to take along.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use futures::stream::try_unfold;
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::sign_ins::Keeping;
use crate::http::fields::Fields;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;
use crate::services::error::ServiceError;
use crate::services::profiles::Profiles;
use crate::services::profiles::export::view::ExportView;

/// In which form.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// `json`, also where it is not said.
    #[param(example = "json")]
    format: Option<String>,
}

/// Download everything about the caller.
///
/// Account, profile, consents, dependants, sign-ins without their secrets, visits as patient, notifications, and the
/// audit trail of what the caller did and of what was done about them. It goes on record.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The caller's own user id."), ExportQuery),
    responses(
        (status = 200, description = "A file.", body = ExportView,
         headers(("Content-Disposition" = String, description = "`attachment`, with a name."))),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/{id}/export/")]
pub async fn export_profile(
    SignedIn { caller, standing, .. }: SignedIn,
    id: web::Path<Uuid>,
    query: Query<ExportQuery>,
    accounts: web::Data<Accounts>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let format = fields.read("format", json_only(query.0.format.as_deref()));
    fields.settle(format)?;
    // A device that is kept for a month may be in other hands by now.
    if standing.sign_in.keeping == Keeping::TrustedBrowser {
        accounts.require_fresh(&standing).await?;
    }
    let export = profiles.export(&caller, UserId(*id), &origin.0).await?;
    let name = format!("attachment; filename=\"carebridge-{}.json\"", profiles.now().format("%Y-%m-%d"));
    let pieces = try_unfold(export, async |mut export| {
        let piece = export.next().await.map_err(|error| {
            tracing::error!(%error, "an export was cut off");
            error
        })?;
        Ok::<_, ServiceError>(piece.map(|piece| (web::Bytes::from(piece), export)))
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(pieces))
}

fn json_only(format: Option<&str>) -> Result<(), Invalid> {
    match format {
        None | Some("json") => Ok(()),
        Some(_) => Err(Invalid::new("unknown_format", "Choose json.")),
    }
}
