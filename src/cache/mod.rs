//! Short-lived shared values: in process, or in Redis.
