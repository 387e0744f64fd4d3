//! Lists a page at a time: `?limit=&cursor=` → `{"results", "next", "previous"}`.

pub mod cursor;
pub mod limit;
pub mod list;
pub mod page;
