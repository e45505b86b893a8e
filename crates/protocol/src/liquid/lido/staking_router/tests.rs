//! Modules as the router sees them: states, shares, fees.

use super::*;
use crate::Ctx;
use crate::context::NoEther;
use crate::liquid::lido::DEPOSIT_SIZE;
use crate::units::{BlockNumber, Timestamp, Wei};
use alloy_primitives::{Address, FixedBytes};
use std::collections::BTreeMap;

/// Counters in place of registries.
#[derive(Debug, Default)]
struct Counters {
    summaries: BTreeMap<ModuleId, ModuleSummary>,
    rewarded: Vec<(ModuleId, Shares)>,
    finished: Vec<ModuleId>,
}

impl Counters {
    fn with(summaries: &[(u64, u64, u64)]) -> Self {
        let summaries = (1..)
            .zip(summaries)
            .map(|(id, &(exited, deposited, depositable))| (ModuleId::new(id), ModuleSummary { exited, deposited, depositable }));
        Self { summaries: summaries.collect(), ..Self::default() }
    }
}

impl StakingModules for Counters {
    fn summary(&self, module: ModuleId) -> ModuleSummary {
        self.summaries.get(&module).copied().unwrap_or_default()
    }

    fn nonce(&self, _module: ModuleId) -> u64 {
        0
    }

    fn obtain_deposit_data(
        &mut self,
        module: ModuleId,
        count: u64,
        _effects: &mut Effects,
    ) -> Result<Vec<DepositKeys>, NodeOperatorsError> {
        let summary = self.summaries.entry(module).or_default();
        summary.depositable = summary.depositable.checked_sub(count).ok_or(NodeOperatorsError::InvalidAllocatedKeysCount)?;
        summary.deposited += count;
        let keys = DepositKeys { pubkey: FixedBytes::ZERO, signature: FixedBytes::ZERO };
        Ok(vec![keys; usize::try_from(count).unwrap()])
    }

    fn on_rewards_minted(&mut self, module: ModuleId, shares: Shares, _effects: &mut Effects) {
        self.rewarded.push((module, shares));
    }

    fn update_exited_validators_count(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        _effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        self.summaries.entry(module).or_default().exited = counts.iter().map(|(_, count)| count).sum();
        Ok(())
    }

    fn on_exited_and_stuck_validators_counts_updated(&mut self, module: ModuleId, _effects: &mut Effects) {
        self.finished.push(module);
    }

    fn on_withdrawal_credentials_changed(&mut self, module: ModuleId, _effects: &mut Effects) {
        self.summaries.entry(module).or_default().depositable = 0;
    }

    fn decrease_vetted_signing_keys_count(
        &mut self,
        _module: ModuleId,
        _counts: &[(OperatorId, u64)],
        _effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        Ok(())
    }
}

const CALL: Ctx<'static> = Ctx {
    caller: Address::repeat_byte(0xad),
    value: Wei::ZERO,
    block: BlockNumber::new(100),
    timestamp: Timestamp::new(1_200),
    chain_id: 1,
    selector: alloy_primitives::Selector::ZERO,
    ether: &NoEther,
};

fn terms(share: u16, module_fee: u16, treasury_fee: u16) -> ModuleTerms {
    ModuleTerms {
        stake_share_limit: share,
        priority_exit_share_threshold: 10_000,
        staking_module_fee: module_fee,
        treasury_fee,
        max_deposits_per_block: 150,
        min_deposit_block_distance: 25,
    }
}

/// Modules with (share limit, module fee, treasury fee) in basis points.
fn router(modules: &[(u16, u16, u16)]) -> StakingRouter {
    let mut router = StakingRouter::new(B256::repeat_byte(1), []);
    for (number, &(share, module_fee, treasury_fee)) in (1..).zip(modules) {
        let (name, address) = (format!("module {number}"), Address::repeat_byte(number));
        let terms = terms(share, module_fee, treasury_fee);
        router.add_staking_module(&CALL, name, address, terms, &mut Effects::new()).unwrap();
    }
    router
}

fn ether(amount: u64) -> Wei {
    Wei::new(Wei::ETHER.get() * U256::from(amount))
}

