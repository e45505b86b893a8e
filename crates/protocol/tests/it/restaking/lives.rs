//! Random lives: whatever stakers, operators, services, tokens and the beacon chain do in whatever order, section 12 of the
//! restaking specification holds after every step, and a refused call leaves everything as it was.
//!
//! The three sums are added up here once more from what anybody can see, beside the checks of the protocol's own, which
//! `World::call` runs.

use super::support::{AVS, OPERATOR, OTHER_OPERATOR, SECOND, SECOND_STRATEGY, SET, STAKER, STRANGER, STRATEGY, World, token_of};
use alloy_primitives::I256;
use aquifer_protocol::{
    Address, B256, Ctx, EtherBalances, U256,
    restaking::{
        BEACON_CHAIN_ETH, OperatorSet, RestakingError,
        allocation::{AllocationChange, Slashing},
        delegation::{Payout, Withdrawal},
        strategy_manager::StrategyManagerError,
    },
    units::{BlockNumber, Gwei, Magnitude, StrategyShares, Wei},
};
use proptest::{collection::vec, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const OTHER_SET: OperatorSet = OperatorSet { avs: AVS, id: 1 };
const OPERATORS: [Address; 2] = [OPERATOR, OTHER_OPERATOR];
const SETS: [OperatorSet; 2] = [SET, OTHER_SET];
const STAKERS: [Address; 3] = [STAKER, SECOND, STRANGER];
const STRATEGIES: [Address; 3] = [STRATEGY, SECOND_STRATEGY, BEACON_CHAIN_ETH];

/// One thing that happens; numbers are places in the lists above, taken modulo their length.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Blocks go by.
    Pass(u64),
    /// The token of a strategy rebases, by thousandths.
    Rebase(usize, i64),
    Deposit(usize, usize, u128),
    /// Validators of a staker are proven, with this many Gwei.
    ProveValidators(usize, u64),
    /// The beacon chain takes thousandths of a staker's stake.
    BeaconSlash(usize, u64),
    /// Ether arrives in a pod and is checkpointed.
    Checkpoint(usize, u64),
    Delegate(usize, usize),
    Undelegate(usize),
    /// Hundredths of a staker's deposit shares enter the queue.
    Queue(usize, usize, u64),
    /// One of the withdrawals that wait, as tokens or as shares.
    Complete(usize, bool),
    Join(usize, usize),
    Leave(usize, usize),
    /// Hundredths of the whole of a strategy are allocated to a set.
    Allocate(usize, usize, usize, u64),
    Slash(usize, usize, u64),
    /// One of the slashes that wait is burnt.
    Release(usize),
}

impl Step {
    /// The step without its numbers.
    fn kind(self) -> String {
        let text = format!("{self:?}");
        text.split('(').next().unwrap().to_owned()
    }
}

fn step() -> impl Strategy<Value = Step> {
    let place = || 0_usize..6;
    let amount = prop_oneof![1 => 1_u128..2_000, 3 => 1_u128..200_000_000_000_000_000_000];
    let wad = prop_oneof![Just(1), 1_u64..300_000_000_000_000_000, 1_u64..=1_000_000_000_000_000_000];
    prop_oneof![
        4 => (0_u64..9).prop_map(Step::Pass),
        1 => (0_usize..2, -300_i64..500).prop_map(|(strategy, by)| Step::Rebase(strategy, by)),
        5 => (place(), 0_usize..2, amount).prop_map(|(staker, strategy, amount)| Step::Deposit(staker, strategy, amount)),
        2 => (place(), 1_u64..64_000_000_000).prop_map(|(staker, gwei)| Step::ProveValidators(staker, gwei)),
        2 => (place(), 1_u64..=600).prop_map(|(staker, permille)| Step::BeaconSlash(staker, permille)),
        1 => (place(), 1_u64..9_000_000_000).prop_map(|(staker, gwei)| Step::Checkpoint(staker, gwei)),
        3 => (place(), place()).prop_map(|(staker, operator)| Step::Delegate(staker, operator)),
        1 => place().prop_map(Step::Undelegate),
        4 => (place(), place(), 1_u64..=101).prop_map(|(staker, strategy, percent)| Step::Queue(staker, strategy, percent)),
        4 => (place(), any::<bool>()).prop_map(|(which, tokens)| Step::Complete(which, tokens)),
        1 => (place(), place()).prop_map(|(operator, set)| Step::Join(operator, set)),
        1 => (place(), place()).prop_map(|(operator, set)| Step::Leave(operator, set)),
        4 => (place(), place(), place(), 0_u64..=60).prop_map(|(o, set, s, percent)| Step::Allocate(o, set, s, percent)),
        4 => (place(), place(), wad).prop_map(|(operator, set, wad)| Step::Slash(operator, set, wad)),
        1 => place().prop_map(Step::Release),
    ]
}

