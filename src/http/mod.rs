//! REST, WebSocket and the page: extractors, limits, problem+json, one file of handlers per feature.
