//! `RewardsCoordinator`.

mod claims;
mod convert;
mod submissions;

use crate::{
    errors,
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IRewardsCoordinator::{self as Rewards, IRewardsCoordinatorCalls as Call},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{PanicKind, SolCall};
use aquifer_protocol::{
    Ctx, Effects,
    context::NoEther,
    restaking::{
        BEACON_CHAIN_ETH,
        rewards::{DirectedFor, RewardsCoordinator, RewardsError, RewardsFor, SplitKey, SubmissionKind, tree},
    },
    units::{Seconds, Timestamp},
};
use convert::set;
use std::sync::Arc;

/// One arm a function of the contract.
pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let call = frame.decode_strict::<Call>()?;
    let book = frame.addresses().restaking;
    let (rewards, now) = (Arc::clone(&frame.protocol().restaking.rewards), frame.host.timestamp());
    let config = rewards.config();
    match call {
        Call::initialize(_) => Err(Stop::Revert(errors::string("Initializable: contract is already initialized"))),
        Call::createAVSRewardsSubmission(call) => submissions::by_stake(frame, RewardsFor::Avs, call.rewardsSubmissions),
        Call::createEigenDARewardsSubmission(call) => {
            submissions::by_stake(frame, RewardsFor::EigenDa(call.avs), call.rewardsSubmissions)
        }
        Call::createRewardsForAllSubmission(call) => submissions::by_stake(frame, RewardsFor::All, call.rewardsSubmissions),
        Call::createRewardsForAllEarners(call) => submissions::by_stake(frame, RewardsFor::AllEarners, call.rewardsSubmissions),
        Call::createUniqueStakeRewardsSubmission(call) => {
            submissions::by_stake(frame, RewardsFor::UniqueStake(set(&call.operatorSet)), call.rewardsSubmissions)
        }
        Call::createTotalStakeRewardsSubmission(call) => {
            submissions::by_stake(frame, RewardsFor::TotalStake(set(&call.operatorSet)), call.rewardsSubmissions)
        }
        Call::createOperatorDirectedAVSRewardsSubmission(call) => {
            submissions::directed(frame, DirectedFor::Avs(call.avs), call.operatorDirectedRewardsSubmissions)
        }
        Call::createOperatorDirectedOperatorSetRewardsSubmission(call) => {
            let to = DirectedFor::Set(set(&call.operatorSet));
            submissions::directed(frame, to, call.operatorDirectedRewardsSubmissions)
        }
        Call::submitRoot(call) => {
            let end = Timestamp::new(call.rewardsCalculationEndTimestamp.into());
            change(frame, |rewards, ctx, fx| rewards.submit_root(ctx, call.root, end, fx))
        }
        Call::disableRoot(call) => change(frame, |rewards, ctx, fx| rewards.disable_root(ctx, call.rootIndex, fx)),
        Call::processClaim(call) => claims::process(frame, vec![call.claim], call.recipient),
        Call::processClaims(call) => claims::process(frame, call.claims, call.recipient),
        Call::setClaimerFor_0(call) => change(frame, |rewards, ctx, fx| {
            rewards.set_claimer(ctx, call.claimer, fx);
            Ok(())
        }),
        Call::setClaimerFor_1(call) => {
            let this = frame.call.this;
            frame.change(|p, ctx, fx| p.restaking.set_claimer_for(this, ctx, call.earner, call.claimer, fx))?;
            done()
        }
        Call::setOperatorAVSSplit(call) => set_split(frame, SplitKey::Avs { operator: call.operator, avs: call.avs }, call.split),
        Call::setOperatorPISplit(call) => {
            set_split(frame, SplitKey::ProgrammaticIncentives { operator: call.operator }, call.split)
        }
        Call::setOperatorSetSplit(call) => {
            set_split(frame, SplitKey::Set { operator: call.operator, set: set(&call.operatorSet) }, call.split)
        }
        Call::setActivationDelay(call) => {
            let delay = Seconds::new(call.activationDelay.into());
            change(frame, |rewards, ctx, fx| rewards.set_activation_delay(ctx, delay, fx))
        }
        Call::setDefaultOperatorSplit(call) => {
            change(frame, |rewards, ctx, fx| rewards.set_default_operator_split(ctx, call.split, fx))
        }
        Call::setFeeRecipient(call) => change(frame, |rewards, ctx, fx| rewards.set_fee_recipient(ctx, call.feeRecipient, fx)),
        Call::setRewardsUpdater(call) => {
            change(frame, |rewards, ctx, fx| rewards.set_rewards_updater(ctx, call.rewardsUpdater, fx))
        }
        Call::setRewardsForAllSubmitter(call) => {
            let (submitter, new) = (call.submitter, call.newValue);
            change(frame, |rewards, ctx, fx| rewards.set_rewards_for_all_submitter(ctx, submitter, new, fx))
        }
        Call::setOptInForProtocolFee(call) => {
            let (this, submitter, new) = (frame.call.this, call.submitter, call.optInForProtocolFee);
            frame.change(|p, ctx, fx| p.restaking.set_opt_in_for_protocol_fee(this, ctx, submitter, new, fx))?;
            done()
        }
        Call::CALCULATION_INTERVAL_SECONDS(_) => {
            time::<Rewards::CALCULATION_INTERVAL_SECONDSCall>(config.calculation_interval.get())
        }
        Call::GENESIS_REWARDS_TIMESTAMP(_) => time::<Rewards::GENESIS_REWARDS_TIMESTAMPCall>(config.genesis.get()),
        Call::MAX_FUTURE_LENGTH(_) => time::<Rewards::MAX_FUTURE_LENGTHCall>(config.max_future.get()),
        Call::MAX_RETROACTIVE_LENGTH(_) => time::<Rewards::MAX_RETROACTIVE_LENGTHCall>(config.max_retroactive.get()),
        Call::MAX_REWARDS_DURATION(_) => time::<Rewards::MAX_REWARDS_DURATIONCall>(config.max_duration.get()),
        Call::activationDelay(_) => time::<Rewards::activationDelayCall>(rewards.activation_delay().get()),
        Call::currRewardsCalculationEndTimestamp(_) => {
            time::<Rewards::currRewardsCalculationEndTimestampCall>(rewards.calculation_end().get())
        }
        Call::defaultOperatorSplitBips(_) => {
            answer::<Rewards::defaultOperatorSplitBipsCall>(&rewards.default_operator_split_bips())
        }
        Call::allocationManager(_) => answer::<Rewards::allocationManagerCall>(&book.allocation_manager),
        Call::beaconChainETHStrategy(_) => answer::<Rewards::beaconChainETHStrategyCall>(&BEACON_CHAIN_ETH),
        Call::delegationManager(_) => answer::<Rewards::delegationManagerCall>(&book.delegation_manager),
        Call::emissionsController(_) => answer::<Rewards::emissionsControllerCall>(&book.emissions_controller),
        Call::permissionController(_) => answer::<Rewards::permissionControllerCall>(&book.permission_controller),
        Call::strategyManager(_) => answer::<Rewards::strategyManagerCall>(&book.strategy_manager),
        Call::feeRecipient(_) => answer::<Rewards::feeRecipientCall>(&rewards.fee_recipient()),
        Call::rewardsUpdater(_) => answer::<Rewards::rewardsUpdaterCall>(&rewards.rewards_updater()),
        Call::submissionNonce(call) => {
            answer::<Rewards::submissionNonceCall>(&U256::from(rewards.submission_nonce(call.submitter)))
        }
        Call::isAVSRewardsSubmissionHash(call) => {
            recorded::<Rewards::isAVSRewardsSubmissionHashCall>(&rewards, SubmissionKind::Avs, call.avs, call.hash)
        }
        Call::isRewardsSubmissionForAllHash(call) => {
            recorded::<Rewards::isRewardsSubmissionForAllHashCall>(&rewards, SubmissionKind::All, call.avs, call.hash)
        }
        Call::isRewardsSubmissionForAllEarnersHash(call) => recorded::<Rewards::isRewardsSubmissionForAllEarnersHashCall>(
            &rewards,
            SubmissionKind::AllEarners,
            call.avs,
            call.hash,
        ),
        Call::isOperatorDirectedAVSRewardsSubmissionHash(call) => {
            type Of = Rewards::isOperatorDirectedAVSRewardsSubmissionHashCall;
            recorded::<Of>(&rewards, SubmissionKind::DirectedAvs, call.avs, call.hash)
        }
        Call::isOperatorDirectedOperatorSetRewardsSubmissionHash(call) => {
            type Of = Rewards::isOperatorDirectedOperatorSetRewardsSubmissionHashCall;
            recorded::<Of>(&rewards, SubmissionKind::DirectedSet, call.avs, call.hash)
        }
        Call::isUniqueStakeRewardsSubmissionHash(call) => recorded::<Rewards::isUniqueStakeRewardsSubmissionHashCall>(
            &rewards,
            SubmissionKind::UniqueStake,
            call.avs,
            call.hash,
        ),
        Call::isTotalStakeRewardsSubmissionHash(call) => {
            recorded::<Rewards::isTotalStakeRewardsSubmissionHashCall>(&rewards, SubmissionKind::TotalStake, call.avs, call.hash)
        }
        Call::isRewardsForAllSubmitter(call) => {
            answer::<Rewards::isRewardsForAllSubmitterCall>(&rewards.is_rewards_for_all_submitter(call.submitter))
        }
        Call::isOptedInForProtocolFee(call) => {
            answer::<Rewards::isOptedInForProtocolFeeCall>(&rewards.is_opted_in_for_protocol_fee(call.submitter))
        }
        Call::getDistributionRootsLength(_) => {
            answer::<Rewards::getDistributionRootsLengthCall>(&U256::from(rewards.roots_length()))
        }
        Call::getDistributionRootAtIndex(call) => {
            let root = rewards.root_at(call.index).map_err(|refusal| refused(&refusal))?;
            answer::<Rewards::getDistributionRootAtIndexCall>(&convert::root(root))
        }
        Call::getCurrentDistributionRoot(_) => {
            // Without a root the contract's compiler subtracts one from zero.
            let root = rewards.current_root().ok_or_else(|| Stop::panic(PanicKind::UnderOverflow))?;
            answer::<Rewards::getCurrentDistributionRootCall>(&convert::root(root))
        }
        Call::getCurrentClaimableDistributionRoot(_) => {
            let root = rewards.current_claimable_root(now).map(|(_, root)| root).unwrap_or_default();
            answer::<Rewards::getCurrentClaimableDistributionRootCall>(&convert::root(root))
        }
        Call::getRootIndexFromHash(call) => {
            let index = rewards.root_index(call.rootHash).map_err(|refusal| refused(&refusal))?;
            answer::<Rewards::getRootIndexFromHashCall>(&index)
        }
        Call::checkClaim(call) => {
            let claim = convert::claim(call.claim);
            rewards.check_claim(&frame.ctx(&NoEther), &claim).map_err(|refusal| refused(&refusal))?;
            answer::<Rewards::checkClaimCall>(&true)
        }
        Call::calculateEarnerLeafHash(call) => {
            answer::<Rewards::calculateEarnerLeafHashCall>(&tree::earner_leaf(call.leaf.earner, call.leaf.earnerTokenRoot))
        }
        Call::calculateTokenLeafHash(call) => {
            answer::<Rewards::calculateTokenLeafHashCall>(&tree::token_leaf(&convert::token_leaf(&call.leaf)))
        }
        Call::cumulativeClaimed(call) => {
            answer::<Rewards::cumulativeClaimedCall>(&rewards.cumulative_claimed(call.earner, call.token))
        }
        Call::claimerFor(call) => answer::<Rewards::claimerForCall>(&rewards.claimer_for(call.earner)),
        Call::getOperatorAVSSplit(call) => {
            let key = SplitKey::Avs { operator: call.operator, avs: call.avs };
            answer::<Rewards::getOperatorAVSSplitCall>(&rewards.operator_split(key, now))
        }
        Call::getOperatorPISplit(call) => {
            let key = SplitKey::ProgrammaticIncentives { operator: call.operator };
            answer::<Rewards::getOperatorPISplitCall>(&rewards.operator_split(key, now))
        }
        Call::getOperatorSetSplit(call) => {
            let key = SplitKey::Set { operator: call.operator, set: set(&call.operatorSet) };
            answer::<Rewards::getOperatorSetSplitCall>(&rewards.operator_split(key, now))
        }
    }
}

/// A call that needs the contract alone and moves nothing.
fn change<T>(
    frame: &mut Frame<'_>,
    run: impl FnOnce(&mut RewardsCoordinator, &Ctx<'_>, &mut Effects) -> Result<T, RewardsError>,
) -> Served {
    frame.change(|p, ctx, fx| run(p.restaking.rewards_mut(), ctx, fx))?;
    done()
}

fn set_split(frame: &mut Frame<'_>, key: SplitKey, bips: u16) -> Served {
    let this: Address = frame.call.this;
    frame.change(|p, ctx, fx| p.restaking.set_operator_split(this, ctx, key, bips, fx))?;
    done()
}

fn time<C: SolCall<Return = u32>>(seconds: u64) -> Served {
    answer::<C>(&convert::seconds(seconds))
}

fn recorded<C: SolCall<Return = bool>>(rewards: &RewardsCoordinator, kind: SubmissionKind, avs: Address, hash: B256) -> Served {
    answer::<C>(&rewards.is_submission_hash(kind, avs, hash))
}
