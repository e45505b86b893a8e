//! Events of the queue, named as the contract names them.

use crate::governance::PausableEvent;
use crate::units::{RequestId, Shares, Timestamp, Wei};
use alloy_primitives::Address;

/// What the queue tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum QueueEvent {
    /// `WithdrawalRequested(requestId, requestor, owner, amountOfStETH, amountOfShares)`
    WithdrawalRequested { id: RequestId, requestor: Address, owner: Address, steth: Wei, shares: Shares },
    /// `WithdrawalsFinalized(from, to, amountOfETHLocked, sharesToBurn, timestamp)`
    WithdrawalsFinalized { from: RequestId, to: RequestId, ether_locked: Wei, shares_to_burn: Shares, timestamp: Timestamp },
    /// `WithdrawalClaimed(requestId, owner, receiver, amountOfETH)`
    WithdrawalClaimed { id: RequestId, owner: Address, receiver: Address, amount: Wei },
    /// ERC-721 `Transfer(from, to, tokenId)`
    Transfer { from: Address, to: Address, id: RequestId },
    /// ERC-721 `Approval(owner, approved, tokenId)`
    Approval { owner: Address, approved: Address, id: RequestId },
    /// ERC-721 `ApprovalForAll(owner, operator, approved)`
    ApprovalForAll { owner: Address, operator: Address, approved: bool },
    /// ERC-4906 `BatchMetadataUpdate(fromTokenId, toTokenId)`
    BatchMetadataUpdate { from: RequestId, to: RequestId },
    /// `BaseURISet(baseURI)`
    BaseURISet { base_uri: String },
    /// `NftDescriptorAddressSet(nftDescriptorAddress)`
    NftDescriptorAddressSet { descriptor: Address },
    /// `BunkerModeEnabled(sinceTimestamp)`
    BunkerModeEnabled { since: Timestamp },
    /// `BunkerModeDisabled()`
    BunkerModeDisabled,
    /// `Paused(duration)` or `Resumed()`
    Pausable(PausableEvent),
}