/// Ether of pods.
#[derive(Debug, Clone, Default)]
struct PodEther(BTreeMap<Address, Wei>);

impl EtherBalances for PodEther {
    fn balance_of(&self, account: Address) -> Wei {
        self.0.get(&account).copied().unwrap_or_default()
    }
}

/// A world and what is outside of the contracts.
struct Life {
    world: World,
    ether: PodEther,
    /// Stake of each pod on the beacon chain.
    beacon: BTreeMap<Address, Wei>,
    done: BTreeSet<String>,
    refused: BTreeSet<String>,
}

/// What never rises, by operator or staker, and strategy.
type Ceilings = BTreeMap<(Address, Address), Magnitude>;

impl Life {
    /// Two operators in two sets, everybody with a pod.
    fn begin() -> Self {
        let mut world = World::new();
        world.book.eigen_pod_manager = Address::repeat_byte(0xc4);
        world.create_set(SET, &[STRATEGY, BEACON_CHAIN_ETH]);
        world.create_set(OTHER_SET, &[STRATEGY, SECOND_STRATEGY]);
        for operator in OPERATORS {
            world.operator(operator);
            world.join(operator, SET);
        }
        for staker in STAKERS {
            world.call(staker, |r, book, ctx, fx| Ok(Arc::make_mut(&mut r.pods).create_pod(book, ctx, fx)?)).unwrap();
        }
        let (done, refused) = (BTreeSet::new(), BTreeSet::new());
        Self { world, ether: PodEther::default(), beacon: BTreeMap::new(), done, refused }
    }

    /// One step, and everything that must hold after it.
    fn live(&mut self, step: Step) {
        let before = self.ceilings();
        let kind = step.kind();
        if self.take(step).is_ok() {
            self.done.insert(kind);
        } else {
            self.refused.insert(kind);
        }
        self.check_sums();
        for (of, now) in self.ceilings() {
            assert!(now <= before[&of], "{of:?} rose from {} to {} by {step:?}", before[&of], now);
        }
    }

