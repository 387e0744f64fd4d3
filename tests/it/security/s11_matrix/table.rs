//! The statuses of all cells as text, a line a route and kind of object.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::cells::Cell;
use super::world::{Actor, Which};

/// Statuses by route and kind of object, in the order of [`Actor::ALL`].
pub struct Table(BTreeMap<(String, Which), Vec<u16>>);

impl Table {
    pub fn of(cells: &[Cell]) -> Self {
        let mut rows: BTreeMap<(String, Which), Vec<u16>> = BTreeMap::new();
        for cell in cells {
            rows.entry((cell.route.clone(), cell.which)).or_default().push(cell.status);
        }
        Self(rows)
    }

    /// Compares with the committed file, or writes it.
    pub fn check(&self) {
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/security/s11_matrix/expected.txt");
        let text = self.to_string();
        if std::env::var_os("WRITE_MATRIX").is_some() {
            std::fs::write(path, text).unwrap();
            return;
        }
        let expected = std::fs::read_to_string(path).unwrap();
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let (found, expected) = (lines(&text), lines(&expected));
        let missing: Vec<_> = found.difference(&expected).collect();
        let gone: Vec<_> = expected.difference(&found).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "the answers are not those of expected.txt\nnow: {missing:#?}\nexpected: {gone:#?}"
        );
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let widest = self.0.keys().map(|(route, _)| route.len()).max().unwrap_or(0);
        let names: Vec<String> = Actor::ALL.iter().map(|actor| format!("{:>9}", actor.to_string())).collect();
        writeln!(f, "{:<widest$} {:<11} {}", "# route", "object", names.join(" "))?;
        for ((route, which), statuses) in &self.0 {
            let statuses: Vec<String> = statuses.iter().map(|status| format!("{status:>9}")).collect();
            writeln!(f, "{route:<widest$} {:<11} {}", which.to_string(), statuses.join(" "))?;
        }
        Ok(())
    }
}
