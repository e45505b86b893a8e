//! Section 11 of the restaking specification, to the unit.

use super::support::*;
use aquifer_protocol::{
    U256,
    units::{Magnitude, ScaledShares, ScalingFactor},
};

fn number(digits: &str) -> U256 {
    digits.parse().unwrap()
}

#[test]
fn the_worked_example_comes_out_to_the_unit() {
    let mut world = World::with_staker(ether(100), wad(5));
    assert_eq!(world.factor(STAKER), ScalingFactor::ONE);

    let slashed = world.slash(OPERATOR, SET, 333_333_333_333_333_333).unwrap();
    assert_eq!(slashed.shares, [shares(16_666_666_666_666_666_700)]);
    assert_eq!(world.restaking.allocation.max_magnitude(OPERATOR, STRATEGY), Magnitude::new(833_333_333_333_333_333));
    assert_eq!(world.operator_shares(OPERATOR), shares(83_333_333_333_333_333_300));
    assert_eq!(world.withdrawable(STAKER), shares(83_333_333_333_333_333_300));

    world.deposit(STAKER, ether(10).get()).unwrap();
    assert_eq!(world.factor(STAKER), ScalingFactor::new(number("1018181818181818181")));
    assert_eq!(world.withdrawable(STAKER), shares(93_333_333_333_333_333_221));
    assert_eq!(world.operator_shares(OPERATOR), shares(93_333_333_333_333_333_300));

    let withdrawal = world.queue(STAKER, ether(55)).unwrap();
    assert_eq!(withdrawal.scaled_shares, [ScaledShares::new(number("55999999999999999955"))]);
    assert_eq!(world.worth(&withdrawal), shares(46_666_666_666_666_666_610));
    assert_eq!(world.operator_shares(OPERATOR), shares(46_666_666_666_666_666_690));

    world.mine(3);
    let slashed = world.slash(OPERATOR, SET, 500_000_000_000_000_000).unwrap();
    assert_eq!(slashed.shares, [shares(9_333_333_333_333_333_360 + 9_333_333_333_333_333_344)]);
    assert_eq!(world.restaking.allocation.max_magnitude(OPERATOR, STRATEGY), Magnitude::new(666_666_666_666_666_666));
    assert_eq!(world.operator_shares(OPERATOR), shares(37_333_333_333_333_333_330));

    world.mine(DELAY);
    assert_eq!(world.worth(&withdrawal), shares(37_333_333_333_333_333_266));
    assert_eq!(world.withdrawable(STAKER), shares(37_333_333_333_333_333_266));
    assert_eq!(world.complete(&withdrawal), Ok(vec![number("37333333333333333266")]));
}
