//! Extra data of a report: exited validators of single operators, as a list in chunks chained by hash.
//!
//! ```text
//! chunk: 32 bytes hash of the next chunk, zero for the last | items
//! item:  3 bytes index | 2 bytes type | 3 bytes module | 8 bytes n | n * 8 bytes operators | n * 16 bytes exits
//! ```

use alloy_primitives::{B256, keccak256};
use std::collections::BTreeMap;

/// `EXTRA_DATA_TYPE_EXITED_VALIDATORS`
const EXITED_VALIDATORS: u16 = 2;

/// How much fits where (`OracleReportSanityChecker`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExtraDataLimits {
    pub(crate) items_per_transaction: usize,
    pub(crate) operators_per_item: usize,
}

/// Extra data ready to be submitted, chunk by chunk; none at all is the format "empty".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExtraData {
    /// Number of items in all chunks.
    pub(crate) items: u64,
    /// The chunks and how many items come before each.
    pub(crate) chunks: Vec<(u64, Vec<u8>)>,
}

impl ExtraData {
    /// Encodes cumulative exits by module and operator.
    pub(crate) fn of_exits(exits: &BTreeMap<(u64, u64), u64>, limits: ExtraDataLimits) -> Self {
        let items = items(exits, limits.operators_per_item.max(1));
        let mut before = items.len();
        let mut chunks = Vec::new();
        let mut next_hash = B256::ZERO;
        // From the last chunk to the first, for each names the next one's hash.
        for group in items.chunks(limits.items_per_transaction.max(1)).rev() {
            before -= group.len();
            let mut chunk = next_hash.to_vec();
            group.iter().for_each(|item| chunk.extend_from_slice(item));
            next_hash = keccak256(&chunk);
            chunks.push((before as u64, chunk));
        }
        chunks.reverse();
        Self { items: items.len() as u64, chunks }
    }

    /// 0 for none, 1 for a list.
    pub(crate) fn format(&self) -> u64 {
        u64::from(!self.chunks.is_empty())
    }

    /// Hash of the first chunk; zero for none.
    pub(crate) fn hash(&self) -> B256 {
        self.chunks.first().map_or(B256::ZERO, |(_, chunk)| keccak256(chunk))
    }
}

/// One item for so many operators of one module, indices counted from zero.
fn items(exits: &BTreeMap<(u64, u64), u64>, operators_per_item: usize) -> Vec<Vec<u8>> {
    let mut modules: BTreeMap<u64, Vec<(u64, u64)>> = BTreeMap::new();
    for ((module, operator), count) in exits {
        modules.entry(*module).or_default().push((*operator, *count));
    }
    let groups =
        modules.iter().flat_map(|(module, operators)| operators.chunks(operators_per_item).map(move |group| (*module, group)));
    groups.zip(0_u32..).map(|((module, group), index)| item(index, module, group)).collect()
}

fn item(index: u32, module: u64, operators: &[(u64, u64)]) -> Vec<u8> {
    let mut item = Vec::with_capacity(16 + operators.len() * 24);
    item.extend_from_slice(&index.to_be_bytes()[1..]);
    item.extend_from_slice(&EXITED_VALIDATORS.to_be_bytes());
    item.extend_from_slice(&module.to_be_bytes()[5..]);
    item.extend_from_slice(&(operators.len() as u64).to_be_bytes());
    operators.iter().for_each(|(operator, _)| item.extend_from_slice(&operator.to_be_bytes()));
    operators.iter().for_each(|(_, count)| item.extend_from_slice(&u128::from(*count).to_be_bytes()));
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    const LIMITS: ExtraDataLimits = ExtraDataLimits { items_per_transaction: 2, operators_per_item: 2 };

    #[test]
    fn nothing_is_the_empty_format() {
        let data = ExtraData::of_exits(&BTreeMap::new(), LIMITS);
        assert_eq!((data.format(), data.hash(), data.items), (0, B256::ZERO, 0));
    }

    #[test]
    fn an_item_is_packed_as_the_oracle_reads_it() {
        let data = ExtraData::of_exits(&BTreeMap::from([((1, 3), 2), ((1, 7), 258)]), LIMITS);
        let zero = "00".repeat(32);
        let expected = format!(
            "{zero}000000{}{}{}{}{}{}{}",
            "0002",
            "000001",
            "0000000000000002",
            "0000000000000003",
            "0000000000000007",
            "00000000000000000000000000000002",
            "00000000000000000000000000000102"
        );
        assert_eq!(data.chunks.len(), 1);
        assert_eq!(hex::encode(&data.chunks[0].1), expected);
        assert_eq!((data.format(), data.items), (1, 1));
    }

    #[test]
    fn chunks_are_chained_and_know_what_comes_before() {
        let exits = (0..9).map(|operator| ((1 + operator / 5, operator), 1)).collect();
        let data = ExtraData::of_exits(&exits, LIMITS);
        // Module 1: five operators in three items; module 2: four in two. Two items a chunk.
        assert_eq!(data.items, 5);
        let befores: Vec<u64> = data.chunks.iter().map(|(before, _)| *before).collect();
        assert_eq!(befores, [0, 2, 4]);
        assert_eq!(data.hash(), keccak256(&data.chunks[0].1));
        assert_eq!(data.chunks[0].1[..32], keccak256(&data.chunks[1].1)[..]);
        assert_eq!(data.chunks[1].1[..32], keccak256(&data.chunks[2].1)[..]);
        assert_eq!(data.chunks[2].1[..32], [0; 32]);
    }
}