    fn take(&mut self, step: Step) -> Result<(), RestakingError> {
        let staker = |place: usize| STAKERS[place % STAKERS.len()];
        let operator = |place: usize| OPERATORS[place % OPERATORS.len()];
        let set = |place: usize| SETS[place % SETS.len()];
        let strategy = |place: usize| STRATEGIES[place % STRATEGIES.len()];
        match step {
            Step::Pass(blocks) => self.world.mine(blocks),
            Step::Rebase(place, by) => self.rebase(strategy(place), by),
            Step::Deposit(who, place, amount) => {
                self.world.deposit_into(strategy(place), staker(who), U256::from(amount))?;
            }
            Step::ProveValidators(who, gwei) => self.prove(staker(who), Gwei::new(gwei))?,
            Step::BeaconSlash(who, permille) => self.beacon_slash(staker(who), permille)?,
            Step::Checkpoint(who, gwei) => self.checkpoint(staker(who), Gwei::new(gwei))?,
            Step::Delegate(who, to) => self.world.delegate(staker(who), operator(to))?,
            Step::Undelegate(who) => {
                self.world.undelegate(staker(who), staker(who))?;
            }
            Step::Queue(who, place, percent) => {
                let held = self.held(staker(who), strategy(place)).get();
                let part = StrategyShares::new(held * U256::from(percent) / U256::from(100));
                self.world.queue_all(staker(who), &[(strategy(place), part)])?;
            }
            Step::Complete(which, as_tokens) => self.complete(which, as_tokens)?,
            Step::Join(who, of) => {
                let (operator, set) = (operator(who), set(of));
                self.world.call(operator, |r, book, ctx, fx| {
                    r.register_for_operator_sets(book, ctx, operator, (set.avs, &[set.id]), fx)
                })?;
            }
            Step::Leave(who, of) => {
                let (operator, set) = (operator(who), set(of));
                self.world.call(operator, |r, book, ctx, fx| {
                    r.deregister_from_operator_sets(book, ctx, operator, (set.avs, &[set.id]), fx)
                })?;
            }
            Step::Allocate(who, of, place, percent) => {
                let (operator, magnitude) = (operator(who), Magnitude::new(percent * 10_u64.pow(16)));
                let change =
                    AllocationChange { set: set(of), strategies: vec![strategy(place)], new_magnitudes: vec![magnitude] };
                self.world.call(operator, |r, book, ctx, fx| r.modify_allocations(book, ctx, operator, &[change], fx))?;
            }
            Step::Slash(who, of, wad) => self.slash(operator(who), set(of), wad)?,
            Step::Release(which) => self.release(which)?,
        }
        Ok(())
    }

    fn rebase(&mut self, strategy: Address, permille: i64) {
        let balance = self.world.balance(strategy);
        let by = U256::from(u64::try_from(1_000 + permille).unwrap());
        self.world.balances.insert(strategy, balance * by / U256::from(1_000));
    }

    fn pod(&self, owner: Address) -> Address {
        self.world.restaking.pods.pod_of(owner).unwrap()
    }

    /// The pod tells its manager: what was there before, and the change.
    fn report(&mut self, owner: Address, previous: Wei, delta: I256) -> Result<(), RestakingError> {
        let pod = self.pod(owner);
        self.world.call(pod, |r, _, ctx, fx| r.record_beacon_chain_eth_balance_update(ctx, owner, previous, delta, fx))
    }

    fn prove(&mut self, owner: Address, stake: Gwei) -> Result<(), RestakingError> {
        let stake = Wei::from(stake);
        self.report(owner, Wei::ZERO, I256::try_from(stake.get()).unwrap())?;
        let beacon = self.beacon.entry(owner).or_default();
        *beacon = beacon.try_add(stake).unwrap();
        Ok(())
    }

    fn beacon_slash(&mut self, owner: Address, permille: u64) -> Result<(), RestakingError> {
        let stake = self.beacon.get(&owner).copied().unwrap_or_default();
        let (lost, _) = Wei::new(stake.get() * U256::from(permille) / U256::from(1_000)).to_gwei_floor().unwrap();
        let (lost, previous) = (Wei::from(lost), self.staked(owner));
        self.report(owner, previous, -I256::try_from(lost.get()).unwrap())?;
        self.beacon.insert(owner, stake.try_sub(lost).unwrap());
        Ok(())
    }

    /// On the beacon chain and in the pod.
    fn staked(&self, owner: Address) -> Wei {
        let in_pod = self.world.restaking.pods.pod(self.pod(owner)).unwrap().restaked_execution_layer;
        self.beacon.get(&owner).copied().unwrap_or_default().try_add(in_pod.into()).unwrap()
    }

    fn checkpoint(&mut self, owner: Address, arrived: Gwei) -> Result<(), RestakingError> {
        let pod = self.pod(owner);
        let held = self.ether.0.entry(pod).or_default();
        *held = held.try_add(arrived.into()).unwrap();
        let ether = self.ether.clone();
        self.world
            .call(owner, |r, _, ctx, fx| r.start_checkpoint(&Ctx { ether: &ether, ..*ctx }, pod, false, Some(B256::ZERO), fx))
    }

