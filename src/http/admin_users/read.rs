//! Finds accounts.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::text;
use crate::http::admin_users::body::ManagedUserBody;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::profiles::read::read_role;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::admin_users::AdminUsers;
use crate::storage::admin_users::Filter;

/// Characters of a text that is searched for.
const TEXT_MAX: usize = 100;

/// Which accounts, and which page.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    /// Words, each part of a name or of the address.
    #[param(example = "morgan")]
    q: Option<String>,
    /// `patient`, `doctor`, `staff` or `admin`.
    #[param(example = "staff")]
    role: Option<String>,
    /// Those that were, or were not, disabled.
    disabled: Option<bool>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl UsersQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut fields = Fields::default();
        let q = fields.read_if_given("q", self.q.as_deref(), |q| text::paragraph(q, TEXT_MAX));
        let role = fields.read_if_given("role", self.role.as_deref(), read_role);
        fields.settle(Some(Filter { q, role, disabled: self.disabled }))
    }
}

/// List accounts, the newest first (administrators).
///
/// Addresses and numbers are masked: `p••••@carebridge.example`, `+44 •••• 123`.
#[utoipa::path(
    tag = "admin",
    params(UsersQuery),
    responses((status = 200, description = "One page.", body = Page<ManagedUserBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/users/")]
pub async fn list_users(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<UsersQuery>,
    cursors: web::Data<Cursors>,
    users: web::Data<AdminUsers>,
    origin: RequestOrigin,
) -> Result<Json<Page<ManagedUserBody>>, Problem> {
    let filter = query.0.filter()?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let slice = users.list(&caller, &filter, start.as_ref(), query.0.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(ManagedUserBody::masked)))
}

/// One account (administrators).
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 200, description = "The account.", body = ManagedUserBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/users/{id}/")]
pub async fn get_user(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    users: web::Data<AdminUsers>,
    origin: RequestOrigin,
) -> Result<Json<ManagedUserBody>, Problem> {
    Ok(Json(users.find(&caller, UserId(*id), &origin.0).await?.into()))
}
