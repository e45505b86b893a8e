//! How many validators must leave, and which: the oldest first.

use crate::chain::ValidatorView;
use alloy_primitives::U256;

/// Ether one validator brings when it leaves: 32 ETH in wei, what an unslashed one has at least.
const BROUGHT: U256 = crate::depositor::DEPOSIT;
const FAR: u64 = u64::MAX;
const GWEI: u64 = 1_000_000_000;

/// What the queue asks and what is on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand {
    /// stETH in the queue that is not finalised.
    pub(crate) unfinalised: U256,
    /// Ether that the next report can use: buffer and both vaults.
    pub(crate) at_hand: U256,
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Validators to exit now, the longest active first.
    pub(crate) exits: Vec<u64>,
    /// Ether that no validator can bring yet; they are too young, or there are none.
    pub(crate) short: U256,
    /// Ether on its way from validators that have begun to leave.
    pub(crate) leaving: U256,
    /// First epoch at which another validator may leave, when too few may now.
    pub(crate) next_eligible: Option<u64>,
}

/// Chooses the validators to exit at `epoch`. A validator may leave once it was active for `committee_period` epochs.
pub(crate) fn plan(demand: Demand, validators: &[ValidatorView], epoch: u64, committee_period: u64) -> Plan {
    let leaving = validators
        .iter()
        .filter(|validator| validator.exit_epoch != FAR)
        .fold(U256::ZERO, |sum, validator| sum + wei(validator.balance));
    let missing = demand.unfinalised.saturating_sub(demand.at_hand).saturating_sub(leaving);
    let needed: usize = missing.div_ceil(BROUGHT).saturating_to();
    let mut candidates: Vec<_> = validators.iter().filter(|v| v.exit_epoch == FAR && v.activation_epoch != FAR).collect();
    candidates.sort_by_key(|validator| (validator.activation_epoch, validator.index));
    let eligible_at = |validator: &ValidatorView| validator.activation_epoch.saturating_add(committee_period);
    let exits: Vec<u64> = candidates.iter().take(needed).filter(|v| eligible_at(v) <= epoch).map(|v| v.index).collect();
    let next_eligible = candidates.iter().take(needed).map(|v| eligible_at(v)).find(|eligible| *eligible > epoch);
    let short = missing.saturating_sub(BROUGHT * U256::from(exits.len()));
    Plan { exits, short, leaving, next_eligible }
}

fn wei(gwei: u64) -> U256 {
    U256::from(gwei) * U256::from(GWEI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Bytes;

    fn ether(amount: u64) -> U256 {
        wei(amount * GWEI)
    }

    fn validator(index: u64, activation_epoch: u64, exit_epoch: u64) -> ValidatorView {
        ValidatorView { index, pubkey: Bytes::new(), balance: 32 * GWEI, activation_epoch, exit_epoch, withdrawable_epoch: FAR }
    }

    #[test]
    fn as_many_leave_as_the_queue_lacks_and_the_oldest_first() {
        let set =
            [validator(0, 9, FAR), validator(1, 0, FAR), validator(2, 0, FAR), validator(3, 0, 300), validator(4, FAR, FAR)];
        #[track_caller]
        fn check(set: &[ValidatorView], unfinalised: u64, at_hand: u64, exits: &[u64], short: u64) {
            let plan = plan(Demand { unfinalised: ether(unfinalised), at_hand: ether(at_hand) }, set, 260, 256);
            assert_eq!((plan.exits.as_slice(), plan.short), (exits, ether(short)));
        }
        //         asked hand
        check(&set, 10, 10, &[], 0); //        at hand
        check(&set, 42, 10, &[], 0); //        number 3 is leaving already
        check(&set, 43, 10, &[1], 0); //       one ether more needs one validator
        check(&set, 74, 10, &[1], 0); //       whose 32 ether are just enough
        check(&set, 75, 10, &[1, 2], 0);
        check(&set, 107, 10, &[1, 2], 1); //   the third is too young
        check(&set, 500, 10, &[1, 2], 394); // as is everybody else
    }

    #[test]
    fn a_validator_too_young_says_when_it_may_leave() {
        let plan = plan(Demand { unfinalised: ether(10), at_hand: U256::ZERO }, &[validator(0, 9, FAR)], 260, 256);
        assert_eq!((plan.exits, plan.next_eligible), (vec![], Some(265)));
    }
}
