//! What it costs to find out who sent a request: a token that was seen before, beside the verification of its signature.
//!
//! `cargo bench --bench bearer`

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::sync::Arc;

use carebridge::cache::in_process::InProcessCache;
use carebridge::domain::clock::{SharedClock, SystemClock};
use carebridge::domain::ids::{ClinicId, SessionId, UserId};
use carebridge::domain::principals::Caller;
use carebridge::domain::roles::Role;
use carebridge::domain::sign_ins::{Keeping, SignIn};
use carebridge::services::secrets::SessionSecrets;
use carebridge::services::sign_ins::{SignIns, Standing};
use carebridge::services::signing_keys::SigningKeys;
use carebridge::services::tokens::Tokens;
use carebridge::storage::pool::Database;
use criterion::{Criterion, criterion_group, criterion_main};
use futures::FutureExt;
use url::Url;

/// As many people as one node may have signed in at once on a busy day.
const SIGNED_IN: usize = 10_000;

fn standing(clock: &SharedClock) -> Standing {
    let now = clock.now();
    let caller = Caller {
        user_id: UserId::new(now),
        role: Role::Staff,
        session_id: SessionId::new(now),
        clinics: vec![ClinicId::new(now)],
    };
    let keeping = Keeping::Client;
    let sign_in = SignIn {
        id: caller.session_id,
        user_id: caller.user_id,
        keeping,
        user_agent: "bench".to_owned(),
        ip: None,
        created_at: now,
        expires_at: now + keeping.lasts(caller.role),
        last_used_at: now,
        authenticated_at: now,
        enrolling: false,
        cookie_hash: None,
    };
    Standing { caller, sign_in }
}

fn bearer(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let clock: SharedClock = Arc::new(SystemClock);
    let keys = tempfile::tempdir().unwrap();
    let keys = SigningKeys::open(keys.path(), true).unwrap();
    let tokens = Tokens::new(keys, &Url::parse("http://localhost:8000").unwrap());
    // Nobody listens there: what asks the database fails, and the benchmark with it.
    let database = Database::new("postgres://nobody@127.0.0.1:9/none", 1, runtime.handle().clone()).unwrap();
    let cache = Arc::new(InProcessCache::new(clock.clone()));
    let secrets = SessionSecrets::new(b"a secret of this installation");
    let sign_ins = SignIns::new(database, clock.clone(), tokens.clone(), secrets, cache);
    let signed: Vec<String> = (0..SIGNED_IN)
        .map(|_| {
            let standing = standing(&clock);
            let token = tokens.sign(&standing.caller, clock.now()).unwrap();
            sign_ins.remember(standing);
            token
        })
        .collect();
    let check = |token: &str| sign_ins.of_bearer(token).now_or_never().unwrap().unwrap();
    for token in &signed {
        check(token);
    }
    let mut next = signed.iter().cycle();
    criterion.bench_function("a token that was seen before", |bencher| {
        bencher.iter(|| black_box(check(next.next().unwrap())));
    });
    let mut next = signed.iter().cycle();
    criterion.bench_function("the signature of a token (Ed25519)", |bencher| {
        bencher.iter(|| black_box(tokens.verify(next.next().unwrap(), clock.now()).unwrap()));
    });
}

criterion_group!(benches, bearer);
criterion_main!(benches);