    fn waiting(&self) -> Vec<Withdrawal> {
        self.world.restaking.delegation.withdrawals().map(|(_, withdrawal)| withdrawal.clone()).collect()
    }

    fn complete(&mut self, which: usize, as_tokens: bool) -> Result<(), RestakingError> {
        let waiting = self.waiting();
        let nobody = StrategyManagerError::StakerAddressZero.into();
        let withdrawal = waiting.get(which % waiting.len().max(1)).ok_or::<RestakingError>(nobody)?;
        if !as_tokens {
            return self.world.complete_as_shares(withdrawal);
        }
        let tokens: Vec<_> = withdrawal.strategies.iter().map(|strategy| token_of(*strategy)).collect();
        let (mut balances, mut ether) = (self.world.balances.clone(), self.ether.clone());
        self.world.call(withdrawal.withdrawer, |r, _, ctx, fx| {
            r.attempt(|r| {
                for payout in r.complete_as_tokens(ctx, withdrawal, &tokens, fx)? {
                    match payout {
                        Payout::Tokens { strategy, token, shares, to } => {
                            let balance = balances.entry(strategy).or_default();
                            let paid = r.withdraw_from_strategy(ctx, strategy, to, (token, shares), *balance, fx)?;
                            // Above the virtual thousand the token itself refuses.
                            let short = StrategyManagerError::SharesAmountZero;
                            *balance = balance.checked_sub(paid).ok_or(short)?;
                        }
                        Payout::Ether { staker, shares } => {
                            Arc::make_mut(&mut r.pods).withdraw_shares_as_ether(staker, shares, fx)?;
                            let held = ether.0.get_mut(&r.pods.pod_of(staker).unwrap()).unwrap();
                            let (gwei, _) = Wei::new(shares.get()).to_gwei_floor().unwrap();
                            *held = held.try_sub(gwei.into()).unwrap();
                        }
                    }
                }
                Ok(())
            })
        })?;
        (self.world.balances, self.ether) = (balances, ether);
        Ok(())
    }

    fn slash(&mut self, operator: Address, set: OperatorSet, wad: u64) -> Result<(), RestakingError> {
        let mut strategies = self.world.restaking.allocation.strategies_in(set);
        strategies.sort();
        let wads_to_slash = vec![U256::from(wad); strategies.len()];
        let slashing = Slashing { operator, set_id: set.id, strategies, wads_to_slash, description: String::new() };
        self.world.call(set.avs, |r, _, ctx, fx| r.slash_operator(ctx, set.avs, slashing, fx)).map(|_| ())
    }

    fn release(&mut self, which: usize) -> Result<(), RestakingError> {
        let slashed: Vec<_> = self.world.restaking.strategy_manager.slashed().collect();
        let nothing = StrategyManagerError::SharesAmountZero.into();
        let ((set, slash), strategy, _) = *slashed.get(which % slashed.len().max(1)).ok_or::<RestakingError>(nothing)?;
        let worth = {
            let (restaking, shares) =
                (&self.world.restaking, self.world.restaking.strategy_manager.slashed_shares_of(set, slash, strategy));
            restaking.strategies.get(strategy).unwrap().shares_to_underlying(shares, self.world.balance(strategy)).unwrap()
        };
        if worth > self.world.balance(strategy) {
            // The token itself refuses to pay out of the virtual thousand.
            return Err(StrategyManagerError::SharesAmountZero.into());
        }
        self.world.release(set, slash, strategy).map(|_| ())
    }

    fn held(&self, staker: Address, strategy: Address) -> StrategyShares {
        let restaking = &self.world.restaking;
        if strategy == BEACON_CHAIN_ETH {
            restaking.pods.deposit_shares(staker)
        } else {
            restaking.strategy_manager.deposit_shares(staker, strategy)
        }
    }

