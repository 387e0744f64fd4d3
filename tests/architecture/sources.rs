//! The files under `src/` and which of them uses which path of the crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::scan::{Written, paths, without_tests, words};

/// One use of the crate by one of its files.
pub struct Import {
    /// The file that uses, as `src/domain/ids.rs`.
    pub from: String,
    /// What it uses, from the root of the crate, as `["domain", "ids", "UserId"]`.
    pub path: Vec<String>,
}

/// The text of each file by its path (`src/domain/ids.rs`), on disk or made up by a test; files that are modules under
/// `#[cfg(test)]` are left out.
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// A tree made up by a test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self::product(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// Every `.rs` file under `root/src`.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![PathBuf::from("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(root.join(&folder))? {
                let path = folder.join(entry?.file_name());
                if root.join(&path).is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(root.join(&path))?;
                    files.insert(path.to_string_lossy().replace('\\', "/"), text);
                }
            }
        }
        Ok(Self::product(files))
    }

    fn product(mut files: BTreeMap<String, String>) -> Self {
        let mut tests = Vec::new();
        for (file, text) in &files {
            let (_, names) = without_tests(&words(text));
            tests.extend(names.iter().map(|name| [&module_of(file)[..], &[(*name).to_owned()]].concat()));
        }
        files.retain(|file, _| !tests.iter().any(|module| module_of(file).starts_with(module)));
        Self(files)
    }

    /// Path and text of each file, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every use of the crate by a file of its own, tests left out.
    pub fn imports(&self) -> Vec<Import> {
        self.files().flat_map(|(file, text)| imports_of(file, &without_tests(&words(text)).0)).collect()
    }

    /// The file that the path leads into: the longest beginning of it that is a file.
    pub fn file_of(&self, path: &[String]) -> Option<&str> {
        (1..=path.len()).rev().find_map(|length| {
            let stem = path[..length].join("/");
            let candidates = [format!("src/{stem}.rs"), format!("src/{stem}/mod.rs")];
            candidates.iter().find_map(|file| self.0.get_key_value(file)).map(|(file, _)| file.as_str())
        })
    }
}

/// `src/domain/ids.rs` is `["domain", "ids"]`, `src/domain/mod.rs` is `["domain"]`, `src/lib.rs` is `[]`.
fn module_of(file: &str) -> Vec<String> {
    let stem = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(stem, "lib" | "main") { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

fn imports_of(file: &str, words: &[&str]) -> Vec<Import> {
    let (inline, imports) = paths(words);
    let module = module_of(file);
    let mut bound = BTreeMap::new();
    let mut found = Vec::new();
    for (name, written) in imports {
        if let Some(path) = absolute(&module, &written) {
            bound.insert(name, path.clone());
            found.push(path);
        }
    }
    for written in inline {
        let through_import = || bound.get(written[0]).map(|path| [path, &owned(&written[1..])[..]].concat());
        found.extend(absolute(&module, &written).or_else(through_import));
    }
    found.into_iter().map(|path| Import { from: file.to_owned(), path }).collect()
}

/// The path from the root of the crate; `None` if it leads into another crate. `super` in a module written inside
/// of a file is taken for that of the file.
fn absolute(module: &[String], written: &Written) -> Option<Vec<String>> {
    let up = written.iter().take_while(|word| **word == "super").count();
    match written[..] {
        ["crate", ref rest @ ..] => Some(owned(rest)),
        ["self", ref rest @ ..] => Some([module, &owned(rest)].concat()),
        ["super", ..] => {
            Some([module.get(..module.len().checked_sub(up)?)?, &owned(&written[up..])].concat())
        }
        _ => None,
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
