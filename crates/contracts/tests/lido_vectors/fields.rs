//! Reads the fields of an operation and remembers which were read: a field nobody reads is a failure.

use alloy_primitives::U256;
use serde_json::{Map, Value};
use std::{cell::RefCell, collections::BTreeSet};

/// The fields of one JSON object.
pub(crate) struct Fields<'a> {
    values: &'a Map<String, Value>,
    read: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self { values: value.as_object().expect("an object"), read: RefCell::default() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        let (name, value) = self.values.get_key_value(name)?;
        self.read.borrow_mut().insert(name);
        Some(value)
    }

    #[track_caller]
    pub(crate) fn need(&self, name: &str) -> &'a Value {
        self.get(name).unwrap_or_else(|| panic!("field {name} is missing"))
    }

    #[track_caller]
    pub(crate) fn text(&self, name: &str) -> &'a str {
        self.need(name).as_str().unwrap_or_else(|| panic!("field {name} is not a string"))
    }

    #[track_caller]
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.need(name).as_bool().unwrap_or_else(|| panic!("field {name} is not a bool"))
    }

    #[track_caller]
    pub(crate) fn number(&self, name: &str) -> U256 {
        number(self.need(name))
    }

    #[track_caller]
    pub(crate) fn numbers(&self, name: &str) -> Vec<U256> {
        self.need(name).as_array().unwrap_or_else(|| panic!("field {name} is not a list")).iter().map(number).collect()
    }

    /// Fields no code has read.
    pub(crate) fn unread(&self) -> Vec<&'a str> {
        let read = self.read.borrow();
        self.values.keys().map(String::as_str).filter(|name| !read.contains(name)).collect()
    }
}

/// A number: a decimal string or a JSON integer.
#[track_caller]
pub(crate) fn number(value: &Value) -> U256 {
    match value {
        Value::String(text) => text.parse().unwrap_or_else(|_| panic!("{text} is not a decimal number")),
        Value::Number(number) => U256::from(number.as_u64().expect("a whole number")),
        other => panic!("{other} is not a number"),
    }
}

/// The same value with every number as a decimal string, so that `5`, `"5"` and `"0x05"` compare equal. Selectors, the
/// only other hexadecimal strings, come out the same on both sides too.
pub(crate) fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(text) if text.starts_with("0x") && text.len() <= 66 => {
            Value::String(text.parse::<U256>().map_or_else(|_| text.clone(), |number| number.to_string()))
        }
        Value::Array(values) => Value::Array(values.iter().map(normal).collect()),
        Value::Object(fields) => Value::Object(fields.iter().map(|(name, value)| (name.clone(), normal(value))).collect()),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}
