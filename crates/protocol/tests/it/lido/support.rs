//! The little that all tests of Lido's parts share.

use aquifer_protocol::{
    Address, Ctx, EtherBalances, U256,
    units::{BlockNumber, RequestId, Shares, Timestamp, Wei},
};

/// Every account holds more than it can ever owe.
struct Rich;

impl EtherBalances for Rich {
    fn balance_of(&self, _account: Address) -> Wei {
        Wei::new(U256::MAX >> 1)
    }
}

/// A call at a time, from an account.
pub(crate) fn call(caller: Address, time: u64) -> Ctx<'static> {
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(time / 12),
        timestamp: Timestamp::new(time),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &Rich,
    }
}

pub(crate) fn wei(amount: u64) -> Wei {
    Wei::new(U256::from(amount))
}

pub(crate) fn shares(amount: u64) -> Shares {
    Shares::new(U256::from(amount))
}

pub(crate) fn request(id: u64) -> RequestId {
    RequestId::new(U256::from(id))
}

pub(crate) fn account(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}
