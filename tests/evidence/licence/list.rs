//! Every text of the SPDX list, as the `spdx` crate has them.

use plugin_ready::evidence::licence::category::{self, Standing};
use plugin_ready::evidence::licence::identify::{Content, identify};

#[test]
fn every_text_of_category_a_is_complete_and_no_other_is() {
    let mut wrong = Vec::new();
    let mut accepted = 0;
    for (id, text) in spdx::text::LICENSE_TEXTS {
        // A deprecated name for the same words.
        let id = if *id == "StandardML-NJ" { "SMLNJ" } else { id };
        let content = identify(text);
        let is_a = category::of(id) == Standing::A;
        let passes = matches!(&content, Content::Complete { .. });
        let named = matches!(&content, Content::Complete { ids, .. } if ids == &[id]);
        accepted += usize::from(named && is_a);
        if is_a != passes || is_a != named {
            wrong.push(format!("{id}: {content:?}"));
        }
    }
    assert!(wrong.is_empty(), "{accepted} accepted; wrong:\n{}", wrong.join("\n"));
    assert_eq!(accepted, 43, "42 ids, and one under two names");
}
