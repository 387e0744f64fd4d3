//! Line 11: the authorisation matrix. Every route of the described interface, by everybody who may come, at every kind of
//! object, against the expectations in `s11_matrix/expected.txt`.
//!
//! A route without rows there fails. `WRITE_MATRIX=1 cargo test --test it s11` writes the file anew; read the difference.

mod cells;
mod letters;
mod routes;
mod table;
mod topics;
mod world;

use std::io::Write;

use cells::{Cell, walk};
use table::Table;
use world::{Actor, Which, World};

use crate::support::app::spawn_app;

#[tokio::test(flavor = "multi_thread")]
async fn s11_every_route_answers_everybody_as_the_matrix_says_and_leaks_nothing() {
    let app = spawn_app().await;
    let world = World::make(&app).await;
    let cells = walk(&app, &world).await;
    let leaks: Vec<String> = cells.iter().filter_map(|cell| leak(&world, cell, &cells)).collect();
    let name = |cell: &Cell| cell.route.split(" (").next().map(str::to_owned);
    let routes = cells.iter().filter_map(name).collect::<std::collections::BTreeSet<_>>().len();
    let table = Table::of(&cells);
    // Not captured: the figure is to be seen.
    writeln!(
        std::io::stderr(),
        "authorisation matrix: {routes} routes, {} cells, {} leaks",
        cells.len(),
        leaks.len()
    )
    .unwrap();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    table.check();
}

/// What an answer tells that it must not.
fn leak(world: &World, cell: &Cell, cells: &[Cell]) -> Option<String> {
    let told = |what: &str| Some(format!("{} {} by {}: {what}", cell.route, cell.which, cell.actor));
    if cell.status >= 500 {
        return told(&format!("{} {}", cell.status, cell.body));
    }
    if !cell.actor.is_theirs() && world.secrets.iter().any(|secret| cell.body.contains(secret)) {
        return told(&format!("tells of somebody else's: {}", cell.body));
    }
    let is_there = matches!(cell.which, Which::None | Which::Own | Which::Other);
    if !is_there && cell.status < 400 {
        return told(&format!("{} for what is not there", cell.status));
    }
    if !matches!(cell.which, Which::Other | Which::Deleted | Which::Crossed)
        || !matches!(cell.status, 401 | 403 | 404)
    {
        return None;
    }
    // What is under a path of one's own is compared with nothing there, all else with nothing at all.
    let beside = |which: Which| {
        cells
            .iter()
            .find(|other| other.route == cell.route && other.actor == cell.actor && other.which == which)
    };
    let missing = if cell.which == Which::Other { None } else { beside(Which::Missing) };
    let nothing = missing.or_else(|| beside(Which::Nonexistent))?;
    // Who may see everybody's may know who there is.
    if cell.actor == Actor::Administrator {
        return None;
    }
    let same = (nothing.status, &nothing.body, &nothing.headers) == (cell.status, &cell.body, &cell.headers);
    if same { None } else { told(&format!("{cell:?} is not {nothing:?}")) }
}

impl Actor {
    /// Who may see what is somebody else's to the others: administrators, and that clinic's own software.
    fn is_theirs(self) -> bool {
        matches!(self, Self::Administrator | Self::OtherKey)
    }
}
