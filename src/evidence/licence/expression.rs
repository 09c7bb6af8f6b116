//! SPDX expressions: parsing with the `spdx` crate, and what they say on Apache's categories.

use spdx::expression::{ExprNode, Operator};
use spdx::{Expression, LicenseItem, ParseMode};

use super::category::{self, Standing};

/// A licence statement as someone wrote it.
#[derive(Debug)]
pub enum Terms {
    /// A valid expression of listed ids.
    Expression(Box<Expression>),
    /// `NONE`, `NOASSERTION`, `UNLICENSED`, `Commercial` and the like: an explicit "no licence".
    Nothing,
    /// Not an SPDX expression.
    Invalid,
}

/// Longest expression read, in bytes.
const LONGEST: usize = 500;

/// Reads `text` as an SPDX expression; old GNU ids and `/` for `OR` are understood.
pub fn parse(text: &str) -> Terms {
    let text = text.trim();
    const NOTHING: &[&str] =
        &["NONE", "NOASSERTION", "UNLICENSED", "PROPRIETARY", "COMMERCIAL", "CLOSED", "CLOSED SOURCE", "PRIVATE"];
    if NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Terms::Nothing;
    }
    if text.len() > LONGEST || text.matches('(').count() > 20 {
        return Terms::Invalid;
    }
    let mode = ParseMode { allow_deprecated: true, allow_slash_as_or_operator: true, ..ParseMode::STRICT };
    Expression::parse_mode(text, mode).map_or(Terms::Invalid, |parsed| Terms::Expression(Box::new(parsed)))
}

/// The expression in what follows `SPDX-License-Identifier`, without the comment's end.
pub fn from_header(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix(':')?.trim();
    let end = ["*/", "-->", "#}", "--%>", "%>", "--}}", "*)"].iter().filter_map(|closing| rest.find(closing)).min();
    let written = rest.get(..end.unwrap_or(rest.len()))?.trim().trim_end_matches(['*', '"', '\'', '`', ',']).trim();
    (!written.is_empty()).then_some(written)
}

/// What `expression` says: `OR` takes the better side, `AND` the worse.
pub fn standing(expression: &Expression) -> Standing {
    let mut stack: Vec<Standing> = Vec::new();
    for node in expression.iter() {
        match node {
            ExprNode::Req(requirement) => stack.push(requirement_standing(&requirement.req)),
            ExprNode::Op(operator) => {
                let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else { return Standing::Unlisted };
                stack.push(match operator {
                    Operator::And => a.max(b),
                    Operator::Or => a.min(b),
                });
            }
        }
    }
    stack.pop().unwrap_or(Standing::Unlisted)
}

fn requirement_standing(requirement: &spdx::LicenseReq) -> Standing {
    let LicenseItem::Spdx { id, .. } = &requirement.license else { return Standing::Unlisted };
    // An exception keeps a GNU licence in X; on others only what the page lists would count, and it lists none.
    match (category::of(id.name), requirement.addition.is_some()) {
        (Standing::X, _) => Standing::X,
        (_, true) => Standing::Unlisted,
        // "Or any later version" leaves the choice of this version, so `+` changes nothing.
        (standing, false) => standing,
    }
}