#[test]
fn deposits_go_to_the_smallest_module_within_its_share() {
    //                         share            exited deposited depositable
    let router = router(&[(10_000, 0, 0), (400, 0, 0)]);
    let modules = Counters::with(&[(0, 96, 100), (0, 0, 100)]);
    let count = |number, amount| router.max_deposits_count(ModuleId::new(number), ether(amount), &modules);
    // 4 % of 96 + 10 validators are 4.
    assert_eq!((count(2, 320), count(1, 320)), (Ok(4), Ok(6)));
    assert_eq!((count(2, 31), count(1, 31)), (Ok(0), Ok(0)));
    assert_eq!(count(3, 320), Err(StakingRouterError::StakingModuleUnregistered));
    let id = ModuleId::new;
    assert_eq!(router.deposits_allocation(10, &modules), Ok((10, vec![(id(1), 102), (id(2), 4)])));
}

#[test]
fn a_module_that_is_not_active_takes_no_deposits() {
    let mut router = router(&[(10_000, 0, 0)]);
    let mut modules = Counters::with(&[(0, 0, 100)]);
    let id = ModuleId::new(1);
    router.set_staking_module_status(&CALL, id, StakingModuleStatus::DepositsPaused, &mut Effects::new()).unwrap();
    assert_eq!(router.max_deposits_count(id, ether(320), &modules), Ok(0));
    let refused = router.deposit(&CALL, id, 0, Wei::ZERO, &mut modules, &mut Effects::new());
    assert_eq!(refused, Err(StakingRouterError::StakingModuleNotActive));
    let same = router.set_staking_module_status(&CALL, id, StakingModuleStatus::DepositsPaused, &mut Effects::new());
    assert_eq!(same, Err(StakingRouterError::StakingModuleStatusTheSame));
}

#[test]
fn a_deposit_of_nothing_still_counts_as_the_last_one() {
    let mut router = router(&[(10_000, 0, 0)]);
    let mut modules = Counters::with(&[(0, 0, 100)]);
    let later = Ctx { block: BlockNumber::new(200), ..CALL };
    let mut effects = Effects::new();
    assert_eq!(router.deposit(&later, ModuleId::new(1), 0, Wei::ZERO, &mut modules, &mut effects), Ok(vec![]));
    assert_eq!(router.last_deposit_block(ModuleId::new(1)), Ok(BlockNumber::new(200)));
    assert_eq!(effects.iter().count(), 1);
}

#[test]
fn refusals_of_a_deposit_change_nothing() {
    #[track_caller]
    fn check(credentials: B256, count: u64, value: Wei, expected: StakingRouterError) {
        let mut modules = Counters::with(&[(0, 0, 3)]);
        let mut router = router(&[(10_000, 0, 0)]);
        router.withdrawal_credentials = credentials;
        let before = router.clone();
        let refused = router.deposit(&CALL, ModuleId::new(1), count, value, &mut modules, &mut Effects::new());
        assert_eq!(refused, Err(expected));
        assert_eq!(router, before);
    }
    let set = B256::repeat_byte(1);
    check(B256::ZERO, 1, DEPOSIT_SIZE, StakingRouterError::EmptyWithdrawalsCredentials);
    check(set, 2, DEPOSIT_SIZE, StakingRouterError::InvalidDepositsValue { ether_value: DEPOSIT_SIZE, deposits_count: 2 });
    check(set, 4, ether(128), NodeOperatorsError::InvalidAllocatedKeysCount.into());
}

#[test]
fn fees_follow_active_validators() {
    let mut router = router(&[(10_000, 500, 500), (10_000, 800, 200), (10_000, 100, 0)]);
    let modules = Counters::with(&[(10, 40, 0), (0, 10, 0), (5, 5, 0)]);
    let distribution = router.rewards_distribution(&modules).unwrap();
    let e17 = U256::from(10).pow(U256::from(17));
    let fees: Vec<_> = distribution.modules.iter().map(|module| module.fee / e17).collect();
    // 3/4 of 5 % and 1/4 of 8 %, in thousandths of the whole; the third module has nobody left.
    assert_eq!(fees, [U256::from(37), U256::from(20)]);
    assert_eq!(distribution.total_fee, FEE_PRECISION_POINTS / U256::from(10));
    let id = ModuleId::new(2);
    router.set_staking_module_status(&CALL, id, StakingModuleStatus::Stopped, &mut Effects::new()).unwrap();
    let stopped = router.rewards_distribution(&modules).unwrap();
    assert_eq!(stopped.modules[1].fee, U256::ZERO);
    assert_eq!(stopped.total_fee, distribution.total_fee, "its fee goes to the treasury");
}

