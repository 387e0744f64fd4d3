//! Who asks for a change of a schedule's rules, and whether it is only tried: then the answer is what it would be, and
//! nothing is written.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::audit::Origin;
use crate::domain::ids::UserId;
use crate::domain::principals::{Agent, Principal};
use crate::http::once::once;
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::Asking;
use crate::services::availability::schedule::Asked;
use crate::services::idempotency::Turns;
use crate::storage::idempotency::Key;

/// Whether a change is only tried.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// Answers with 200 what the change would answer, and writes nothing.
    #[serde(default)]
    #[param(required = false)]
    pub dry_run: bool,
}

/// A change of somebody's rules that is asked for. An extractor.
#[derive(Debug)]
pub struct RuleChange {
    principal: Principal,
    origin: Origin,
    run: DryRun,
}

impl RuleChange {
    /// Of the rules of this doctor.
    #[must_use]
    pub fn of(&self, doctor: Uuid) -> Asked<'_> {
        let doctor = UserId(doctor);
        Asked { principal: &self.principal, origin: &self.origin, doctor, dry_run: self.run.dry_run }
    }

    /// Who asks, for the record.
    #[must_use]
    pub fn agent(&self) -> Agent {
        self.principal.agent()
    }

    /// Whether it is only tried.
    #[must_use]
    pub fn is_tried(&self) -> bool {
        self.run.dry_run
    }

    /// Makes something once under a key and answers 201, or tries it, whatever the key, and answers 200.
    ///
    /// # Errors
    /// Those of `make`; `idempotency_mismatch`, `in_progress`.
    pub async fn once<T: Serialize>(
        &self,
        turns: &Turns,
        key: Option<Key>,
        make: impl Future<Output = Result<T, Problem>>,
    ) -> Result<HttpResponse, Problem> {
        if self.is_tried() {
            return Ok(HttpResponse::Ok().json(make.await?));
        }
        once(turns, key, None, make).await
    }
}

impl FromRequest for RuleChange {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut read = || {
            let Asking(principal) = Asking::from_request(request, payload).into_inner()?;
            let Ok(RequestOrigin(origin)) = RequestOrigin::from_request(request, payload).into_inner();
            let Query(run) = Query::from_request(request, payload).into_inner()?;
            Ok(Self { principal, origin, run })
        };
        ready(read())
    }
}
