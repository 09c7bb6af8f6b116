//! Collections in order, made of an iterator without the sort that each type would bring for itself: five kilobytes of
//! program every time.

use std::cmp::Ordering;

/// What `collect` does, into what is ordered.
pub(crate) trait Gather: Iterator + Sized {
    /// All of the items, put in one by one: `collect` would sort them first.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }

    /// All of the items in this order; equal ones stay as they come.
    fn sorted_by(self, order: impl Fn(&Self::Item, &Self::Item) -> Ordering) -> Vec<Self::Item> {
        let mut items: Vec<Option<Self::Item>> = self.map(Some).collect();
        let places = sorted_places(items.len(), &|a, b| match (items.get(a), items.get(b)) {
            (Some(Some(a)), Some(Some(b))) => order(a, b),
            _ => Ordering::Equal,
        });
        places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
    }
}

impl<I: Iterator> Gather for I {}

/// The numbers below `count` in this order.
fn sorted_places(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::Gather as _;

    #[test]
    fn equal_items_stay_as_they_come() {
        let words = ["pear", "fig", "plum", "kiwi", "date", "nut"];
        let sorted = words.into_iter().sorted_by(|a, b| a.len().cmp(&b.len()));
        assert_eq!(sorted, ["fig", "nut", "pear", "plum", "kiwi", "date"]);
        assert!(words.into_iter().take(0).sorted_by(Ord::cmp).is_empty());
    }
}
