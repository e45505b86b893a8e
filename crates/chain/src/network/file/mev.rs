//! The source of MEV of a network file. Without the table proposers earn tips only.

use super::super::{amount::Amount, phrase::AccountRef};
use serde::Deserialize;
use toml::Spanned;

/// `[mev]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MevTable {
    /// The account that pays; nobody needs its key.
    pub account: Spanned<AccountRef>,
    /// What it holds at genesis, beside what other tables give it.
    pub balance: Amount,
    /// How many blocks of 10,000 have a payment.
    pub blocks_bips: Spanned<u16>,
    /// What a usual payment is on average: it lies between nothing and twice that.
    pub typical: Spanned<Amount>,
    /// How many payments of 10,000 are large ones.
    #[serde(default = "no_share")]
    pub large_bips: Spanned<u16>,
    /// What a large payment is on average.
    #[serde(default = "no_amount")]
    pub large: Spanned<Amount>,
}

fn no_share() -> Spanned<u16> {
    Spanned::new(0..0, 0)
}

fn no_amount() -> Spanned<Amount> {
    Spanned::new(0..0, Amount::default())
}