#[test]
fn nobody_active_means_no_fee() {
    let router = router(&[(10_000, 500, 500)]);
    let distribution = router.rewards_distribution(&Counters::with(&[(7, 7, 9)])).unwrap();
    assert_eq!((distribution.modules.len(), distribution.total_fee), (0, U256::ZERO));
}

#[test]
fn exits_are_cumulative_and_bounded_by_deposits() {
    let id = ModuleId::new;
    let mut router = router(&[(10_000, 0, 0), (10_000, 0, 0)]);
    let modules = Counters::with(&[(2, 10, 0), (0, 5, 0)]);
    let mut update = |ids: &[ModuleId], exited: &[u64]| {
        let before = router.clone();
        let mut effects = Effects::new();
        let result = router.update_exited_validators_count_by_staking_module(ids, exited, &modules, &mut effects);
        if result.is_err() {
            assert_eq!(router, before);
        }
        result.map(|newly_exited| (newly_exited, effects.iter().count()))
    };
    assert_eq!(update(&[id(1), id(2)], &[4, 5]), Ok((9, 0)));
    assert_eq!(update(&[id(1)], &[6]), Ok((2, 1)), "the module still says 2 of 4");
    assert_eq!(update(&[id(1)], &[5]), Err(StakingRouterError::ExitedValidatorsCountCannotDecrease));
    let too_many = StakingRouterError::ReportedExitedValidatorsExceedDeposited { reported: 11, deposited: 10 };
    assert_eq!(update(&[id(2), id(1)], &[5, 11]), Err(too_many));
    assert_eq!(update(&[id(1)], &[]), Err(StakingRouterError::ArraysLengthMismatch { first: 1, second: 0 }));
    assert_eq!(update(&[id(9)], &[1]), Err(StakingRouterError::StakingModuleUnregistered));
}

#[test]
fn modules_that_agree_on_exits_are_told_that_all_are_in() {
    let id = ModuleId::new;
    let mut router = router(&[(10_000, 0, 0), (10_000, 0, 0)]);
    let mut modules = Counters::with(&[(0, 10, 0), (0, 5, 0)]);
    let mut effects = Effects::new();
    router.update_exited_validators_count_by_staking_module(&[id(1)], &[3], &modules, &mut effects).unwrap();
    router.on_validators_counts_by_node_operator_reporting_finished(&mut modules, &mut effects);
    assert_eq!(modules.finished, [id(2)]);
    let counts = [(OperatorId::new(0), 3)];
    router.report_exited_validators_by_node_operator(id(1), &counts, &mut modules, &mut effects).unwrap();
    router.on_validators_counts_by_node_operator_reporting_finished(&mut modules, &mut effects);
    assert_eq!(modules.finished, [id(2), id(1), id(2)]);
}

#[test]
fn only_minted_rewards_are_reported() {
    let id = ModuleId::new;
    let router = router(&[(10_000, 0, 0), (10_000, 0, 0)]);
    let mut modules = Counters::default();
    let seven = Shares::new(U256::from(7));
    router.report_rewards_minted(&[id(1), id(2)], &[Shares::ZERO, seven], &mut modules, &mut Effects::new()).unwrap();
    assert_eq!(modules.rewarded, [(id(2), seven)]);
}

