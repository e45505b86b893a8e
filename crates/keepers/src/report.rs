//! What a report says: the state at the reference slot, and what it can finalise.
//!
//! Every member reads the same block and computes the same bytes; nothing here depends on when it runs.

use crate::chain::{Client, Contracts, ValidatorView};
use crate::extra_data::{ExtraData, ExtraDataLimits};
use crate::frame::{Calendar, Frame};
use crate::registry::Registry;
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue;
use aquifer_contracts::interfaces::{IAccounting, IAccountingOracle::ReportData, IOracleReportSanityChecker, IWithdrawalQueue};
use std::collections::BTreeMap;

/// Scale of share rates: 10^27.
const RAY: U256 = U256::from_limbs([11_515_845_246_265_065_472, 54_210_108, 0, 0]);
const GWEI: u64 = 1_000_000_000;
/// Withdrawal requests looked at in one call.
const REQUESTS_PER_CALL: u64 = 1_000;
/// Calls at most: the queue is walked further at the next report.
const BATCH_CALLS: usize = 100;

/// Hash the committee agrees on.
pub(crate) fn hash(data: &ReportData) -> B256 {
    keccak256(data.abi_encode())
}

/// A report and the extra data it announces.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) data: ReportData,
    pub(crate) extra: ExtraData,
}

/// Exited validators that the contracts do not know of yet.
#[derive(Debug, Default)]
struct NewExits {
    modules: Vec<U256>,
    exited: Vec<U256>,
    by_operator: BTreeMap<(u64, u64), u64>,
}

/// Builds the report about a frame's reference slot from the state at `block`, the last one at or before it.
pub(crate) async fn build(
    client: &Client,
    contracts: &Contracts,
    registry: &mut Registry,
    calendar: &Calendar,
    frame: Frame,
    block: u64,
) -> eyre::Result<Report> {
    let at = block.into();
    let credentials = contracts.lido.getWithdrawalCredentials().block(at).call().await?;
    let validators = client.validators(credentials, block).await?;
    let exits = new_exits(contracts, registry, &validators, frame.ref_slot / calendar.slots_per_epoch, block).await?;
    let limits = contracts.sanity.getOracleReportLimits().block(at).call().await?;
    let extra = ExtraData::of_exits(&exits.by_operator, extra_data_limits(&limits));
    let values = values(client, contracts, &validators, calendar, frame, block).await?;
    let simulated = contracts.accounting.simulateOracleReport(values.clone()).block(at).call().await?;
    let share_rate = simulated.postInternalEther * RAY / simulated.postInternalShares.max(U256::ONE);
    let buffered = contracts.lido.getBufferedEther().block(at).call().await?;
    let budget = buffered + simulated.withdrawalsVaultTransfer + simulated.elRewardsVaultTransfer;
    let latest = values.timestamp.saturating_sub(limits.requestTimestampMargin);
    let data = ReportData {
        consensusVersion: contracts.oracle.getConsensusVersion().block(at).call().await?,
        refSlot: U256::from(frame.ref_slot),
        numValidators: values.clValidators,
        clBalanceGwei: values.clBalance / U256::from(GWEI),
        stakingModuleIdsWithNewlyExitedValidators: exits.modules,
        numExitedValidatorsByStakingModule: exits.exited,
        withdrawalVaultBalance: values.withdrawalVaultBalance,
        elRewardsVaultBalance: values.elRewardsVaultBalance,
        sharesRequestedToBurn: values.sharesRequestedToBurn,
        withdrawalFinalizationBatches: finalization_batches(contracts, share_rate, latest, budget, block).await?,
        simulatedShareRate: share_rate,
        isBunkerMode: false,
        vaultsDataTreeRoot: B256::ZERO,
        vaultsDataTreeCid: String::new(),
        extraDataFormat: U256::from(extra.format()),
        extraDataHash: extra.hash(),
        extraDataItemsCount: U256::from(extra.items),
    };
    Ok(Report { data, extra })
}

