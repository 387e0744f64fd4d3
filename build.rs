//! Lets a checkout compile before the page was built, and a release binary notice that it was built anew.

use std::{env, fs};

/// What `http::page` embeds.
const PAGE: &str = "static/dist";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    // A debug binary reads the page from disk as it runs; a release binary carries it.
    if env::var("PROFILE").as_deref() == Ok("release") {
        // A folder that is missing would make cargo build everything anew each time.
        let _ = fs::create_dir_all(PAGE);
        println!("cargo:rerun-if-changed={PAGE}");
    }
}
