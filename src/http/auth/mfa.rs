//! `auth/mfa/`: the second factor.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actors::sessions::sessions::Sessions;
use crate::http::browser::Browser;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;

/// What an authenticator is set up with. Shown once.
#[derive(Serialize, ToSchema)]
#[schema(as = MfaEnrollment)]
pub struct EnrollmentBody {
    /// To be typed: base 32.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    pub secret: String,
    /// To be opened on a phone.
    #[schema(
        example = "otpauth://totp/CareBridge:pat%40carebridge.example?secret=JBSWY3DP&issuer=CareBridge"
    )]
    pub otpauth_url: String,
    /// To be scanned: an SVG document.
    #[schema(example = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    pub qr_svg: String,
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Otp)]
pub struct OtpBody {
    /// Six digits of the authenticator; a recovery code where the second factor is on.
    #[schema(example = "123456")]
    pub otp: String,
}

/// For when the authenticator is lost: each is good once. Shown once.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
pub struct RecoveryCodesBody {
    /// Ten of them.
    #[schema(example = json!(["k7wqz-3m9fa"]))]
    pub recovery_codes: Vec<String>,
}

/// Begins to set up a second factor (TOTP, RFC 6238).
///
/// 403 `fresh_sign_in_required` unless the caller proved lately who they are; 409 `mfa_already_enabled`.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Begun.", body = EnrollmentBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/mfa/enroll/")]
pub async fn enroll(
    signed_in: SignedIn,
    accounts: web::Data<Accounts>,
) -> Result<Json<EnrollmentBody>, Problem> {
    let enrollment = accounts.enroll(&signed_in.standing).await?;
    Ok(Json(EnrollmentBody {
        secret: enrollment.secret,
        otpauth_url: enrollment.otpauth_url,
        qr_svg: enrollment.qr_svg,
    }))
}

/// Ends the set-up with the first code; from now on signing in wants one. The other sign-ins end, a browser gets another
/// cookie.
///
/// 422 `invalid_otp` at `otp`. A clock that is up to five minutes off is followed from then on.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "On.", body = RecoveryCodesBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/mfa/activate/")]
pub async fn activate(
    signed_in: SignedIn,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<OtpBody>,
) -> Result<HttpResponse, Problem> {
    let activated = accounts.activate(&signed_in.standing, &body.otp, &origin).await?;
    sessions.end_sign_ins(&activated.ended).await;
    sessions.sign_in_changed(signed_in.caller.session_id).await;
    let mut answer = HttpResponse::Ok();
    if let Some(cookie) = activated.cookie {
        answer.cookie(browser.cookie(cookie, accounts.remaining(&signed_in.standing)));
    }
    Ok(answer.json(RecoveryCodesBody { recovery_codes: activated.recovery_codes }))
}

/// Makes new recovery codes; the old ones are worth nothing any more. 422 `invalid_otp` at `otp`.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The codes.", body = RecoveryCodesBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/mfa/recovery_codes/")]
pub async fn renew_recovery_codes(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<OtpBody>,
) -> Result<Json<RecoveryCodesBody>, Problem> {
    let recovery_codes = accounts.renew_recovery_codes(&caller, &body.otp, &visitor).await?;
    Ok(Json(RecoveryCodesBody { recovery_codes }))
}

/// Switches the second factor off. 422 `invalid_otp` at `otp`; 409 `mfa_mandatory` where the role asks for one.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Off."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/mfa/disable/")]
pub async fn disable(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<OtpBody>,
) -> Result<HttpResponse, Problem> {
    accounts.disable_mfa(&caller, &body.otp, &visitor).await?;
    Ok(HttpResponse::NoContent().finish())
}