/// The report as `Accounting` simulates it: without finalisation, which needs the simulated rate first.
async fn values(
    client: &Client,
    contracts: &Contracts,
    validators: &[ValidatorView],
    calendar: &Calendar,
    frame: Frame,
    block: u64,
) -> eyre::Result<IAccounting::ReportValues> {
    let at = block.into();
    let (withdrawals, rewards) = tokio::try_join!(
        client.balance(contracts.withdrawal_vault, Some(block)),
        client.balance(contracts.el_rewards_vault, Some(block))
    )?;
    let burn = contracts.burner.getSharesRequestedToBurn().block(at).call().await?;
    let previous: u64 = contracts.oracle.getLastProcessingRefSlot().block(at).call().await?.saturating_to();
    let balance_gwei: u64 = validators.iter().map(|validator| validator.balance).sum();
    Ok(IAccounting::ReportValues {
        timestamp: U256::from(calendar.time_of(frame.ref_slot)),
        timeElapsed: U256::from(frame.ref_slot.saturating_sub(previous) * calendar.seconds_per_slot),
        clValidators: U256::from(validators.len()),
        clBalance: U256::from(balance_gwei) * U256::from(GWEI),
        withdrawalVaultBalance: withdrawals,
        elRewardsVaultBalance: rewards,
        sharesRequestedToBurn: burn.coverShares + burn.nonCoverShares,
        withdrawalFinalizationBatches: Vec::new(),
        simulatedShareRate: U256::ZERO,
    })
}

/// Modules and operators with more exited validators at `epoch` than router and registries know of.
async fn new_exits(
    contracts: &Contracts,
    registry: &mut Registry,
    validators: &[ValidatorView],
    epoch: u64,
    block: u64,
) -> eyre::Result<NewExits> {
    let exited: Vec<_> = validators.iter().filter(|validator| validator.exit_epoch <= epoch).collect();
    let mut found = NewExits::default();
    if exited.is_empty() {
        return Ok(found);
    }
    registry.learn(contracts, exited.iter().map(|validator| &validator.pubkey)).await?;
    let mut counts: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    for place in exited.iter().filter_map(|validator| registry.place_of(&validator.pubkey)) {
        *counts.entry((place.module, place.operator)).or_default() += 1;
    }
    for module in contracts.router.getStakingModules().block(block.into()).call().await? {
        let id: u64 = module.id.to();
        let operators: Vec<_> =
            counts.range((id, 0)..=(id, u64::MAX)).map(|((_, operator), count)| (*operator, *count)).collect();
        let count: u64 = operators.iter().map(|(_, count)| count).sum();
        if U256::from(count) > module.exitedValidatorsCount {
            found.modules.push(U256::from(id));
            found.exited.push(U256::from(count));
        }
        let nor = contracts.registry(module.stakingModuleAddress);
        for (operator, count) in operators {
            let known = nor.getNodeOperator(U256::from(operator), false).block(block.into()).call().await?.totalExitedValidators;
            if count > known {
                found.by_operator.insert((id, operator), count);
            }
        }
    }
    Ok(found)
}

fn extra_data_limits(limits: &IOracleReportSanityChecker::LimitsList) -> ExtraDataLimits {
    ExtraDataLimits {
        items_per_transaction: limits.maxItemsPerExtraDataTransaction.saturating_to(),
        operators_per_item: limits.maxNodeOperatorsPerExtraDataItem.saturating_to(),
    }
}

/// The last ids of the batches that the budget covers, of requests made until `latest`; walked as the real oracle does,
/// call by call until finished.
async fn finalization_batches(
    contracts: &Contracts,
    share_rate: U256,
    latest: U256,
    budget: U256,
    block: u64,
) -> eyre::Result<Vec<U256>> {
    let at = block.into();
    let (last, finalized) = (
        contracts.queue.getLastRequestId().block(at).call().await?,
        contracts.queue.getLastFinalizedRequestId().block(at).call().await?,
    );
    if budget.is_zero() || last == finalized || contracts.queue.isPaused().block(at).call().await? {
        return Ok(Vec::new());
    }
    let mut state = IWithdrawalQueue::BatchesCalculationState {
        remainingEthBudget: budget,
        finished: false,
        batches: [U256::ZERO; 36],
        batchesLength: U256::ZERO,
    };
    for _ in 0..BATCH_CALLS {
        let call = contracts.queue.calculateFinalizationBatches(share_rate, latest, U256::from(REQUESTS_PER_CALL), state);
        state = call.block(at).call().await?;
        if state.finished || state.remainingEthBudget.is_zero() {
            break;
        }
    }
    let length = state.batchesLength.saturating_to::<usize>();
    Ok(state.batches.into_iter().take(length).collect())
}
