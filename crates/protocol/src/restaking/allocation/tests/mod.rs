//! Section 5 of the restaking specification, rule by rule.

mod modify;
mod properties;
mod registration;
mod sets;
mod slash;
mod stake;

use super::*;
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    context::NoEther,
    effect::{Effect, Event},
    restaking::{Delays, EarlyLookup, Restaking, RestakingConfig, RestakingError, RestakingEvent},
    units::{StrategyShares, Timestamp, Wei},
};
use alloy_primitives::U256;
use std::sync::Arc;

const OPERATOR: Address = Address::repeat_byte(1);
const AVS: Address = Address::repeat_byte(2);
const SLASHER: Address = Address::repeat_byte(3);
const RECIPIENT: Address = Address::repeat_byte(4);
const NOBODY: Address = Address::repeat_byte(5);
const STRATEGY: Address = Address::repeat_byte(0x51);
const OTHER_STRATEGY: Address = Address::repeat_byte(0x52);
const SET: OperatorSet = OperatorSet { avs: AVS, id: 0 };
const OTHER_SET: OperatorSet = OperatorSet { avs: AVS, id: 1 };
const DEALLOCATION_DELAY: u64 = 10;
const CONFIGURATION_DELAY: u64 = 15;
const ALLOCATION_DELAY: u64 = 3;

/// One service with two sets over two strategies, one operator that is registered for none.
#[derive(Clone)]
struct World {
    restaking: Restaking,
    book: RestakingAddresses,
    block: BlockNumber,
}

impl World {
    fn new() -> Self {
        let delays = Delays {
            withdrawal: Blocks::new(10),
            deallocation: Blocks::new(DEALLOCATION_DELAY),
            allocation_configuration: Blocks::new(CONFIGURATION_DELAY),
            slash_resolution: None,
        };
        let config = RestakingConfig { delays, early_lookup: EarlyLookup::BeforeEverything };
        let restaking = Restaking { config: Arc::new(config), ..Restaking::default() };
        let book = RestakingAddresses {
            allocation_manager: Address::repeat_byte(0xa1),
            delegation_manager: Address::repeat_byte(0xa2),
            eigen_strategy: Address::repeat_byte(0xa3),
            ..RestakingAddresses::default()
        };
        let mut world = Self { restaking, book, block: BlockNumber::new(100) };
        world.register_operator(OPERATOR);
        world.call(AVS, |r, book, ctx, fx| r.update_avs_metadata_uri(book, ctx, AVS, "m".into(), fx)).unwrap();
        let new = |id| NewOperatorSet { id, strategies: vec![STRATEGY, OTHER_STRATEGY], slasher: Some(SLASHER) };
        world.call(AVS, |r, book, ctx, fx| r.create_operator_sets(book, ctx, AVS, &[new(0), new(1)], fx)).unwrap();
        world
    }

