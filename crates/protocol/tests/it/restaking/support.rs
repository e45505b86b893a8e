//! A world with one or more strategies, operators and a service; the balances that tokens' contracts would tell.

use alloy_primitives::Selector;
use aquifer_protocol::{
    Address, Ctx, Effect, Effects, U256,
    address_book::RestakingAddresses,
    context::NoEther,
    restaking::{
        Delays, EarlyLookup, OperatorSet, Restaking, RestakingConfig, RestakingError,
        allocation::{AllocationChange, NewOperatorSet, Slashed, Slashing},
        delegation::{Payout, QueuedWithdrawalParams, Withdrawal},
        strategies::{Strategy, StrategyKind, vault::VaultBalances},
        strategy_manager::StrategyManager,
    },
    units::{BlockNumber, Blocks, Magnitude, ScalingFactor, StrategyShares, Timestamp, Wei},
};
use std::{collections::BTreeMap, sync::Arc};

pub(crate) const OPERATOR: Address = Address::repeat_byte(0x01);
pub(crate) const OTHER_OPERATOR: Address = Address::repeat_byte(0x02);
pub(crate) const STAKER: Address = Address::repeat_byte(0x0a);
pub(crate) const SECOND: Address = Address::repeat_byte(0x0b);
pub(crate) const STRANGER: Address = Address::repeat_byte(0x0f);
pub(crate) const AVS: Address = Address::repeat_byte(0xa5);
pub(crate) const ADMIN: Address = Address::repeat_byte(0xad);
pub(crate) const SET: OperatorSet = OperatorSet { avs: AVS, id: 0 };
pub(crate) const STRATEGY: Address = Address::repeat_byte(0x51);
pub(crate) const SECOND_STRATEGY: Address = Address::repeat_byte(0x52);
/// `MIN_WITHDRAWAL_DELAY_BLOCKS` here.
pub(crate) const DELAY: u64 = 10;

/// The token of a strategy.
pub(crate) fn token_of(strategy: Address) -> Address {
    let mut token = strategy;
    token.0[0] = 0x70;
    token
}

pub(crate) fn shares(amount: u128) -> StrategyShares {
    StrategyShares::new(U256::from(amount))
}

pub(crate) fn ether(amount: u128) -> StrategyShares {
    shares(amount * 10u128.pow(18))
}

pub(crate) fn wad(tenths: u64) -> Magnitude {
    Magnitude::new(tenths * 10u64.pow(17))
}

/// The contracts, the block, and what strategies hold of their tokens.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) restaking: Restaking,
    pub(crate) book: RestakingAddresses,
    pub(crate) block: u64,
    pub(crate) balances: BTreeMap<Address, U256>,
    pub(crate) effects: Vec<Effect>,
}

impl World {
    /// Two strategies that take deposits; block 1,000.
    pub(crate) fn new() -> Self {
        let delays = Delays {
            withdrawal: Blocks::new(DELAY),
            deallocation: Blocks::new(DELAY),
            allocation_configuration: Blocks::new(15),
            slash_resolution: None,
        };
        let config = Arc::new(RestakingConfig { delays, early_lookup: EarlyLookup::Panics });
        let strategy_manager = Arc::new(StrategyManager::new(ADMIN, ADMIN));
        let mut restaking = Restaking { config, strategy_manager, ..Restaking::default() };
        for strategy in [STRATEGY, SECOND_STRATEGY] {
            assert!(restaking.genesis_strategy(strategy, Strategy::new(token_of(strategy), StrategyKind::Base)));
        }
        let book = RestakingAddresses {
            delegation_manager: Address::repeat_byte(0xc1),
            strategy_manager: Address::repeat_byte(0xc2),
            allocation_manager: Address::repeat_byte(0xc3),
            ..RestakingAddresses::default()
        };
        Self { restaking, book, block: 1_000, balances: BTreeMap::new(), effects: Vec::new() }
    }

    /// The same with an operator whose whole stake a set can slash, and a staker with deposit shares delegated to it.
    pub(crate) fn with_staker(deposited: StrategyShares, allocated: Magnitude) -> Self {
        let mut world = Self::new();
        world.create_set(SET, &[STRATEGY]);
        world.operator(OPERATOR);
        world.join(OPERATOR, SET);
        world.allocate(OPERATOR, SET, allocated).unwrap();
        world.deposit(STAKER, deposited.get()).unwrap();
        world.delegate(STAKER, OPERATOR).unwrap();
        world
    }

