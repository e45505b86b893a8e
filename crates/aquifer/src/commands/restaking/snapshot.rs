//! What a slash can reach, read at one point: an operator's magnitudes and shares, its stakers, their pending withdrawals.

use super::trial::Outcome;
use super::{Core, Place, Queued, Sending, Strategies, Trial, valued, waiting};
use crate::failure::Failure;
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager::{OperatorSet, getAllocationCall, getMaxMagnitudeCall},
    IDelegationManager::{self, getOperatorSharesCall, getQueuedWithdrawalsCall, getWithdrawableSharesCall},
};

/// Stakers whose views go into one call.
const CHUNK: usize = 50;

/// Whom a slash is about.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) operator: Address,
    pub(crate) set: OperatorSet,
    /// In the order that the contract asks for.
    pub(crate) strategies: Vec<Address>,
    /// Who delegates to the operator, or has withdrawals from it in the queue.
    pub(crate) stakers: Vec<Address>,
}

/// When it is read.
#[derive(Clone, Copy)]
pub(crate) enum When<'a> {
    /// As of a block.
    At(u64),
    /// As it would be if these were sent now.
    After(&'a Sending<'a>),
}

/// The operator at that point; per strategy of the subject.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// Magnitude allocated to the set.
    pub(crate) allocated: Vec<u64>,
    pub(crate) max_magnitudes: Vec<u64>,
    /// Delegated shares.
    pub(crate) shares: Vec<U256>,
    /// Withdrawable shares, per staker of the subject and strategy; none of somebody who delegates elsewhere.
    pub(crate) stakers: Vec<Vec<U256>>,
    /// Pending withdrawals that were delegated to the operator.
    pub(crate) queued: Vec<Queued>,
}

/// Places of the views.
struct Views {
    allocations: Vec<Place<getAllocationCall>>,
    max_magnitudes: Vec<Place<getMaxMagnitudeCall>>,
    shares: Place<getOperatorSharesCall>,
    stakers: Vec<StakerViews>,
}

struct StakerViews {
    delegated_to: Place<IDelegationManager::delegatedToCall>,
    shares: Place<getWithdrawableSharesCall>,
    queued: Place<getQueuedWithdrawalsCall>,
}

impl Snapshot {
    /// Reads it.
    pub(crate) async fn read(core: &Core, strategies: &Strategies, subject: &Subject, when: When<'_>) -> Result<Self, Failure> {
        let mut whole = Self::default();
        let mut chunks: Vec<_> = subject.stakers.chunks(CHUNK).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        for stakers in chunks {
            let mut trial = match when {
                When::At(_) => Trial::default(),
                When::After(sending) => sending.trial(),
            };
            let views = Views::add(&mut trial, core, subject, stakers);
            let answers = match when {
                When::At(block) => trial.read(&core.client, BlockId::number(block)).await?,
                When::After(sending) => sending.tried(&trial).await?,
            };
            let part = views.read(core, strategies, subject, &answers).await?;
            whole.allocated = part.allocated;
            whole.max_magnitudes = part.max_magnitudes;
            whole.shares = part.shares;
            whole.stakers.extend(part.stakers);
            whole.queued.extend(part.queued);
        }
        Ok(whole)
    }
}

impl Views {
    fn add(trial: &mut Trial, core: &Core, subject: &Subject, stakers: &[Address]) -> Self {
        let (delegation, allocation) = (core.addresses.delegation_manager, core.addresses.allocation_manager);
        let (operator, strategies) = (subject.operator, &subject.strategies);
        let allocated =
            |strategy: &Address| getAllocationCall { operator, operatorSet: subject.set.clone(), strategy: *strategy };
        let allocations = strategies.iter().map(|strategy| trial.call(allocation, &allocated(strategy))).collect();
        let max = |strategy: &Address| getMaxMagnitudeCall { operator, strategy: *strategy };
        let max_magnitudes = strategies.iter().map(|strategy| trial.call(allocation, &max(strategy))).collect();
        let shares = trial.call(delegation, &getOperatorSharesCall { operator, strategies: strategies.clone() });
        let mut staker_views = |staker: &Address| StakerViews {
            delegated_to: trial.call(delegation, &IDelegationManager::delegatedToCall { staker: *staker }),
            shares: trial.call(delegation, &getWithdrawableSharesCall { staker: *staker, strategies: strategies.clone() }),
            queued: waiting(trial, core, *staker),
        };
        let stakers = stakers.iter().map(&mut staker_views).collect();
        Self { allocations, max_magnitudes, shares, stakers }
    }

    async fn read(self, core: &Core, strategies: &Strategies, subject: &Subject, answers: &Outcome) -> eyre::Result<Snapshot> {
        let allocated = self.allocations.iter().map(|place| Ok(answers.get(place)?.currentMagnitude));
        let max_magnitudes = self.max_magnitudes.iter().map(|place| answers.get(place));
        let (mut stakers, mut waiting) = (Vec::new(), Vec::new());
        for staker in self.stakers {
            let mut shares = answers.get(&staker.shares)?.withdrawableShares;
            if answers.get(&staker.delegated_to)? != subject.operator {
                shares.fill(U256::ZERO);
            }
            stakers.push(shares);
            waiting.push(answers.get(&staker.queued)?);
        }
        let mut queued = valued(core, strategies, waiting, BlockId::latest()).await?;
        queued.retain(|queued| queued.withdrawal.delegatedTo == subject.operator);
        Ok(Snapshot {
            allocated: allocated.collect::<eyre::Result<_>>()?,
            max_magnitudes: max_magnitudes.collect::<eyre::Result<_>>()?,
            shares: answers.get(&self.shares)?,
            stakers,
            queued,
        })
    }
}
