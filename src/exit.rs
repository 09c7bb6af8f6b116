//! The one exit policy.
