//! Sums over judgements.