    pub(crate) fn ctx(&self, caller: Address) -> Ctx<'static> {
        Ctx {
            caller,
            value: Wei::ZERO,
            block: BlockNumber::new(self.block),
            timestamp: Timestamp::new(self.block * 12),
            chain_id: 31_337,
            selector: Selector::ZERO,
            ether: &NoEther,
        }
    }

    pub(crate) fn mine(&mut self, blocks: u64) {
        self.block += blocks;
    }

    /// A call: nothing changes when it is refused, and every rule holds afterwards.
    #[track_caller]
    pub(crate) fn call<T>(
        &mut self,
        caller: Address,
        call: impl FnOnce(&mut Restaking, &RestakingAddresses, &Ctx, &mut Effects) -> Result<T, RestakingError>,
    ) -> Result<T, RestakingError> {
        let (before, ctx, book) = (self.restaking.clone(), self.ctx(caller), self.book);
        let mut fx = Effects::new();
        let result = call(&mut self.restaking, &book, &ctx, &mut fx);
        self.effects = fx.into_iter().collect();
        if result.is_err() {
            assert_eq!(self.restaking, before);
        }
        assert_eq!(self.restaking.check(), Ok(()));
        result
    }

    #[track_caller]
    pub(crate) fn operator(&mut self, operator: Address) {
        let register = |r: &mut Restaking, _: &_, ctx: &Ctx, fx: &mut Effects| {
            r.register_as_operator(ctx, Address::ZERO, Blocks::new(0), String::new(), fx)
        };
        self.call(operator, register).unwrap();
    }

    #[track_caller]
    pub(crate) fn create_set(&mut self, set: OperatorSet, strategies: &[Address]) {
        let new = NewOperatorSet { id: set.id, strategies: strategies.to_vec(), slasher: None };
        self.call(set.avs, |r, book, ctx, fx| {
            r.update_avs_metadata_uri(book, ctx, set.avs, String::new(), fx)?;
            r.create_operator_sets(book, ctx, set.avs, &[new], fx)
        })
        .unwrap();
    }

    #[track_caller]
    pub(crate) fn join(&mut self, operator: Address, set: OperatorSet) {
        self.call(operator, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, operator, (set.avs, &[set.id]), fx))
            .unwrap();
    }

    #[track_caller]
    pub(crate) fn allocate(&mut self, operator: Address, set: OperatorSet, to: Magnitude) -> Result<(), RestakingError> {
        let strategies = self.restaking.allocation.strategies_in(set);
        let new_magnitudes = vec![to; strategies.len()];
        let change = AllocationChange { set, strategies, new_magnitudes };
        self.call(operator, |r, book, ctx, fx| r.modify_allocations(book, ctx, operator, &[change], fx))
    }

    /// A slash of one strategy.
    #[track_caller]
    pub(crate) fn slash(&mut self, operator: Address, set: OperatorSet, wad: u64) -> Result<Slashed, RestakingError> {
        let strategies = self.restaking.allocation.strategies_in(set);
        let wads_to_slash = vec![U256::from(wad); strategies.len()];
        let slashing = Slashing { operator, set_id: set.id, strategies, wads_to_slash, description: String::new() };
        self.call(set.avs, |r, _, ctx, fx| r.slash_operator(ctx, set.avs, slashing, fx))
    }

    #[track_caller]
    pub(crate) fn deposit(&mut self, staker: Address, amount: U256) -> Result<StrategyShares, RestakingError> {
        self.deposit_into(STRATEGY, staker, amount)
    }

    #[track_caller]
    pub(crate) fn deposit_into(
        &mut self,
        strategy: Address,
        staker: Address,
        amount: U256,
    ) -> Result<StrategyShares, RestakingError> {
        let balance = self.balance(strategy) + amount;
        let deposit = (token_of(strategy), amount);
        let result = self.call(staker, |r, _, ctx, fx| r.deposit_into_strategy(ctx, (staker, strategy), deposit, balance, fx));
        if result.is_ok() {
            self.balances.insert(strategy, balance);
        }
        result
    }

    pub(crate) fn balance(&self, strategy: Address) -> U256 {
        self.balances.get(&strategy).copied().unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn delegate(&mut self, staker: Address, operator: Address) -> Result<(), RestakingError> {
        self.call(staker, |r, _, ctx, fx| r.delegate_to(ctx, operator, Default::default(), fx))
    }

    #[track_caller]
    pub(crate) fn undelegate(&mut self, caller: Address, staker: Address) -> Result<Vec<Withdrawal>, RestakingError> {
        let roots = self.call(caller, |r, book, ctx, fx| r.undelegate(book, ctx, staker, fx))?;
        Ok(roots.iter().map(|root| self.restaking.delegation.withdrawal(*root).unwrap().clone()).collect())
    }

    #[track_caller]
    pub(crate) fn queue(&mut self, staker: Address, shares: StrategyShares) -> Result<Withdrawal, RestakingError> {
        self.queue_all(staker, &[(STRATEGY, shares)])
    }

    /// One withdrawal.
    #[track_caller]
    pub(crate) fn queue_all(
        &mut self,
        staker: Address,
        parts: &[(Address, StrategyShares)],
    ) -> Result<Withdrawal, RestakingError> {
        let (strategies, deposit_shares) = parts.iter().copied().unzip();
        let params = [QueuedWithdrawalParams { strategies, deposit_shares }];
        let roots = self.call(staker, |r, _, ctx, fx| r.queue_withdrawals(ctx, &params, fx))?;
        Ok(self.restaking.delegation.withdrawal(roots[0]).unwrap().clone())
    }

    /// Completes as tokens; what each strategy has paid, in base units.
    #[track_caller]
    pub(crate) fn complete(&mut self, withdrawal: &Withdrawal) -> Result<Vec<U256>, RestakingError> {
        self.complete_by(withdrawal.withdrawer, withdrawal)
    }

    #[track_caller]
    pub(crate) fn complete_by(&mut self, caller: Address, withdrawal: &Withdrawal) -> Result<Vec<U256>, RestakingError> {
        let tokens: Vec<_> = withdrawal.strategies.iter().map(|strategy| token_of(*strategy)).collect();
        let mut balances = self.balances.clone();
        let paid = self.call(caller, |r, _, ctx, fx| {
            r.attempt(|r| {
                let payouts = r.complete_as_tokens(ctx, withdrawal, &tokens, fx)?;
                payouts.into_iter().map(|payout| pay(r, ctx, &mut balances, payout, fx)).collect()
            })
        })?;
        self.balances = balances;
        Ok(paid)
    }

    #[track_caller]
    pub(crate) fn complete_as_shares(&mut self, withdrawal: &Withdrawal) -> Result<(), RestakingError> {
        let tokens = vec![Address::ZERO; withdrawal.strategies.len()];
        let balances = VaultBalances::default();
        self.call(withdrawal.withdrawer, |r, _, ctx, fx| r.complete_as_shares(ctx, withdrawal, &tokens, &balances, fx))
    }

    /// Sends off what a slash took of a strategy.
    #[track_caller]
    pub(crate) fn release(&mut self, set: OperatorSet, slash: u64, strategy: Address) -> Result<U256, RestakingError> {
        let mut balances = self.balances.clone();
        let paid = self.call(STRANGER, |r, _, ctx, fx| {
            let Some(release) = r.release(ctx, set, slash, strategy)? else {
                return Ok(U256::ZERO);
            };
            let (token, to) = (token_of(strategy), release.recipient);
            pay(r, ctx, &mut balances, Payout::Tokens { strategy, token, shares: release.shares, to }, fx)
        })?;
        self.balances = balances;
        Ok(paid)
    }

    pub(crate) fn withdrawable(&self, staker: Address) -> StrategyShares {
        self.restaking.withdrawable_shares(staker, STRATEGY).unwrap()
    }

    pub(crate) fn operator_shares(&self, operator: Address) -> StrategyShares {
        self.restaking.delegation.operator_shares(operator, STRATEGY)
    }

    pub(crate) fn factor(&self, staker: Address) -> ScalingFactor {
        self.restaking.delegation.scaling_factor(staker, STRATEGY)
    }

    /// What a queued withdrawal is worth now.
    pub(crate) fn worth(&self, withdrawal: &Withdrawal) -> StrategyShares {
        self.restaking.queued_shares(withdrawal, BlockNumber::new(self.block)).unwrap()[0]
    }
}

fn pay(
    restaking: &mut Restaking,
    ctx: &Ctx,
    balances: &mut BTreeMap<Address, U256>,
    payout: Payout,
    fx: &mut Effects,
) -> Result<U256, RestakingError> {
    let Payout::Tokens { strategy, token, shares, to } = payout else {
        panic!("no ether here: {payout:?}");
    };
    let balance = balances.entry(strategy).or_default();
    let paid = restaking.withdraw_from_strategy(ctx, strategy, to, (token, shares), *balance, fx)?;
    *balance -= paid;
    Ok(paid)
}
