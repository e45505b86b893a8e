//! The delays of restaking: a profile by name, mainnet's scaled down, or each by itself.

use aquifer_protocol::{restaking::Delays, units::Blocks};
use serde::{Deserialize, Deserializer, de};
use std::fmt;

const PROFILES: &[&str] = &["mainnet", "local"];
const EXPECTED: &str = "\"mainnet\", \"local\", { scale = 100 }, or { withdrawal = 900, deallocation = 900, allocation_configuration = 1200, slash_resolution = 450 }";

/// `delays` of `[restaking]`, in blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelaysTable(pub Delays);

/// The form with keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    /// Mainnet's delays divided by this.
    scale: Option<u64>,
    withdrawal: Option<u64>,
    deallocation: Option<u64>,
    allocation_configuration: Option<u64>,
    slash_resolution: Option<u64>,
}

impl Keys {
    fn delays(&self) -> Result<Delays, String> {
        let each = [self.withdrawal, self.deallocation, self.allocation_configuration, self.slash_resolution];
        match (self.scale, each) {
            (Some(0), _) => Err("`scale` is 0: expected 1 or more, mainnet's delays are divided by it".to_owned()),
            (Some(scale), [None, None, None, None]) => Ok(scaled(scale)),
            (None, [Some(withdrawal), Some(deallocation), Some(configuration), Some(resolution)]) => {
                each_of_its_own([withdrawal, deallocation, configuration, resolution])
            }
            _ => Err(format!("expected {EXPECTED}")),
        }
    }
}

/// Mainnet's, each divided by `scale` and rounded down, but one block at least.
fn scaled(scale: u64) -> Delays {
    let part = |delay: Blocks| Blocks::new((delay.get() / scale).max(1));
    let mainnet = Delays::MAINNET;
    Delays {
        withdrawal: part(mainnet.withdrawal),
        deallocation: part(mainnet.deallocation),
        allocation_configuration: part(mainnet.allocation_configuration),
        slash_resolution: mainnet.slash_resolution.map(part),
    }
}

fn each_of_its_own(blocks: [u64; 4]) -> Result<Delays, String> {
    let most = u64::from(u32::MAX);
    if let Some(delay) = blocks.into_iter().find(|delay| *delay > most) {
        return Err(format!("a delay of {delay} blocks: expected at most {most}, for the contracts count blocks in 32 bits"));
    }
    let [withdrawal, deallocation, allocation_configuration, slash_resolution] = blocks.map(Blocks::new);
    Ok(Delays { withdrawal, deallocation, allocation_configuration, slash_resolution: Some(slash_resolution) })
}

impl<'de> Deserialize<'de> for DelaysTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = DelaysTable;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<DelaysTable, E> {
                match name {
                    "mainnet" => Ok(DelaysTable(Delays::MAINNET)),
                    "local" => Ok(DelaysTable(Delays::LOCAL)),
                    _ => Err(E::unknown_variant(name, PROFILES)),
                }
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<DelaysTable, A::Error> {
                let keys = Keys::deserialize(de::value::MapAccessDeserializer::new(map))?;
                keys.delays().map(DelaysTable).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
