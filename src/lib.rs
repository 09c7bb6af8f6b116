//! Tells which items of Mattermost's plugin deployment checklist a repository passes.
//!
//! Data flows one way, and each floor imports only from the floors below it:
//!
//! ```text
//! world -> source -> evidence -> checklist -> report -> render -> text
//!          (I/O)     (facts)     (verdicts)   (sums)    (formats)
//! ```
//!
//! Only [`source`] and [`cli`] touch the world; everything between is pure and is tested on plain values.

pub mod checklist;
pub mod cli;
pub mod config;
pub mod data;
pub mod error;
pub mod evidence;
pub mod exit;
pub mod render;
pub mod report;
pub mod source;
pub mod verdict;
