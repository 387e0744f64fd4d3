//! Where the document is read: `/api/openapi.json`, and by people at `/api/docs/`.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use crate::http::allowed_methods::AllowedMethods;

/// Adds both routes, and what the refusals learn from the document.
pub fn serve(document: OpenApi) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(AllowedMethods::of(&document.paths))
            .route("/api/docs", web::get().to(to_docs))
            .service(SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", document));
    }
}

async fn to_docs() -> impl Responder {
    let docs = HeaderValue::from_static("/api/docs/");
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, docs)).finish()
}
