//! Spans of time as people write them: `30d`, `12h`, `1d12h`, `90m`, `45s`, `2w`.

/// Seconds in a span. Every number has its unit; `0` alone is nothing.
///
/// # Errors
/// A message that says what was expected.
pub(crate) fn parse_seconds(text: &str) -> Result<u64, String> {
    let refused = || format!("`{text}` is no span of time, expected numbers with units w, d, h, m or s, such as 30d or 1d12h");
    if text == "0" {
        return Ok(0);
    }
    let mut rest = text;
    let mut total = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(refused)?;
        let (number, after) = rest.split_at(digits);
        let mut chars = after.chars();
        let unit = match chars.next() {
            Some('w') => 604_800,
            Some('d') => 86_400,
            Some('h') => 3_600,
            Some('m') => 60,
            Some('s') => 1,
            _ => return Err(refused()),
        };
        let number: u64 = number.parse().map_err(|_| refused())?;
        total = number
            .checked_mul(unit)
            .and_then(|part| total.checked_add(part))
            .ok_or_else(|| format!("`{text}` is too long a span of time"))?;
        rest = chars.as_str();
    }
    if text.is_empty() { Err(refused()) } else { Ok(total) }
}

/// A span in words: the two largest units that are not zero.
pub(crate) fn in_words(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (length, name) in units {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_units() {
        #[track_caller]
        fn check(text: &str, seconds: u64) {
            assert_eq!(parse_seconds(text), Ok(seconds));
        }
        check("30d", 2_592_000);
        check("1d12h", 129_600);
        check("90m", 5_400);
        check("12s", 12);
        check("2w", 1_209_600);
        check("0", 0);
        check("0s", 0);
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in ["", "30", "d", "1.5d", "-1d", "1x", "1d12", " 1d"] {
            assert!(parse_seconds(text).is_err_and(|error| error.contains("such as 30d")), "{text}");
        }
        assert!(parse_seconds("99999999999999999w").is_err_and(|error| error.contains("too long")));
    }

    #[test]
    fn spans_are_said_in_their_two_largest_units() {
        assert_eq!(in_words(2_592_000), "30 days");
        assert_eq!(in_words(93_784), "1 day 2 hours");
        assert_eq!(in_words(61), "1 minute 1 second");
        assert_eq!(in_words(0), "0 seconds");
    }
}
