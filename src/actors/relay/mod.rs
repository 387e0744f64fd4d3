//! Between the event table, the hub of this node and the bus to the others.

pub mod messages;
