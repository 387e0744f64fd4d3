//! Publish/subscribe between nodes: in process, or through Redis.
