//! The commands of the `carebridge` binary.
