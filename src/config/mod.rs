//! Settings: one struct per concern, read from the embedded defaults, then a file, then the environment.
