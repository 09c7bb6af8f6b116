//! What the nightly URL serves.

/// (in the making)
#[derive(Debug, Clone, Default)]
pub struct Nightly {}

/// Seconds since 1970 of a date as HTTP writes it, in any of its three spellings' current one (IMF-fixdate).
pub fn http_date(text: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text.trim()).ok()?;
    Some(zoned.timestamp().as_second())
}
