//! Ordered collections, filled one by one.

/// What `collect` does, without its sort: into an ordered set or map it would first sort what it is given, and each type
/// would bring five kilobytes of program for that.
pub(crate) trait Gather: Iterator + Sized {
    /// All of the items.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}
