//! PostgreSQL: the truth. Schema, pool, the built-in server, one file of queries per feature, the booking writer.
