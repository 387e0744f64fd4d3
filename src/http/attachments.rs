//! Files that go with messages: uploaded, and read in whole or in part (RFC 9110 §14).

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ETag, EntityTag, ExtendedValue,
    HeaderName,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::attachments::{FILE_MAX, file_name};
use crate::domain::ids::AttachmentId;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::ranges::{Part, beyond, content_range, part_of};
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::http::upload::{self, Most};
use crate::http::versions::IfNoneMatch;
use crate::services::attachments::view::{AttachmentView, hex};
use crate::services::attachments::{Attachments, NewFile};
use crate::services::idempotency::Turns;

/// Where files are found.
const PATH: &str = "/api/v1/attachments/";
/// A reader's own browser may keep a file, which never changes, but asks each time whether they may still read it.
const KEEP: (HeaderName, &str) = (header::CACHE_CONTROL, "private, no-cache");
/// The largest file that is taken.
const MOST: Most =
    Most { bytes: FILE_MAX, code: "file_too_large", message: "A file has 10 MiB at the most." };

/// A file.
#[derive(ToSchema)]
#[schema(as = AttachmentUpload)]
#[expect(dead_code, reason = "only described: `upload` reads it")]
struct UploadBody {
    /// PDF, PNG, JPEG, WebP or plain text in UTF-8, by its content; 10 MiB at the most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What a repeat of an upload must be the same in.
#[derive(Serialize)]
struct Sent<'a> {
    name: &'a str,
    sha256: &'a str,
}

/// Upload a file, to be sent with a message (`attachments` of it) within a day.
///
/// Until then nobody else sees it. 422 for `file`: `unsupported_type`, `file_too_large`; 409 `too_many_unsent`.
#[utoipa::path(
    tag = "conversations",
    params(IdempotencyKey),
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "Taken in.", body = AttachmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/attachments/")]
async fn add_attachment(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    (attachments, turns, limits): (web::Data<Attachments>, web::Data<Turns>, web::Data<RateLimits>),
    origin: RequestOrigin,
    form: Multipart,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Message, &caller.user_id.to_string())?;
    let file = upload::file(form, MOST).await?;
    let file = NewFile::new(file_name(&file.name), file.content);
    let sent = Sent { name: &file.name, sha256: &hex(&file.sha256) };
    let key = key.of(caller.agent(), "attachments", &sent)?;
    once(&turns, key, Some(PATH), async {
        Ok(AttachmentView::from(attachments.add(&caller, &file, &origin.0).await?))
    })
    .await
}

/// Read a file: its uploader's until it is sent, then open to those who take part in the conversation.
///
/// One `Range` of bytes is honoured (206); of several the whole is sent, and one beyond the end is 416.
#[utoipa::path(
    tag = "conversations",
    params(
        ("id" = Uuid, Path, description = "The file."),
        ("Range" = Option<String>, Header, description = "One stretch of bytes, e.g. `bytes=0-1023`."),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of which a part is wanted; of another the whole is sent."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, description = "All of it.", content_type = "application/octet-stream", body = [u8],
         headers(("ETag" = String, description = "The content's hash."))),
        (status = 206, description = "The bytes that were asked for.", content_type = "application/octet-stream", body = [u8],
         headers(("Content-Range" = String, description = "Which these are."))),
        (status = 304, description = "The client has it already."),
        (status = 416, description = "The file ends before."),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/attachments/{id}/")]
async fn get_attachment(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
    attachments: web::Data<Attachments>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let file = attachments.find(&caller, AttachmentId(*id), &origin.0).await?;
    let tag = EntityTag::new_strong(hex(&file.sha256));
    if known.has(&tag) {
        return Ok(HttpResponse::NotModified().insert_header(ETag(tag)).insert_header(KEEP).finish());
    }
    let (status, range) = match part_of(&request, file.size_bytes, &tag) {
        Part::Whole => (StatusCode::OK, 0..=file.size_bytes - 1),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Beyond => return Err(beyond(file.size_bytes)),
    };
    let piece = attachments.piece(&file, range.clone()).await?;
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header(ETag(tag))
        .insert_header(KEEP)
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_TYPE, file.content_type.as_str()))
        .insert_header(to_be_saved(&file.name));
    if status == StatusCode::PARTIAL_CONTENT {
        answer.insert_header(content_range(&range, file.size_bytes));
    }
    Ok(answer.body(piece))
}

/// For saving, and not for showing in the page's place. A name that is not ASCII has a form of its own (RFC 6266 §4.3).
fn to_be_saved(name: &str) -> ContentDisposition {
    let plain: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let mut parameters = vec![DispositionParam::Filename(plain)];
    if !name.is_ascii() {
        let (charset, value) = (Charset::Ext("UTF-8".to_owned()), name.as_bytes().to_vec());
        parameters.push(DispositionParam::FilenameExt(ExtendedValue { charset, language_tag: None, value }));
    }
    ContentDisposition { disposition: DispositionType::Attachment, parameters }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(add_attachment).service(get_attachment);
}
