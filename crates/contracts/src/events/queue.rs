//! Logs of `WithdrawalQueueERC721`.

use super::uint;
use crate::interfaces::IWithdrawalQueue as Queue;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::{governance::PausableEvent, liquid::lido::withdrawal_queue::QueueEvent};

/// The topics and data of an event.
pub(super) fn encode(event: QueueEvent) -> LogData {
    use QueueEvent as E;
    match event {
        E::WithdrawalRequested { id, requestor, owner, steth, shares } => Queue::WithdrawalRequested {
            requestId: id.get(),
            requestor,
            owner,
            amountOfStETH: steth.get(),
            amountOfShares: shares.get(),
        }
        .encode_log_data(),
        E::WithdrawalsFinalized { from, to, ether_locked, shares_to_burn, timestamp } => Queue::WithdrawalsFinalized {
            from: from.get(),
            to: to.get(),
            amountOfETHLocked: ether_locked.get(),
            sharesToBurn: shares_to_burn.get(),
            timestamp: uint(timestamp.get()),
        }
        .encode_log_data(),
        E::WithdrawalClaimed { id, owner, receiver, amount } => {
            Queue::WithdrawalClaimed { requestId: id.get(), owner, receiver, amountOfETH: amount.get() }.encode_log_data()
        }
        E::Transfer { from, to, id } => Queue::Transfer { from, to, tokenId: id.get() }.encode_log_data(),
        E::Approval { owner, approved, id } => Queue::Approval { owner, approved, tokenId: id.get() }.encode_log_data(),
        E::ApprovalForAll { owner, operator, approved } => Queue::ApprovalForAll { owner, operator, approved }.encode_log_data(),
        E::BatchMetadataUpdate { from, to } => {
            Queue::BatchMetadataUpdate { fromTokenId: from.get(), toTokenId: to.get() }.encode_log_data()
        }
        E::BaseURISet { base_uri } => Queue::BaseURISet { baseURI: base_uri }.encode_log_data(),
        E::NftDescriptorAddressSet { descriptor } => {
            Queue::NftDescriptorAddressSet { nftDescriptorAddress: descriptor }.encode_log_data()
        }
        E::BunkerModeEnabled { since } => Queue::BunkerModeEnabled { sinceTimestamp: uint(since.get()) }.encode_log_data(),
        E::BunkerModeDisabled => Queue::BunkerModeDisabled {}.encode_log_data(),
        E::Pausable(PausableEvent::Paused { duration }) => Queue::Paused { duration }.encode_log_data(),
        E::Pausable(PausableEvent::Resumed) => Queue::Resumed {}.encode_log_data(),
    }
}
