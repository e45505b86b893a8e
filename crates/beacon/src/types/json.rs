//! Numbers as the Beacon API writes them: decimal strings. Stored forms keep them as numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

/// A number within quotes, for `#[serde(with = ...)]`.
pub(crate) mod quoted {
    use super::{Cow, Deserialize, Deserializer, Display, FromStr, Serialize, Serializer};

    pub(crate) fn serialize<T: Display + Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(value) } else { value.serialize(serializer) }
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        if !deserializer.is_human_readable() {
            return T::deserialize(deserializer);
        }
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One number of a list, within quotes.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound(serialize = "T: Display + Serialize", deserialize = "T: FromStr<Err: Display> + Deserialize<'de>"))]
pub(crate) struct Quoted<T>(#[serde(with = "quoted")] pub(crate) T);

/// A list of numbers within quotes, for `#[serde(with = ...)]`.
pub(crate) mod quoted_list {
    use super::{Deserialize, Deserializer, Display, FromStr, PhantomData, Quoted, Serialize, Serializer};
    use serde::de::{Error, SeqAccess, Visitor};
    use std::fmt::{self, Debug};
    use std::ops::Deref;

    pub(crate) fn serialize<L, T, S>(list: &L, serializer: S) -> Result<S::Ok, S::Error>
    where
        L: Deref<Target = [T]>,
        T: Display + Serialize + Copy,
        S: Serializer,
    {
        serializer.collect_seq(list.iter().copied().map(Quoted))
    }

    struct Numbers<T>(PhantomData<T>);

    impl<'de, T: FromStr<Err: Display> + Deserialize<'de>> Visitor<'de> for Numbers<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of quoted numbers")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut numbers = Vec::new();
            while let Some(Quoted(number)) = list.next_element()? {
                numbers.push(number);
            }
            Ok(numbers)
        }
    }

    pub(crate) fn deserialize<'de, L, T, D>(deserializer: D) -> Result<L, D::Error>
    where
        L: TryFrom<Vec<T>, Error: Debug>,
        T: FromStr<Err: Display> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let numbers = deserializer.deserialize_seq(Numbers(PhantomData))?;
        L::try_from(numbers).map_err(|error| D::Error::custom(format!("{error:?}")))
    }
}
