//! Numbers in JSON: plain, as decimal strings (Beacon API) or as hex strings (Ethereum JSON-RPC).

use serde::{Deserializer, de};
use std::fmt;

/// Reads any of the three forms.
///
/// # Errors
/// The deserializer's, when it is none of them or does not fit into 64 bits.
pub fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = u64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number, a decimal string or a hex string of at most 64 bits")
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<u64, E> {
            Ok(value)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
            let parsed = match text.strip_prefix("0x") {
                Some(hex) => u64::from_str_radix(hex, 16),
                None => text.parse(),
            };
            parsed.map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_any(Visitor)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct One(#[serde(deserialize_with = "super::quantity")] u64);

    #[test]
    fn all_three_forms_are_read() {
        for text in ["27", "\"27\"", "\"0x1b\""] {
            assert_eq!(serde_json::from_str::<One>(text).unwrap().0, 27, "{text}");
        }
        assert_eq!(serde_json::from_str::<One>("\"18446744073709551615\"").unwrap().0, u64::MAX);
        for text in ["-1", "\"\"", "\"1.5\"", "null", "\"0xg\"", "\"18446744073709551616\""] {
            assert!(serde_json::from_str::<One>(text).is_err(), "{text}");
        }
    }
}
