//! Amounts in notes.

use alloy_primitives::{U256, utils::format_ether};

/// Decimals shown; the exact value is on the chain.
const DECIMALS: usize = 4;

/// Wei as ether, cut to four decimals.
pub(crate) fn ether(wei: U256) -> String {
    let text = format_ether(wei);
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{whole}.{}", fraction.get(..DECIMALS).unwrap_or(fraction)),
        None => text,
    }
}
