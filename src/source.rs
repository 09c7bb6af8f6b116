//! The only rooms that touch the world.
pub mod bundle;
pub mod web;