    /// Calls as somebody; rules must hold afterwards, and a refusal must leave everything as it was.
    #[track_caller]
    fn call<T, E: Into<RestakingError>>(
        &mut self,
        caller: Address,
        run: impl FnOnce(&mut Restaking, &RestakingAddresses, &Ctx<'_>, &mut Effects) -> Result<T, E>,
    ) -> Result<T, RestakingError> {
        self.call_with_effects(caller, run).map(|(value, _)| value)
    }

    #[track_caller]
    fn call_with_effects<T, E: Into<RestakingError>>(
        &mut self,
        caller: Address,
        run: impl FnOnce(&mut Restaking, &RestakingAddresses, &Ctx<'_>, &mut Effects) -> Result<T, E>,
    ) -> Result<(T, Vec<AllocationEvent>), RestakingError> {
        let ctx = Ctx {
            caller,
            value: Wei::ZERO,
            block: self.block,
            timestamp: Timestamp::new(1),
            chain_id: 1,
            selector: Default::default(),
            ether: &NoEther,
        };
        let (before, mut fx) = (self.restaking.clone(), Effects::new());
        let result = run(&mut self.restaking, &self.book, &ctx, &mut fx).map_err(Into::into);
        if result.is_err() {
            assert_eq!(self.restaking, before, "a refusal changed something");
        }
        assert_eq!(self.allocation().check(), Ok(()));
        Ok((result?, allocation_events(fx)))
    }

    fn allocation(&self) -> &AllocationManager {
        &self.restaking.allocation
    }

    fn register_operator(&mut self, operator: Address) {
        let delay = Blocks::new(ALLOCATION_DELAY);
        self.call(operator, |r, _, ctx, fx| r.register_as_operator(ctx, Address::ZERO, delay, String::new(), fx)).unwrap();
    }

    fn give_shares(&mut self, operator: Address, strategy: Address, shares: u64) {
        let shares = StrategyShares::new(U256::from(shares));
        let none = StrategyShares::ZERO;
        self.call(operator, |r, _, _, fx| r.increase_delegated_shares(operator, strategy, none, shares, fx)).unwrap();
    }

    #[track_caller]
    fn join(&mut self, set: OperatorSet) {
        self.try_join(set).unwrap();
    }

    fn try_join(&mut self, set: OperatorSet) -> Result<Address, RestakingError> {
        self.call(OPERATOR, |r, book, ctx, fx| r.register_for_operator_sets(book, ctx, OPERATOR, (set.avs, &[set.id]), fx))
    }

    #[track_caller]
    fn leave(&mut self, set: OperatorSet) {
        self.try_leave(OPERATOR, set).unwrap();
    }

    fn try_leave(&mut self, caller: Address, set: OperatorSet) -> Result<Address, RestakingError> {
        self.call(caller, |r, book, ctx, fx| r.deregister_from_operator_sets(book, ctx, OPERATOR, (set.avs, &[set.id]), fx))
    }

    /// Allocates in wholes of a hundred.
    #[track_caller]
    fn allocate(&mut self, set: OperatorSet, percent: u64) -> Vec<AllocationEvent> {
        self.try_allocate(set, STRATEGY, percent).unwrap()
    }

    fn try_allocate(
        &mut self,
        set: OperatorSet,
        strategy: Address,
        percent: u64,
    ) -> Result<Vec<AllocationEvent>, RestakingError> {
        let change = AllocationChange { set, strategies: vec![strategy], new_magnitudes: vec![part(percent)] };
        let done = self.call_with_effects(OPERATOR, |r, book, ctx, fx| r.modify_allocations(book, ctx, OPERATOR, &[change], fx));
        done.map(|(_, events)| events)
    }

    fn try_slash(&mut self, set: OperatorSet, wad: U256) -> Result<(Slashed, Vec<AllocationEvent>), RestakingError> {
        let slashing = slashing(set, &[STRATEGY], &[wad]);
        self.call_with_effects(SLASHER, |r, _, ctx, fx| r.slash_operator(ctx, AVS, slashing, fx))
    }

    #[track_caller]
    fn slash(&mut self, set: OperatorSet, percent: u64) -> Vec<AllocationEvent> {
        self.try_slash(set, part(percent).wide()).unwrap().1
    }

    fn pass(&mut self, blocks: u64) {
        self.block = self.block.after(Blocks::new(blocks)).unwrap();
    }

    fn viewed(&self, set: OperatorSet) -> Allocation {
        self.allocation().allocation(OPERATOR, set, STRATEGY, self.block)
    }

    fn encumbered(&self) -> Magnitude {
        self.allocation().encumbered_magnitude(OPERATOR, STRATEGY, self.block).unwrap()
    }

    fn free(&self) -> Magnitude {
        self.allocation().allocatable_magnitude(OPERATOR, STRATEGY, self.block).unwrap()
    }

    fn max(&self) -> Magnitude {
        self.allocation().max_magnitude(OPERATOR, STRATEGY)
    }
}

/// A part of the whole, in hundredths.
fn part(percent: u64) -> Magnitude {
    Magnitude::new(percent * 10_000_000_000_000_000)
}

fn slashing(set: OperatorSet, strategies: &[Address], wads: &[U256]) -> Slashing {
    let (strategies, wads_to_slash) = (strategies.to_vec(), wads.to_vec());
    Slashing { operator: OPERATOR, set_id: set.id, strategies, wads_to_slash, description: "x".into() }
}

fn allocation_events(fx: Effects) -> Vec<AllocationEvent> {
    let of_allocation = |effect| match effect {
        Effect::Event(Event::Restaking(RestakingEvent::Allocation(event))) => Some(event),
        _ => None,
    };
    fx.into_iter().filter_map(of_allocation).collect()
}
