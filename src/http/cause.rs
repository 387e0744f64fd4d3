//! Logs what is beneath a 5xx: once, where the answer leaves, inside the span that has the request id.

use std::error::Error;

use crate::http::problem::Problem;

/// Writes the cause and what caused it in one line; nothing for a problem without one.
pub fn log(problem: &Problem) {
    if let Some(cause) = problem.cause() {
        tracing::error!(code = problem.code(), cause = %chain(cause), "a request failed");
    }
}

fn chain(cause: &(dyn Error + Send + Sync)) -> String {
    let mut line = cause.to_string();
    let mut next = cause.source();
    while let Some(deeper) = next {
        line = format!("{line}: {deeper}");
        next = deeper.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the booking was not written")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn a_cause_is_told_with_its_own_cause() {
        let cause = Outer(std::io::Error::other("connection reset"));
        assert_eq!(chain(&cause), "the booking was not written: connection reset");
    }
}
