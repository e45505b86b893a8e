//! Numbers as people and programs write them: `5`, `"5"` or `"0x5"`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::Value;

/// A number in any of the three forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        from_value(&value)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("{value} is not a number, a decimal or a hex string")))
    }
}

/// A number that is written as a decimal string, because it may be beyond what other languages' numbers hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal(u128);

impl Decimal {
    /// Nothing.
    pub(crate) const ZERO: Self = Self(0);

    /// The number.
    pub(crate) fn of(number: impl Into<u128>) -> Self {
        Self(number.into())
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Reads a number in any of the three forms.
pub(crate) fn from_value(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => match text.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_forms_are_one_number() {
        for value in [json!(31), json!("31"), json!("0x1f"), json!("0x1F")] {
            assert_eq!(from_value(&value), Some(31));
        }
        for value in [json!(-1), json!(1.5), json!("x"), json!(""), json!("0x"), json!(null), json!([1])] {
            assert_eq!(from_value(&value), None, "{value}");
        }
    }
}
