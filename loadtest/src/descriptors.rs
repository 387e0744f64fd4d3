//! Thousands of sockets need more descriptors than a shell usually allows.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Raises the soft limit on open files to the hard one. Where that is refused, the limit stays as it is and the
/// connections beyond it are reported as failed.
pub fn raise_limit() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
        && let Err(error) = setrlimit(Resource::RLIMIT_NOFILE, hard, hard)
    {
        eprintln!("loadtest: only {soft} open files are allowed: {error}");
    }
}
