//! Holds `src/` to its floors: a file uses only what stands below it, no two files import each other in a
//! circle, and `mod.rs` declares modules and nothing else. Std only, on the text of the sources.

mod architecture {
    pub mod circles;
    pub mod floors;
    pub mod scan;
    pub mod sources;
}

use std::path::Path;

use architecture::circles::circles;
use architecture::floors::{crowded_mod_files, upward_imports};
use architecture::sources::Sources;

fn ours() -> Sources {
    Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("src/ is readable")
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
}

#[test]
fn every_import_points_downwards() {
    assert_none(&upward_imports(&ours()));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_none(&circles(&ours()));
}

#[test]
fn mod_files_only_declare_modules() {
    assert_none(&crowded_mod_files(&ours()));
}

#[test]
fn a_planted_upward_import_is_found() {
    let tree = Sources::of(&[
        ("src/domain/slots.rs", "use crate::http::{answers::Answer, problem};"),
        ("src/services/slots.rs", "fn f() { crate::actors::hub::publish(); }"),
    ]);
    assert_eq!(
        upward_imports(&tree),
        [
            "src/domain/slots.rs (floor 0) may not use crate::http::answers::Answer",
            "src/domain/slots.rs (floor 0) may not use crate::http::problem",
            "src/services/slots.rs (floor 2) may not use crate::actors::hub::publish",
        ]
    );
}

#[test]
fn an_import_from_beside_is_refused_where_the_floor_keeps_its_folders_apart() {
    let tree = Sources::of(&[
        ("src/bus/redis.rs", "use crate::storage::pool::Pool;"),
        ("src/config/mail.rs", "use crate::domain::contact::Email;"),
        ("src/domain/clock.rs", "use crate::config::mail::Mail;"),
        ("src/realtime/frames.rs", "use crate::{domain::ids::UserId, config::mail::Mail};"),
    ]);
    assert_eq!(
        upward_imports(&tree),
        [
            "src/bus/redis.rs (floor 1) may not use crate::storage::pool::Pool",
            "src/domain/clock.rs (floor 0) may not use crate::config::mail::Mail",
            "src/realtime/frames.rs (floor 1) may not use crate::config::mail::Mail",
        ]
    );
}

#[test]
fn a_folder_that_is_on_no_floor_is_named() {
    let tree = Sources::of(&[("src/utils/text.rs", "")]);
    assert_eq!(
        upward_imports(&tree),
        ["src/utils/text.rs stands on no floor: tests/architecture/floors.rs lists them"]
    );
}

#[test]
fn tests_comments_and_strings_import_nothing() {
    let tree = Sources::of(&[
        (
            "src/domain/slots.rs",
            r##"
            //! See [`crate::http`].
            /* use crate::http::a; /* nested */ use crate::http::b; */
            const TEXT: &str = "use crate::http::c;";
            const RAW: &str = r#"crate::http::d "quoted" crate::http::e"#;
            fn quote<'a>(_: &'a str) -> [char; 2] { ['"', '\''] }
            #[cfg(test)]
            #[expect(dead_code, reason = "only imports matter here")]
            mod inline { use crate::http::f; fn g() { crate::http::g() } }
            #[cfg(test)]
            mod checks;
            macro_rules! import { ($name:ident) => { use $crate::domain::{$name, ids}; } }
            "##,
        ),
        ("src/domain/slots/checks.rs", "use crate::http::h;"),
    ]);
    assert_none(&upward_imports(&tree));
}

#[test]
fn a_planted_circle_is_found() {
    let tree = Sources::of(&[
        ("src/domain/mod.rs", "pub mod a; pub mod b; pub mod c; pub mod d;"),
        ("src/domain/a.rs", "use crate::domain::b::{B, Other as C};"),
        ("src/domain/b.rs", "pub struct B(crate::domain::c::C);"),
        ("src/domain/c.rs", "use super::a::A;"),
        ("src/domain/d.rs", "use crate::domain::a::A;"),
    ]);
    assert_eq!(
        circles(&tree),
        ["circle: src/domain/a.rs → src/domain/b.rs → src/domain/c.rs → src/domain/a.rs"]
    );
}

#[test]
fn a_circle_behind_an_imported_folder_is_found() {
    let tree = Sources::of(&[
        ("src/actors/mod.rs", "pub mod hub; pub mod relay;"),
        ("src/actors/hub.rs", "use crate::actors as floor; fn f() { floor::relay::start::<u8>() }"),
        ("src/actors/relay.rs", "use crate::actors::{self}; fn g() { actors::hub::f() }"),
    ]);
    assert_eq!(circles(&tree), ["circle: src/actors/hub.rs → src/actors/relay.rs → src/actors/hub.rs"]);
}

#[test]
fn a_mod_file_that_holds_more_is_named() {
    let tree = Sources::of(&[
        ("src/domain/mod.rs", "//! Pure.\n\npub mod a;\n#[cfg(test)]\nmod checks;\npub(crate) mod b;"),
        ("src/http/mod.rs", "pub mod a;\npub use a::Answer;"),
        ("src/http/a.rs", "#[cfg(test)] mod checks;"),
        ("src/http/a/checks/mod.rs", "use crate::http::a::Answer;"),
        ("src/lib.rs", "//! All.\npub mod http;\nconst ONE: u8 = 1;"),
    ]);
    assert_eq!(
        crowded_mod_files(&tree),
        [
            "src/http/mod.rs may only declare modules, and holds `use`",
            "src/lib.rs may only declare modules, and holds `const`",
        ]
    );
}