#[test]
fn refusals_of_a_new_module() {
    #[track_caller]
    fn check(name: &str, address: u8, terms: ModuleTerms, expected: StakingRouterError) {
        let mut router = router(&[(10_000, 0, 0)]);
        let before = router.clone();
        let address = Address::repeat_byte(address);
        let refused = router.add_staking_module(&CALL, name.into(), address, terms, &mut Effects::new());
        assert_eq!(refused, Err(expected));
        assert_eq!(router, before);
    }
    let fine = || terms(100, 500, 500);
    check("a", 0, fine(), StakingRouterError::ZeroAddressStakingModule);
    check("", 2, fine(), StakingRouterError::StakingModuleWrongName);
    check(&"n".repeat(32), 2, fine(), StakingRouterError::StakingModuleWrongName);
    check("a", 1, fine(), StakingRouterError::StakingModuleAddressExists);
    check("a", 2, terms(10_001, 0, 0), StakingRouterError::InvalidStakeShareLimit);
    check("a", 2, terms(100, 5_001, 5_000), StakingRouterError::InvalidFeeSum);
    let lower = ModuleTerms { priority_exit_share_threshold: 99, ..fine() };
    check("a", 2, lower, StakingRouterError::InvalidPriorityExitShareThreshold);
    let no_distance = ModuleTerms { min_deposit_block_distance: 0, ..fine() };
    check("a", 2, no_distance, StakingRouterError::InvalidMinDepositBlockDistance);
}

#[test]
fn terms_from_words_refuse_what_does_not_fit() {
    #[track_caller]
    fn check(place: usize, word: U256, expected: StakingRouterError) {
        let mut words = [100_u64, 200, 500, 500, 150, 25].map(U256::from);
        assert!(ModuleTerms::from_words(words).is_ok());
        words[place] = word;
        assert_eq!(ModuleTerms::from_words(words), Err(expected));
    }
    check(0, U256::MAX, StakingRouterError::InvalidStakeShareLimit);
    check(1, U256::MAX, StakingRouterError::InvalidPriorityExitShareThreshold);
    check(2, U256::MAX, StakingRouterError::InvalidFeeSum);
    check(4, U256::MAX, StakingRouterError::InvalidMaxDepositPerBlockValue);
    check(5, U256::MAX, StakingRouterError::InvalidMinDepositBlockDistance);
}

#[test]
fn new_credentials_void_unused_keys() {
    let mut router = router(&[(10_000, 0, 0)]);
    let mut modules = Counters::with(&[(0, 0, 9)]);
    router.set_withdrawal_credentials(&CALL, B256::repeat_byte(2), &mut modules, &mut Effects::new());
    assert_eq!(modules.summary(ModuleId::new(1)).depositable, 0);
    assert_eq!(router.withdrawal_credentials(), B256::repeat_byte(2));
    assert_eq!(router.check(), Ok(()));
}

#[test]
fn the_total_fee_is_at_most_everything() {
    // LIQ-32, with shares that do not divide evenly.
    let router = router(&[(10_000, 5_000, 5_000), (10_000, 10_000, 0), (10_000, 0, 10_000)]);
    for active in 1..50 {
        let modules = Counters::with(&[(0, active, 0), (0, 7, 0), (0, 3 * active + 1, 0)]);
        let distribution = router.rewards_distribution(&modules).unwrap();
        assert!(distribution.total_fee <= FEE_PRECISION_POINTS);
        let (modules_fee, treasury_fee) = router.fee_aggregate_distribution(&modules).unwrap();
        assert_eq!(modules_fee + treasury_fee, distribution.total_fee);
    }
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut StakingRouter)) {
        let mut router = router(&[(10_000, 500, 500), (5_000, 800, 200)]);
        assert_eq!(router.check(), Ok(()));
        break_it(&mut router);
        assert_eq!(router.check().unwrap_err().id, broken);
    }
    fn second(router: &mut StakingRouter) -> &mut StakingModule {
        router.modules.get_mut(&ModuleId::new(2)).unwrap()
    }
    check("LIQ-30", |router| second(router).terms.treasury_fee = 9_201);
    check("LIQ-30", |router| second(router).terms.priority_exit_share_threshold = 4_999);
    check("LIQ-31", |router| second(router).address = Address::repeat_byte(1));
    check("LIQ-31", |router| second(router).id = ModuleId::new(3));
    check("LIQ-31", |router| {
        router.modules.remove(&ModuleId::new(1));
    });
}
