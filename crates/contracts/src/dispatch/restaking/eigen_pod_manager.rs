//! `EigenPodManager`: creation of pods, and native shares.

use super::initialized;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IEigenPodManager::{self as Manager, IEigenPodManagerCalls as Call},
};
use alloy_primitives::{Address, I256, U256};
use aquifer_protocol::{
    Ctx, Protocol,
    restaking::{
        BEACON_CHAIN_ETH,
        pods::{EigenPodManager, PodError, StakeRequest, pod_address},
    },
    units::{StrategyShares, Timestamp, Wei},
};
use std::sync::Arc;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let (pods, book) = (&frame.protocol().restaking.pods, frame.addresses());
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::createPod(_) => {
            let pod = frame.settle(|p, ctx, fx| {
                let book = p.addresses.restaking;
                pods_of(p).create_pod(&book, ctx, fx)
            })?;
            answer::<Manager::createPodCall>(&pod)
        }
        Call::stake(call) => {
            let (pubkey, signature) = (&call.pubkey, &call.signature);
            let request = StakeRequest { pubkey, signature, deposit_data_root: call.depositDataRoot };
            frame.settle(|p, ctx, fx| p.stake_through_pod(ctx, &request, fx))?;
            done()
        }
        Call::recordBeaconChainETHBalanceUpdate(call) => {
            let (owner, previous) = (call.podOwner, Wei::new(call.prevRestakedBalanceWei));
            let delta = call.balanceDeltaWei;
            frame.change(|p, ctx, fx| p.restaking.record_beacon_chain_eth_balance_update(ctx, owner, previous, delta, fx))?;
            done()
        }
        Call::addShares(call) => {
            let shares = StrategyShares::new(call.shares);
            let (before, _) =
                frame.change(|p, ctx, fx| for_delegation(p, ctx, call.strategy)?.add_shares(call.staker, shares, fx))?;
            let ret = Manager::addSharesReturn { existingDepositShares: before.get(), addedShares: call.shares };
            answer::<Manager::addSharesCall>(&ret)
        }
        Call::removeDepositShares(call) => {
            let shares = StrategyShares::new(call.depositSharesToRemove);
            let left = frame
                .change(|p, ctx, fx| for_delegation(p, ctx, call.strategy)?.remove_deposit_shares(call.staker, shares, fx))?;
            answer::<Manager::removeDepositSharesCall>(&left.get())
        }
        Call::withdrawSharesAsTokens(call) => {
            let shares = StrategyShares::new(call.shares);
            frame.change(|p, ctx, _| for_delegation(p, ctx, call.strategy).map(|_| ()))?;
            frame.marked(|frame| withdraw(frame, call.staker, shares))?;
            done()
        }
        Call::increaseBurnOrRedistributableShares(call) => {
            let shares = StrategyShares::new(call.addedSharesToBurn);
            frame.change(|p, ctx, fx| for_delegation(p, ctx, BEACON_CHAIN_ETH)?.increase_burnable_shares(shares, fx))?;
            done()
        }
        Call::setPectraForkTimestamp(call) => {
            let timestamp = Timestamp::new(call.timestamp);
            frame.change(|p, ctx, fx| pods_of(p).set_pectra_fork_timestamp(ctx, timestamp, fx))?;
            done()
        }
        Call::setProofTimestampSetter(call) => {
            frame.change(|p, ctx, fx| pods_of(p).set_proof_timestamp_setter(ctx, call.newProofTimestampSetter, fx))?;
            done()
        }
        Call::ownerToPod(call) => answer::<Manager::ownerToPodCall>(&pods.pod_of(call.podOwner).unwrap_or_default()),
        Call::getPod(call) => answer::<Manager::getPodCall>(&pod_address(&book.restaking, call.podOwner)),
        Call::hasPod(call) => answer::<Manager::hasPodCall>(&pods.pod_of(call.podOwner).is_some()),
        Call::numPods(_) => answer::<Manager::numPodsCall>(&U256::from(pods.num_pods())),
        Call::ethPOS(_) => answer::<Manager::ethPOSCall>(&book.deposit_contract),
        Call::eigenPodBeacon(_) => answer::<Manager::eigenPodBeaconCall>(&book.restaking.eigen_pod_beacon),
        Call::delegationManager(_) => answer::<Manager::delegationManagerCall>(&book.restaking.delegation_manager),
        Call::beaconChainETHStrategy(_) => answer::<Manager::beaconChainETHStrategyCall>(&BEACON_CHAIN_ETH),
        Call::podOwnerDepositShares(call) => {
            let shares = I256::from_raw(pods.deposit_shares(call.podOwner).get());
            answer::<Manager::podOwnerDepositSharesCall>(&shares)
        }
        Call::stakerDepositShares(call) => {
            pods.check_strategy(call.strategy).map_err(|refusal| refused(&refusal))?;
            answer::<Manager::stakerDepositSharesCall>(&pods.deposit_shares(call.user).get())
        }
        Call::beaconChainSlashingFactor(call) => {
            answer::<Manager::beaconChainSlashingFactorCall>(&pods.slashing_factor(call.staker).get())
        }
        Call::burnableETHShares(_) => answer::<Manager::burnableETHSharesCall>(&pods.burnable_shares().get()),
        Call::pectraForkTimestamp(_) => answer::<Manager::pectraForkTimestampCall>(&pods.pectra_fork_timestamp().get()),
        Call::proofTimestampSetter(_) => answer::<Manager::proofTimestampSetterCall>(&pods.proof_timestamp_setter()),
    }
}

/// Pays a withdrawal from the owner's pod, to whose code the guarded functions are shut. The caller holds a mark.
pub(super) fn withdraw(frame: &mut Frame<'_>, staker: Address, shares: StrategyShares) -> Result<(), Stop> {
    frame.change(|p, _, _| pods_of(p).enter())?;
    frame.settle(|p, _, fx| pods_of(p).withdraw_shares_as_ether(staker, shares, fx))?;
    frame.change(|p, _, _| {
        pods_of(p).leave();
        Ok::<_, PodError>(())
    })
}

fn pods_of(protocol: &mut Protocol) -> &mut EigenPodManager {
    Arc::make_mut(&mut protocol.restaking.pods)
}

/// The pods, for what only `DelegationManager` may do with the shares of beacon-chain ETH.
fn for_delegation<'a>(protocol: &'a mut Protocol, ctx: &Ctx<'_>, strategy: Address) -> Result<&'a mut EigenPodManager, PodError> {
    protocol.restaking.pods.check_share_manager(&protocol.addresses.restaking, ctx, strategy)?;
    Ok(pods_of(protocol))
}
