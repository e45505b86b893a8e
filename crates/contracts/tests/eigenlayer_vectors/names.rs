//! Names of the vectors and the addresses they stand for, and values between JSON and the ABI.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, I256, U256, hex};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Accounts and contracts by name.
#[derive(Debug, Clone)]
pub(crate) struct Names(BTreeMap<String, Address>);

impl Names {
    pub(crate) const fn new(named: BTreeMap<String, Address>) -> Self {
        Self(named)
    }

    /// The address of a name, or of an address written out.
    #[track_caller]
    pub(crate) fn address(&self, name: &str) -> Address {
        let named = self.0.get(name).copied();
        named.or_else(|| name.parse().ok()).unwrap_or_else(|| panic!("{name} is neither a name nor an address"))
    }

    /// The address of a name, if it is one.
    pub(crate) fn find(&self, name: &str) -> Option<Address> {
        self.0.get(name).copied()
    }

    /// The name of an address; its hexadecimal form when it has none.
    pub(crate) fn name(&self, address: Address) -> String {
        let named = self.0.iter().find(|(_, known)| **known == address);
        named.map_or_else(|| hex::encode_prefixed(address), |(name, _)| name.clone())
    }

    /// Names that begin with `prefix`, with their addresses.
    pub(crate) fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, Address)> + 'a {
        self.0.iter().filter(move |(name, _)| name.starts_with(prefix)).map(|(name, address)| (name.as_str(), *address))
    }

    /// A recorded value as one of the ABI's type; `None` when its shape is another.
    pub(crate) fn value(&self, recorded: &Value, kind: &DynSolType) -> Option<DynSolValue> {
        Some(match (kind, recorded) {
            (DynSolType::Bool, Value::Bool(value)) => DynSolValue::Bool(*value),
            (DynSolType::Uint(bits), Value::String(text)) => DynSolValue::Uint(text.parse::<U256>().ok()?, *bits),
            (DynSolType::Int(bits), Value::String(text)) => DynSolValue::Int(I256::from_dec_str(text).ok()?, *bits),
            (DynSolType::Address, Value::String(name)) => {
                DynSolValue::Address(self.0.get(name).copied().or_else(|| name.parse().ok())?)
            }
            (DynSolType::String, Value::String(text)) => DynSolValue::String(text.clone()),
            (DynSolType::Bytes, Value::String(text)) => DynSolValue::Bytes(hex::decode(text).ok()?),
            (DynSolType::FixedBytes(_), Value::String(text)) => kind.coerce_str(text).ok()?,
            (DynSolType::Array(of), Value::Array(values)) => DynSolValue::Array(self.all(values.iter().map(|v| (v, &**of)))?),
            (DynSolType::FixedArray(of, length), Value::Array(values)) if values.len() == *length => {
                DynSolValue::FixedArray(self.all(values.iter().map(|v| (v, &**of)))?)
            }
            (DynSolType::Tuple(kinds), Value::Array(values)) if values.len() == kinds.len() => {
                DynSolValue::Tuple(self.all(values.iter().zip(kinds))?)
            }
            _ => return None,
        })
    }

    fn all<'a>(&self, values: impl Iterator<Item = (&'a Value, &'a DynSolType)>) -> Option<Vec<DynSolValue>> {
        values.map(|(value, kind)| self.value(value, kind)).collect()
    }

    /// A value of the ABI as the vectors write it.
    pub(crate) fn plain(&self, value: &DynSolValue) -> Value {
        match value {
            DynSolValue::Bool(value) => json!(value),
            DynSolValue::Uint(value, _) => json!(value.to_string()),
            DynSolValue::Int(value, _) => json!(value.to_string()),
            DynSolValue::Address(value) => json!(self.name(*value)),
            DynSolValue::String(value) => json!(value),
            DynSolValue::Bytes(value) => json!(hex::encode_prefixed(value)),
            DynSolValue::FixedBytes(word, size) => json!(hex::encode_prefixed(&word[..*size])),
            DynSolValue::Array(values) | DynSolValue::FixedArray(values) | DynSolValue::Tuple(values) => {
                Value::Array(values.iter().map(|value| self.plain(value)).collect())
            }
            DynSolValue::Function(_) => panic!("no vector holds a function: {value:?}"),
        }
    }
}
