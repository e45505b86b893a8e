//! RST-20 to RST-25 after every step of random lives; and that their checks find what breaks them.

use super::*;
use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
enum Step {
    Pass(u64),
    Join(OperatorSet),
    Leave(OperatorSet),
    Allocate(OperatorSet, Address, u64),
    Slash(OperatorSet, u64),
    Clear(u16),
    RemoveStrategy(OperatorSet),
    AddStrategy(OperatorSet),
}

fn step() -> impl Strategy<Value = Step> {
    let set = || prop_oneof![Just(SET), Just(OTHER_SET)];
    let strategy = prop_oneof![3 => Just(STRATEGY), 1 => Just(OTHER_STRATEGY)];
    prop_oneof![
        3 => (0_u64..12).prop_map(Step::Pass),
        2 => set().prop_map(Step::Join),
        1 => set().prop_map(Step::Leave),
        5 => (set(), strategy, 0_u64..110).prop_map(|(set, strategy, percent)| Step::Allocate(set, strategy, percent)),
        2 => (set(), 1_u64..=1_000_000_000_000_000_000).prop_map(|(set, wad)| Step::Slash(set, wad)),
        1 => (0_u16..3).prop_map(Step::Clear),
        1 => set().prop_map(Step::RemoveStrategy),
        1 => set().prop_map(Step::AddStrategy),
    ]
}

/// Runs a step; `World::call` checks the rules, and that a refusal changes nothing.
fn run(world: &mut World, step: Step) {
    let _ = match step {
        Step::Pass(blocks) => {
            world.pass(blocks);
            Ok(())
        }
        Step::Join(set) => world.try_join(set).map(|_| ()),
        Step::Leave(set) => world.try_leave(OPERATOR, set).map(|_| ()),
        Step::Allocate(set, strategy, percent) => world.try_allocate(set, strategy, percent).map(|_| ()),
        Step::Slash(set, wad) => world.try_slash(set, U256::from(wad)).map(|_| ()),
        Step::Clear(count) => world.call(NOBODY, |r, _, ctx, fx| {
            Arc::make_mut(&mut r.allocation).clear_deallocation_queue(ctx, OPERATOR, &[STRATEGY], &[count], fx)
        }),
        Step::RemoveStrategy(set) => {
            world.call(AVS, |r, book, ctx, fx| r.remove_strategies_from_operator_set(book, ctx, set, &[STRATEGY], fx))
        }
        Step::AddStrategy(set) => {
            world.call(AVS, |r, book, ctx, fx| r.add_strategies_to_operator_set(book, ctx, set, &[STRATEGY], fx))
        }
    };
}

proptest! {
    #[test]
    fn rules_hold_after_every_step(steps in vec(step(), 1..60)) {
        let mut world = World::new();
        world.give_shares(OPERATOR, STRATEGY, 1_000_000);
        for step in steps {
            let max = world.max();
            run(&mut world, step);
            prop_assert!(world.max() <= max);
            // As viewed: what is encumbered is what the sets have or wait for, and the rest is free.
            let views = [SET, OTHER_SET].map(|set| world.viewed(set).encumbers().get());
            prop_assert_eq!(world.encumbered().get(), views.iter().sum::<u64>());
            prop_assert_eq!(world.encumbered().get() + world.free().get(), world.max().get());
        }
    }
}

#[test]
fn broken_rules_are_found_by_their_ids() {
    #[track_caller]
    fn check(id: &str, break_it: impl FnOnce(&mut AllocationManager)) {
        let mut world = World::new();
        world.allocate(SET, 40);
        world.join(SET);
        world.pass(ALLOCATION_DELAY);
        world.allocate(SET, 10);
        let mut allocation = world.allocation().clone();
        break_it(&mut allocation);
        assert_eq!(allocation.check().unwrap_err().id, id);
    }
    check("RST-20", |it| {
        it.encumbered.insert((OPERATOR, STRATEGY), part(39));
    });
    check("RST-20", |it| {
        it.encumbered.remove(&(OPERATOR, STRATEGY));
    });
    check("RST-21", |it| it.max_magnitudes.push((OPERATOR, STRATEGY), BlockNumber::new(1), part(101)).unwrap());
    check("RST-22", |it| {
        it.deallocation_queues.remove(&(OPERATOR, STRATEGY));
    });
    check("RST-22", |it| it.queue_deallocation(OPERATOR, SET, STRATEGY));
    check("RST-23", |it| {
        it.members.remove(SET, OPERATOR);
    });
    check("RST-24", |it| {
        it.allocated_strategies.remove((OPERATOR, SET), STRATEGY);
    });
    check("RST-24", |it| {
        it.allocated_sets.insert(OPERATOR, OTHER_SET);
    });
    check("RST-25", |it| {
        it.services.remove(&AVS);
    });
}
