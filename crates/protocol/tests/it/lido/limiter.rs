//! The rebase limiter under random reports.

use super::support::{shares, wei};
use aquifer_protocol::{
    U256,
    liquid::lido::rebase_limiter::{PositiveTokenRebaseLimiter, RebaseInputs, smoothen_token_rebase},
};
use proptest::{collection::vec, prelude::*};

proptest! {
    // LIQ-20: what the limit lets in, net of what left, never passes it; nothing is consumed that was not offered.
    #[test]
    fn consumed_never_passes_offered_nor_the_limit(
        limit in 1..2_000_000_000_u64,
        pre in 1..1_000_000_000_u64,
        steps in vec((any::<bool>(), 0..100_000_000_u64), 0..20),
    ) {
        let mut limiter = PositiveTokenRebaseLimiter::new(U256::from(limit), wei(pre), shares(pre)).unwrap();
        let max = pre + u64::try_from(u128::from(limit) * u128::from(pre) / 1_000_000_000).unwrap();
        let mut ether = pre;
        for (rises, amount) in steps {
            if rises {
                let consumed = limiter.increase(wei(amount)).unwrap();
                prop_assert!(consumed <= wei(amount));
                ether += u64::try_from(consumed.get()).unwrap();
            } else if limiter.decrease(wei(amount)).is_ok() {
                ether -= amount;
            }
            prop_assert!(ether <= max);
            prop_assert_eq!(limiter.is_limit_reached(), ether == max);
            prop_assert!(limiter.shares_to_burn_limit().unwrap() <= shares(pre));
        }
    }

    // After any report the rate has risen by no more than the limit: I' / J' <= (1 + l) * I / J, without dividing.
    #[test]
    fn no_report_raises_the_rate_beyond_the_limit(
        limit in 1..1_000_000_000_u64,
        (ether, all_shares) in (1_000_000..1_000_000_000_u64, 1_000_000..1_000_000_000_u64),
        (cl_gain, withdrawals, rewards) in (0..1_000_000_u64, 0..100_000_000_u64, 0..100_000_000_u64),
        (locked, queued, requested) in (0..1_000_u64, 0..300_000_u64, 0..300_000_u64),
    ) {
        let report = RebaseInputs {
            limit: U256::from(limit),
            pre_internal_ether: wei(ether),
            pre_internal_shares: shares(all_shares),
            pre_cl_balance: wei(1_000_000),
            post_cl_balance: wei(1_000_000),
            withdrawal_vault_balance: wei(withdrawals + cl_gain),
            el_rewards_vault_balance: wei(rewards),
            shares_requested_to_burn: shares(requested),
            ether_to_lock_for_withdrawals: wei(locked),
            new_shares_to_burn_for_withdrawals: shares(queued),
        };
        let taken = smoothen_token_rebase(&report).unwrap();
        prop_assert!(taken.shares_to_burn <= shares(requested + queued));
        let small = |amount: U256| u128::try_from(amount).unwrap();
        let gained = small(taken.withdrawals.try_add(taken.el_rewards).unwrap().get());
        let (ether, all_shares) = (u128::from(ether), u128::from(all_shares));
        let after = ether + gained - u128::from(locked);
        let left = all_shares - small(taken.shares_to_burn.get());
        // The burn limit rounds the rate so far down to 10^-9, so it may let in that much more.
        let bound = 1_000_000_000 + u128::from(limit) + 3;
        prop_assert!(after * all_shares * 1_000_000_000 <= ether * left * bound);
    }
}
