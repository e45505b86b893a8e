//! Logs of `Eigen` and `BackingEigen`.

use crate::interfaces::restaking::{IBackingEigen, IVotesToken};
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::{governance::OwnershipTransferred, restaking::eigen::EigenEvent};

/// The topics and data of an event.
pub(super) fn encode(event: &EigenEvent) -> LogData {
    use EigenEvent as E;
    match *event {
        E::Transfer { from, to, value } => IVotesToken::Transfer { from, to, value: value.get() }.encode_log_data(),
        E::Approval { owner, spender, value } => IVotesToken::Approval { owner, spender, value: value.get() }.encode_log_data(),
        E::DelegateChanged { delegator, from_delegate, to_delegate } => {
            IVotesToken::DelegateChanged { delegator, fromDelegate: from_delegate, toDelegate: to_delegate }.encode_log_data()
        }
        E::DelegateVotesChanged { delegate, previous_balance, new_balance } => {
            IVotesToken::DelegateVotesChanged { delegate, previousBalance: previous_balance.get(), newBalance: new_balance.get() }
                .encode_log_data()
        }
        E::IsMinterModified { minter, new_status } => {
            IBackingEigen::IsMinterModified { minterAddress: minter, newStatus: new_status }.encode_log_data()
        }
        E::OwnershipTransferred(OwnershipTransferred { previous_owner, new_owner }) => {
            IVotesToken::OwnershipTransferred { previousOwner: previous_owner, newOwner: new_owner }.encode_log_data()
        }
    }
}
