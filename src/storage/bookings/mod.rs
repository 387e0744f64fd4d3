//! The node's booking writer: bookings that arrive while one commits are committed together.

mod batch;
pub mod booking;
pub mod give_way;
mod room;
mod take_up;
pub mod writer;
