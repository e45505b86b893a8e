//! Hex values of a network file, refused with what was expected.

use alloy_primitives::{Address, Bytes, FixedBytes};
use serde::{Deserialize, Deserializer, de};
use std::str::FromStr;

const ADDRESS: &str = "an address such as \"0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84\"";

pub(super) fn fork_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FixedBytes<4>, D::Error> {
    parsed(deserializer, "four bytes of hex such as \"0x10000038\"")
}

pub(super) fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    parsed(deserializer, "bytes of hex such as \"0x6000\"")
}

pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Address>, D::Error> {
    parsed(deserializer, ADDRESS).map(Some)
}

pub(super) fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
    struct One(Address);
    impl<'de> Deserialize<'de> for One {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            parsed(deserializer, ADDRESS).map(One)
        }
    }
    Ok(Vec::<One>::deserialize(deserializer)?.into_iter().map(|One(address)| address).collect())
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D, expected: &'static str) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| de::Error::invalid_value(de::Unexpected::Str(&text), &expected))
}