    fn ceilings(&self) -> Ceilings {
        let restaking = &self.world.restaking;
        let pairs = OPERATORS.into_iter().flat_map(|operator| STRATEGIES.map(|strategy| (operator, strategy)));
        let magnitudes =
            pairs.map(|(operator, strategy)| ((operator, strategy), restaking.allocation.max_magnitude(operator, strategy)));
        let factors = STAKERS.map(|staker| ((staker, BEACON_CHAIN_ETH), restaking.pods.slashing_factor(staker)));
        magnitudes.chain(factors).collect()
    }

    /// Section 12, added up from views.
    fn check_sums(&self) {
        let (restaking, now) = (&self.world.restaking, BlockNumber::new(self.world.block));
        for operator in OPERATORS {
            for strategy in STRATEGIES {
                let allocation = |set| restaking.allocation.allocation(operator, set, strategy, now);
                let of_set = |set| i128::from(allocation(set).current.get()) + allocation(set).pending_diff().max(0);
                let encumbered = restaking.allocation.encumbered_magnitude(operator, strategy, now).unwrap();
                let sum: i128 = SETS.into_iter().map(of_set).sum();
                assert_eq!(i128::from(encumbered.get()), sum, "encumbered by {operator} of {strategy}");
                assert!(encumbered <= restaking.allocation.max_magnitude(operator, strategy), "{operator} of {strategy}");
                let stakers = STAKERS.into_iter().chain(OPERATORS);
                let stakers = stakers.filter(|staker| restaking.delegation.delegated_to(*staker) == Some(operator));
                let owed = stakers.map(|staker| restaking.withdrawable_shares(staker, strategy).unwrap().get());
                let (held, owed): (_, U256) = (restaking.delegation.operator_shares(operator, strategy).get(), owed.sum());
                assert!(held >= owed, "{operator} has {held} of {strategy}, owed are {owed}");
            }
        }
        for strategy in [STRATEGY, SECOND_STRATEGY] {
            let stakers = STAKERS.map(|staker| restaking.withdrawable_shares(staker, strategy).unwrap().get());
            let queued = self.waiting().into_iter().flat_map(|withdrawal| {
                let worth = restaking.queued_shares(&withdrawal, now).unwrap();
                withdrawal.strategies.into_iter().zip(worth).collect::<Vec<_>>()
            });
            let queued = queued.filter(|(of, _)| *of == strategy).map(|(_, shares)| shares.get());
            let slashed = restaking.strategy_manager.slashed().filter(|(_, of, _)| *of == strategy);
            let slashed = slashed.map(|(_, _, shares)| shares.get());
            let owed: U256 = stakers.into_iter().chain(queued).chain(slashed).sum();
            let total = restaking.strategies.get(strategy).unwrap().total_shares().get();
            assert!(total >= owed, "{strategy} has {total} shares, owed are {owed}");
        }
    }
}

proptest! {
    #[test]
    fn no_life_breaks_a_rule(steps in vec(step(), 1..90)) {
        let mut life = Life::begin();
        for step in steps {
            life.live(step);
        }
    }
}

#[test]
fn lives_take_every_step_and_are_refused_where_it_can_be() {
    let mut runner = TestRunner::deterministic();
    let (mut done, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..12 {
        let mut life = Life::begin();
        for step in vec(step(), 120).new_tree(&mut runner).unwrap().current() {
            life.live(step);
        }
        done.append(&mut life.done);
        refused.append(&mut life.refused);
    }
    let all = [
        "Allocate",
        "BeaconSlash",
        "Checkpoint",
        "Complete",
        "Delegate",
        "Deposit",
        "Join",
        "Leave",
        "Pass",
        "ProveValidators",
        "Queue",
        "Rebase",
        "Release",
        "Slash",
        "Undelegate",
    ];
    assert_eq!(done.iter().map(String::as_str).collect::<Vec<_>>(), all);
    for kind in ["Allocate", "Complete", "Delegate", "Join", "Leave", "Queue", "Slash", "Undelegate"] {
        assert!(refused.contains(kind), "{kind} was never refused");
    }
}
