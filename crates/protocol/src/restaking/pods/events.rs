//! Events of `EigenPodManager`, and of every `EigenPod`.

use crate::{
    effect::{Effects, Event},
    restaking::{RestakingEvent, pods::PubkeyHash},
    units::{Gwei, Magnitude, StrategyShares, Timestamp, Wei},
};
use alloy_primitives::{Address, B256, I256};

/// What happened at the manager; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's events, in order")]
pub enum PodEvent {
    /// A pod came into being.
    PodDeployed { pod: Address, owner: Address },
    /// The owner's deposit shares change by this many.
    PodSharesUpdated { owner: Address, delta: I256 },
    /// The owner's deposit shares as they are now.
    NewTotalShares { owner: Address, total: StrategyShares },
    /// The pod lost ether on the beacon chain.
    BeaconChainSlashingFactorDecreased { staker: Address, previous: Magnitude, new: Magnitude },
    /// Shares of native stake that a service slashed.
    BurnableEthSharesIncreased { shares: StrategyShares },
    /// When Electra began.
    PectraForkTimestampSet { timestamp: Timestamp },
    /// Who may set that.
    ProofTimestampSetterSet { setter: Address },
}

/// What happened at a pod; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's events, in order")]
pub enum EigenPodEvent {
    /// The proxy took its beacon.
    BeaconUpgraded { beacon: Address },
    /// The pod took its owner.
    Initialized,
    /// 32 ETH went to the deposit contract.
    EigenPodStaked { pubkey_hash: PubkeyHash },
    /// The credentials of a validator were proven.
    ValidatorRestaked { pubkey_hash: PubkeyHash },
    /// The balance a validator counts with.
    ValidatorBalanceUpdated { pubkey_hash: PubkeyHash, timestamp: Timestamp, balance: Gwei },
    /// A validator's balance of a checkpoint was proven.
    ValidatorCheckpointed { checkpoint: Timestamp, pubkey_hash: PubkeyHash },
    /// A validator's balance was proven to be nothing.
    ValidatorWithdrawn { checkpoint: Timestamp, pubkey_hash: PubkeyHash },
    /// A checkpoint began.
    CheckpointCreated { checkpoint: Timestamp, beacon_block_root: B256, proofs: u64 },
    /// A checkpoint ended: the owner's stake changes by this many wei.
    CheckpointFinalized { checkpoint: Timestamp, delta_wei: I256 },
    /// Ether left the pod for its owner.
    RestakedBeaconChainEthWithdrawn { recipient: Address, amount: Wei },
    /// Ether came that no validator sent.
    NonBeaconChainEthReceived { amount: Wei },
    /// Another account may submit proofs.
    ProofSubmitterUpdated { previous: Address, new: Address },
    /// The beacon chain was asked to move a validator's stake into another.
    ConsolidationRequested { source: PubkeyHash, target: PubkeyHash },
    /// The beacon chain was asked to let a validator compound.
    SwitchToCompoundingRequested { pubkey_hash: PubkeyHash },
    /// The beacon chain was asked for a full exit.
    ExitRequested { pubkey_hash: PubkeyHash },
    /// The beacon chain was asked for part of a balance.
    WithdrawalRequested { pubkey_hash: PubkeyHash, amount: Gwei },
}

impl EigenPodEvent {
    /// Emits the event from the pod at the address.
    pub(super) fn emit_from(self, pod: Address, fx: &mut Effects) {
        fx.emit(Event::from(RestakingEvent::Pod(pod, self)));
    }
}
