//! The words of a Rust source and the paths written in it; enough of the grammar for imports, no more.

/// The words and marks of `text`, `::` as one mark; without comments, literals in quotes and lifetimes.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if let Some(length) = comment(rest).or_else(|| quoted(rest)).or_else(|| tick(rest)) {
            length
        } else {
            let length = match word_length(rest) {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                length => length,
            };
            words.push(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    words
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    text.strip_prefix("/*")?;
    let (mut depth, mut at) = (1, 2);
    while depth > 0 && at < text.len() {
        let step = &text.as_bytes()[at..];
        depth = match step {
            [b'/', b'*', ..] => depth + 1,
            [b'*', b'/', ..] => depth - 1,
            _ => {
                at += 1;
                continue;
            }
        };
        at += 2;
    }
    Some(at)
}

/// A string literal at the start of `text`, raw, byte and C strings included.
fn quoted(text: &str) -> Option<usize> {
    let prefix = ["", "b", "c", "r", "br", "cr"].iter().find(|prefix| {
        text.strip_prefix(**prefix).is_some_and(|body| {
            body.starts_with('"') || (prefix.ends_with('r') && body.trim_start_matches('#').starts_with('"'))
        })
    })?;
    if prefix.ends_with('r') {
        let body = &text[prefix.len()..];
        let hashes = body.len() - body.trim_start_matches('#').len();
        let close = format!("\"{}", "#".repeat(hashes));
        let open = prefix.len() + hashes + 1;
        return Some(text[open..].find(&close).map_or(text.len(), |at| open + at + close.len()));
    }
    Some(prefix.len() + 1 + until_closed(&text[prefix.len() + 1..], '"'))
}

/// A character literal or a lifetime at the start of `text`.
fn tick(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    let mut chars = body.chars();
    let is_literal = body.starts_with('\\') || (chars.next().is_some() && chars.next() == Some('\''));
    Some(1 + if is_literal { until_closed(body, '\'') } else { word_length(body) })
}

/// How far it is past the closing `mark`, over escaped characters.
fn until_closed(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == mark && !escaped {
            return at + mark.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// Takes what is under `#[cfg(test)]` out of `words`; returns the rest, and the test modules declared as files.
pub fn without_tests<'a>(words: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut kept, mut test_modules) = (Vec::new(), Vec::new());
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        let is_attribute = rest.starts_with(&["#", "["]);
        let attribute = if is_attribute { &rest[..=group_end(&rest[1..])] } else { &[] };
        if attribute.get(2) == Some(&"cfg") && attribute.contains(&"test") && !attribute.contains(&"not") {
            let mut item = &rest[attribute.len()..];
            while item.starts_with(&["#", "["]) {
                item = &item[1 + group_end(&item[1..])..];
            }
            let (item, after) = item.split_at(item_end(item));
            if let [.., "mod", name, ";"] = item {
                test_modules.push(*name);
            }
            rest = after;
        } else {
            kept.push(*first);
            rest = after;
        }
    }
    (kept, test_modules)
}

/// The number of words of the bracketed group at the start of `words`.
fn group_end(words: &[&str]) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate() {
        depth += nesting(word);
        if depth == 0 {
            return at + 1;
        }
    }
    words.len()
}

/// The number of words of the item at the start of `words`: up to its `;` or through its block.
fn item_end(words: &[&str]) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate() {
        depth += nesting(word);
        if depth == 0 && matches!(*word, ";" | "}") {
            return at + 1;
        }
    }
    words.len()
}

fn nesting(word: &str) -> i32 {
    match word {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    }
}

/// A path as written: `["crate", "domain", "ids", "UserId"]`.
pub type Written<'a> = Vec<&'a str>;

/// Every path in `words` outside of `use` lines, and each import with the name that it binds.
pub fn paths<'a>(words: &[&'a str]) -> (Vec<Written<'a>>, Vec<(&'a str, Written<'a>)>) {
    let (mut inline, mut imports) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        if words[at] == "use" {
            at = import_tree(words, at + 1, &[], &mut imports);
        } else if word_length(words[at]) > 0 {
            let (path, end) = path(words, at);
            if path.len() > 1 {
                inline.push(path);
            }
            at = end;
        } else {
            at += 1;
        }
    }
    (inline, imports)
}

/// The path that begins at `at`, and where it ends (after a `::` that a group, `*` or `<` follows).
fn path<'a>(words: &[&'a str], mut at: usize) -> (Written<'a>, usize) {
    let mut path = Vec::new();
    while let Some(word) = words.get(at).filter(|word| word_length(word) > 0) {
        path.push(*word);
        at += 1;
        if words.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    (path, at)
}

fn import_tree<'a>(
    words: &[&'a str],
    at: usize,
    prefix: &[&'a str],
    imports: &mut Vec<(&'a str, Written<'a>)>,
) -> usize {
    let (tail, mut at) = path(words, at);
    let mut full: Written = prefix.iter().copied().chain(tail).collect();
    match words.get(at) {
        Some(&"{") => {
            at += 1;
            while words.get(at).is_some_and(|word| *word != "}") {
                let end = import_tree(words, at, &full, imports);
                at = end + usize::from(end == at || words.get(end) == Some(&","));
            }
            return at + 1;
        }
        Some(&"*") => at += 1,
        _ if full.len() > 1 && full.last() == Some(&"self") => drop(full.pop()),
        _ => {}
    }
    let mut name = full.last().copied().unwrap_or_default();
    if words.get(at) == Some(&"as") {
        name = words.get(at + 1).copied().unwrap_or_default();
        at += 2;
    }
    imports.push((name, full));
    at
}
