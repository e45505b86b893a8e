//! A pod as its contracts describe it.

use crate::commands::restaking::{Core, Trial};
use crate::failure::Failure;
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::{IDelegationManager, IEigenPod, IEigenPodManager};
use aquifer_protocol::restaking::BEACON_CHAIN_ETH;
use eyre::eyre;
use serde_json::{Value, json};

/// Wei in a Gwei.
const WEI_PER_GWEI: u64 = 1_000_000_000;

/// A pod that is there.
#[derive(Debug, Clone)]
pub(super) struct Pod {
    pub(super) address: Address,
    pub(super) owner: Address,
    pub(super) submitter: Address,
    /// Ether on its account, in wei.
    pub(super) balance: U256,
    /// That of it which counts in shares, in Gwei.
    pub(super) restaked: u64,
    pub(super) last_checkpoint: u64,
    /// When the running checkpoint began; zero when none runs.
    pub(super) current_checkpoint: u64,
    pub(super) checkpoint: IEigenPod::Checkpoint,
    /// The owner's, in wei.
    pub(super) deposit_shares: U256,
    /// What is left of them after slashing here and on the beacon chain, in wei.
    pub(super) withdrawable_shares: U256,
    /// What is left of the owner's stake after losses on the beacon chain, of 10^18.
    pub(super) slashing_factor: u64,
    pub(super) operator: Option<Address>,
}

/// Where the owner's pod is, or would be.
pub(super) async fn address_of(core: &Core, owner: Address) -> eyre::Result<(Address, bool)> {
    let manager = core.addresses.eigen_pod_manager;
    let mut trial = Trial::default();
    let address = trial.call(manager, &IEigenPodManager::getPodCall { podOwner: owner });
    let is_there = trial.call(manager, &IEigenPodManager::hasPodCall { podOwner: owner });
    let answers = trial.read(&core.client, BlockId::latest()).await?;
    Ok((answers.get(&address)?, answers.get(&is_there)?))
}

/// The pod that was named, or else the owner's.
pub(super) async fn find(core: &Core, named: Option<Address>, owner: Address) -> Result<Pod, Failure> {
    if let Some(address) = named {
        return Pod::read(core, address).await;
    }
    let (address, is_there) = address_of(core, owner).await?;
    if !is_there {
        return Err(Failure::Refused(eyre!("{owner} has no pod; `aquifer pod create` makes one, at {address}")));
    }
    Pod::read(core, address).await
}

impl Pod {
    /// Reads it at the newest block.
    pub(super) async fn read(core: &Core, address: Address) -> Result<Self, Failure> {
        let block = BlockId::latest();
        let mut trial = Trial::default();
        let owner = trial.call(address, &IEigenPod::podOwnerCall {});
        let submitter = trial.call(address, &IEigenPod::proofSubmitterCall {});
        let restaked = trial.call(address, &IEigenPod::withdrawableRestakedExecutionLayerGweiCall {});
        let last = trial.call(address, &IEigenPod::lastCheckpointTimestampCall {});
        let current = trial.call(address, &IEigenPod::currentCheckpointTimestampCall {});
        let checkpoint = trial.call(address, &IEigenPod::currentCheckpointCall {});
        let answers = trial.read(&core.client, block).await?;
        let Some(owner) = answers.find(&owner) else {
            return Err(Failure::Refused(eyre!("there is no pod at {address}: `aquifer pod show OWNER` says where one is")));
        };
        let (manager, delegation) = (core.addresses.eigen_pod_manager, core.addresses.delegation_manager);
        let strategies = vec![BEACON_CHAIN_ETH];
        let mut trial = Trial::default();
        let shares = trial.call(delegation, &IDelegationManager::getWithdrawableSharesCall { staker: owner, strategies });
        let operator = trial.call(delegation, &IDelegationManager::delegatedToCall { staker: owner });
        let factor = trial.call(manager, &IEigenPodManager::beaconChainSlashingFactorCall { staker: owner });
        let of_owner = trial.read(&core.client, block).await?;
        let shares = of_owner.get(&shares)?;
        let one = |values: Vec<U256>| values.into_iter().next().unwrap_or_default();
        Ok(Self {
            address,
            owner,
            submitter: answers.get(&submitter)?,
            balance: core.client.balance(address, None).await?,
            restaked: answers.get(&restaked)?,
            last_checkpoint: answers.get(&last)?,
            current_checkpoint: answers.get(&current)?,
            checkpoint: answers.get(&checkpoint)?,
            deposit_shares: one(shares.depositShares),
            withdrawable_shares: one(shares.withdrawableShares),
            slashing_factor: of_owner.get(&factor)?,
            operator: Some(of_owner.get(&operator)?).filter(|operator| !operator.is_zero()),
        })
    }

    /// Ether that a withdrawal could be paid from today, in wei: what counts in shares and lies in the pod.
    pub(super) fn payable(&self) -> U256 {
        self.withdrawable_shares.min(wei(self.restaked))
    }

    /// Ether of the pod that counts nowhere yet, in whole Gwei.
    pub(super) fn uncounted(&self) -> u64 {
        let whole: u64 = (self.balance / U256::from(WEI_PER_GWEI)).saturating_to();
        whole.saturating_sub(self.restaked)
    }

    /// For JSON: amounts in wei but where the name says Gwei.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "pod": self.address,
            "owner": self.owner,
            "proofSubmitter": Some(self.submitter).filter(|submitter| !submitter.is_zero()),
            "operator": self.operator,
            "withdrawableNow": self.payable().to_string(),
            "withdrawableShares": self.withdrawable_shares.to_string(),
            "depositShares": self.deposit_shares.to_string(),
            "beaconChainSlashingFactor": self.slashing_factor.to_string(),
            "balance": self.balance.to_string(),
            "restakedExecutionLayerGwei": self.restaked.to_string(),
            "uncountedGwei": self.uncounted().to_string(),
            "lastCheckpointTimestamp": self.last_checkpoint,
            "checkpoint": (self.current_checkpoint != 0).then(|| json!({
                "timestamp": self.current_checkpoint,
                "beaconBlockRoot": self.checkpoint.beaconBlockRoot,
                "proofsRemaining": self.checkpoint.proofsRemaining.to::<u64>(),
            })),
        })
    }
}

/// Gwei in wei.
pub(super) fn wei(gwei: u64) -> U256 {
    U256::from(gwei) * U256::from(WEI_PER_GWEI)
}
