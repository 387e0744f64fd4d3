//! Circles between files. `mod.rs` is left out: it only declares.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::sources::Sources;

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// A line for each circle, through the shortest way round from the first of its files.
pub fn circles(sources: &Sources) -> Vec<String> {
    let imports = sources.imports();
    let mut graph = Graph::new();
    for import in &imports {
        if let Some(used) = sources.file_of(&import.path)
            && used != import.from
            && !used.ends_with("/mod.rs")
        {
            graph.entry(&import.from).or_default().insert(used);
        }
    }
    let mut reported = BTreeSet::new();
    let mut found = Vec::new();
    for file in graph.keys() {
        if reported.contains(file) {
            continue;
        }
        if let Some(round) = way_back(&graph, file) {
            found.push(format!("circle: {} → {file}", round.join(" → ")));
            reported.extend(round);
        }
    }
    found
}

/// The shortest way from `start` back to it, if there is one; breadth first.
fn way_back<'a>(graph: &Graph<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for used in graph.get(file).into_iter().flatten() {
            if *used == start {
                let mut way = vec![file];
                while let Some(before) = came_from.get(way[way.len() - 1]) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(used) {
                came_from.insert(*used, file);
                queue.push_back(*used);
            }
        }
    }
    None
}
