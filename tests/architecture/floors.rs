//! The floors of the house and who may use whom.

use super::scan::words;
use super::sources::Sources;

/// What a folder may use besides itself.
enum Reach {
    /// These folders and nothing else.
    Only(&'static [&'static str]),
    /// Every floor below its own.
    Below,
    /// Everything.
    All,
}

use Reach::{All, Below, Only};

/// Each folder or file right under `src/`, its floor and its reach.
const FLOORS: &[(&str, u8, Reach)] = &[
    ("domain", 0, Only(&[])),
    ("config", 0, Only(&["domain"])),
    ("telemetry", 0, Only(&["config", "domain"])),
    ("storage", 1, Below),
    ("bus", 1, Below),
    ("cache", 1, Below),
    ("delivery", 1, Below),
    ("realtime", 1, Only(&["domain", "telemetry"])),
    ("services", 2, Below),
    ("actors", 3, Below),
    ("http", 4, Below),
    ("app", 5, All),
    ("cli", 5, All),
    ("main", 5, All),
    ("lib", 5, All),
];

fn floor_of(name: &str) -> Option<&'static (&'static str, u8, Reach)> {
    FLOORS.iter().find(|(folder, ..)| *folder == name)
}

fn may_use((folder, floor, reach): &(&str, u8, Reach), (used, used_floor, _): &(&str, u8, Reach)) -> bool {
    folder == used
        || match reach {
            Only(folders) => folders.contains(used),
            Below => used_floor < floor,
            All => true,
        }
}

/// A line for each use that leaves its floor in the wrong direction, and for each file that is on no floor.
pub fn upward_imports(sources: &Sources) -> Vec<String> {
    let folder_of = |file: &str| {
        let path = file.trim_start_matches("src/");
        path.split_once('/')
            .map_or_else(|| path.trim_end_matches(".rs").to_owned(), |(folder, _)| folder.to_owned())
    };
    let homeless = sources
        .files()
        .filter(|(file, _)| floor_of(&folder_of(file)).is_none())
        .map(|(file, _)| format!("{file} stands on no floor: tests/architecture/floors.rs lists them"));
    let upward = sources.imports().into_iter().filter_map(|import| {
        let own = floor_of(&folder_of(&import.from))?;
        let used = floor_of(import.path.first()?)?;
        let line =
            || format!("{} (floor {}) may not use crate::{}", import.from, own.1, import.path.join("::"));
        (!may_use(own, used)).then(line)
    });
    let mut found: Vec<String> = homeless.chain(upward).collect();
    found.dedup();
    found
}

/// A line for each `mod.rs` or `lib.rs` that holds more than comments and `mod` declarations.
pub fn crowded_mod_files(sources: &Sources) -> Vec<String> {
    sources
        .files()
        .filter(|(file, _)| file.ends_with("/mod.rs") || *file == "src/lib.rs")
        .filter_map(|(file, text)| {
            let held = beside_declarations(&words(text))?.to_owned();
            Some(format!("{file} may only declare modules, and holds `{held}`"))
        })
        .collect()
}

/// The first word that does not belong to an attribute or to `pub(…) mod name;`.
fn beside_declarations<'a>(mut words: &[&'a str]) -> Option<&'a str> {
    while let Some((first, rest)) = words.split_first() {
        words = match words {
            ["#", ..] => &words[words.iter().position(|word| *word == "]")? + 1..],
            ["pub", "(", _, ")", "mod", ..] => &words[4..],
            ["pub", "mod", ..] => rest,
            ["mod", _, ";", ..] => &words[3..],
            ["pub", other, ..] => return Some(other),
            _ => return Some(first),
        };
    }
    None
}
