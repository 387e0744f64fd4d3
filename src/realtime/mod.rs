//! The socket's wire protocol, pure: topics, frames, positions, close codes.
