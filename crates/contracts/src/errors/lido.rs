//! Refusals of calls that touch several of Lido's contracts: those of the contract that would have reverted.

use super::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::liquid::lido::LidoError;

impl Refusal for LidoError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::Steth(error) => error.revert_data(),
            Self::Wsteth(error) => error.revert_data(),
            Self::Queue(error) => error.revert_data(),
            Self::Burner(error) => error.revert_data(),
            Self::Accounting(error) => error.revert_data(),
            Self::Limiter(error) => error.revert_data(),
            Self::Sanity(error) => error.revert_data(),
            Self::Router(error) => error.revert_data(),
            Self::NodeOperators(error) => error.revert_data(),
            Self::Consensus(error) => error.revert_data(),
            Self::Oracle(error) => error.revert_data(),
            Self::DepositSecurity(error) => error.revert_data(),
            Self::Deposit(error) => error.revert_data(),
            Self::Governance(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}
