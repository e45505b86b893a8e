//! What a report says: the state at the reference slot, and what it can finalise.
//!
//! Every member reads the same block and computes the same bytes; nothing here depends on when it runs.

use crate::chain::{Client, Contracts, ValidatorView};
use crate::frame::{Calendar, Frame};
use crate::registry::Registry;
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue;
use aquifer_contracts::interfaces::{IAccounting, IAccountingOracle::ReportData, IWithdrawalQueue};

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

/// Consensus-side facts of a report.
struct BeaconFacts {
    validators: u64,
    balance_gwei: u64,
    modules: Vec<U256>,
    exited: Vec<U256>,
}

/// Builds the report about a frame's reference slot from the state at `block`, the last one at or before it.
///
/// `time_elapsed` is the time since the reference slot of the last report, in seconds.
pub(crate) async fn build(
    client: &Client,
    contracts: &Contracts,
    registry: &mut Registry,
    calendar: &Calendar,
    frame: Frame,
    block: u64,
) -> eyre::Result<ReportData> {
    let at = block.into();
    let credentials = contracts.lido.getWithdrawalCredentials().block(at).call().await?;
    let validators = client.validators(credentials, block).await?;
    let beacon = beacon_facts(contracts, registry, &validators, frame.ref_slot / calendar.slots_per_epoch, block).await?;
    let (withdrawals, rewards) = tokio::try_join!(
        client.balance(contracts.withdrawal_vault, Some(block)),
        client.balance(contracts.el_rewards_vault, Some(block))
    )?;
    let burn = contracts.burner.getSharesRequestedToBurn().block(at).call().await?;
    let previous: u64 = contracts.oracle.getLastProcessingRefSlot().block(at).call().await?.saturating_to();
    let values = IAccounting::ReportValues {
        timestamp: U256::from(calendar.time_of(frame.ref_slot)),
        timeElapsed: U256::from(frame.ref_slot.saturating_sub(previous) * calendar.seconds_per_slot),
        clValidators: U256::from(beacon.validators),
        clBalance: U256::from(beacon.balance_gwei) * U256::from(GWEI),
        withdrawalVaultBalance: withdrawals,
        elRewardsVaultBalance: rewards,
        sharesRequestedToBurn: burn.coverShares + burn.nonCoverShares,
        withdrawalFinalizationBatches: Vec::new(),
        simulatedShareRate: U256::ZERO,
    };
    let shares_to_burn = values.sharesRequestedToBurn;
    let time = values.timestamp;
    let simulated = contracts.accounting.simulateOracleReport(values).block(at).call().await?;
    let share_rate = simulated.postInternalEther * RAY / simulated.postInternalShares.max(U256::ONE);
    let buffered = contracts.lido.getBufferedEther().block(at).call().await?;
    let budget = buffered + simulated.withdrawalsVaultTransfer + simulated.elRewardsVaultTransfer;
    let batches = finalization_batches(contracts, share_rate, time, budget, block).await?;
    Ok(ReportData {
        consensusVersion: contracts.oracle.getConsensusVersion().block(at).call().await?,
        refSlot: U256::from(frame.ref_slot),
        numValidators: U256::from(beacon.validators),
        clBalanceGwei: U256::from(beacon.balance_gwei),
        stakingModuleIdsWithNewlyExitedValidators: beacon.modules,
        numExitedValidatorsByStakingModule: beacon.exited,
        withdrawalVaultBalance: withdrawals,
        elRewardsVaultBalance: rewards,
        sharesRequestedToBurn: shares_to_burn,
        withdrawalFinalizationBatches: batches,
        simulatedShareRate: share_rate,
        isBunkerMode: false,
        vaultsDataTreeRoot: B256::ZERO,
        vaultsDataTreeCid: String::new(),
        extraDataFormat: U256::ZERO,
        extraDataHash: B256::ZERO,
        extraDataItemsCount: U256::ZERO,
    })
}

/// Counts, balances, and the modules with more exited validators than the router knows of.
async fn beacon_facts(
    contracts: &Contracts,
    registry: &mut Registry,
    validators: &[ValidatorView],
    epoch: u64,
    block: u64,
) -> eyre::Result<BeaconFacts> {
    let mut facts = BeaconFacts {
        validators: validators.len() as u64,
        balance_gwei: validators.iter().map(|validator| validator.balance).sum(),
        modules: Vec::new(),
        exited: Vec::new(),
    };
    let exited: Vec<_> = validators.iter().filter(|validator| validator.exit_epoch <= epoch).collect();
    if exited.is_empty() {
        return Ok(facts);
    }
    registry.learn(contracts, exited.iter().map(|validator| &validator.pubkey)).await?;
    for module in contracts.router.getStakingModules().block(block.into()).call().await? {
        let id: u64 = module.id.to();
        let count = exited.iter().filter(|validator| registry.module_of(&validator.pubkey) == Some(id)).count();
        if U256::from(count) > module.exitedValidatorsCount {
            facts.modules.push(U256::from(id));
            facts.exited.push(U256::from(count));
        }
    }
    Ok(facts)
}

/// The last ids of the batches that the budget covers, walked as the real oracle does: call by call until finished.
async fn finalization_batches(
    contracts: &Contracts,
    share_rate: U256,
    time: U256,
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
    let margin = contracts.sanity.getOracleReportLimits().block(at).call().await?.requestTimestampMargin;
    let mut state = IWithdrawalQueue::BatchesCalculationState {
        remainingEthBudget: budget,
        finished: false,
        batches: [U256::ZERO; 36],
        batchesLength: U256::ZERO,
    };
    for _ in 0..BATCH_CALLS {
        let call = contracts.queue.calculateFinalizationBatches(
            share_rate,
            time.saturating_sub(margin),
            U256::from(REQUESTS_PER_CALL),
            state,
        );
        state = call.block(at).call().await?;
        if state.finished || state.remainingEthBudget.is_zero() {
            break;
        }
    }
    let length = state.batchesLength.saturating_to::<usize>();
    Ok(state.batches.into_iter().take(length).collect())
}
