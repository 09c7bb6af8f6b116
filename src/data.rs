//! Dated tables with their source: licence categories and patterns, template index, schemas.

pub mod ci;
pub mod licence;
pub mod listed_plugins;
pub mod node;
pub mod retired;
pub mod schemas;
pub mod template;
pub mod template_readme;
