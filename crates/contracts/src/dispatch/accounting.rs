//! `Accounting`: computes and applies an oracle report.

use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::{
        IAccounting::{self, IAccountingCalls as Call},
        ISecondOpinionOracle,
    },
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall as _;
use aquifer_protocol::{
    liquid::lido::{CalculatedValues, ReportValues, sanity::SecondOpinion},
    units::{Gwei, Ray, RequestId, Seconds, Shares, Slot, Timestamp, Wei},
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    match frame.decode_strict::<Call>()? {
        Call::LIDO(_) => answer::<IAccounting::LIDOCall>(&frame.addresses().steth),
        Call::LIDO_LOCATOR(_) => answer::<IAccounting::LIDO_LOCATORCall>(&frame.addresses().lido_locator),
        Call::simulateOracleReport(call) => {
            let ether = frame.ether();
            let update = frame.protocol().simulate_oracle_report(&frame.ctx(&ether), &values(&call.report));
            let update = update.map_err(|refusal| refused(&refusal))?;
            answer::<IAccounting::simulateOracleReportCall>(&calculated(&update))
        }
        Call::handleOracleReport(call) => {
            let report = values(&call.report);
            let ref_slot = slot_at(frame, report.timestamp)?;
            let opinion = second_opinion(frame, ref_slot);
            frame.settle(|p, ctx, fx| p.handle_oracle_report(ctx, ref_slot, &report, opinion.as_ref(), fx))?;
            done()
        }
    }
}

/// The slot a report of this time speaks of.
fn slot_at(frame: &Frame<'_>, time: Timestamp) -> Result<Slot, Stop> {
    let slot = frame.protocol().beacon.slot_at(time);
    slot.map(|(slot, _)| slot).map_err(|_| Stop::panic(alloy_sol_types::PanicKind::UnderOverflow))
}

/// What the oracle of second opinions says of a slot, when there is such an oracle and it has said something.
pub(super) fn second_opinion(frame: &mut Frame<'_>, ref_slot: Slot) -> Option<SecondOpinion> {
    let oracle = frame.protocol().lido.sanity.second_opinion_oracle();
    if oracle.is_zero() {
        return None;
    }
    let question = ISecondOpinionOracle::getReportCall { refSlot: U256::from(ref_slot.get()) };
    let told = frame.ask(oracle, question.abi_encode(), true);
    let opinion = ISecondOpinionOracle::getReportCall::abi_decode_returns(&told.output).ok().filter(|_| told.success)?;
    opinion.success.then(|| SecondOpinion {
        cl_balance: Gwei::new(opinion.clBalanceGwei.saturating_to()),
        withdrawal_vault_balance: Wei::new(opinion.withdrawalVaultBalanceWei),
    })
}

/// Counts and times beyond 2^64 are as impossible as the largest of them, and refused by the same checks.
fn values(report: &IAccounting::ReportValues) -> ReportValues {
    ReportValues {
        timestamp: Timestamp::new(report.timestamp.saturating_to()),
        time_elapsed: Seconds::new(report.timeElapsed.saturating_to()),
        cl_validators: report.clValidators.saturating_to(),
        cl_balance: Wei::new(report.clBalance),
        withdrawal_vault_balance: Wei::new(report.withdrawalVaultBalance),
        el_rewards_vault_balance: Wei::new(report.elRewardsVaultBalance),
        shares_requested_to_burn: Shares::new(report.sharesRequestedToBurn),
        withdrawal_finalization_batches: report.withdrawalFinalizationBatches.iter().copied().map(RequestId::new).collect(),
        simulated_share_rate: Ray::new(report.simulatedShareRate),
    }
}

fn calculated(update: &CalculatedValues) -> IAccounting::CalculatedValues {
    let fee = &update.fee_distribution;
    IAccounting::CalculatedValues {
        withdrawalsVaultTransfer: update.withdrawals_vault_transfer.get(),
        elRewardsVaultTransfer: update.el_rewards_vault_transfer.get(),
        etherToFinalizeWQ: update.ether_to_finalize_wq.get(),
        sharesToFinalizeWQ: update.shares_to_finalize_wq.get(),
        sharesToBurnForWithdrawals: update.shares_to_burn_for_withdrawals.get(),
        totalSharesToBurn: update.total_shares_to_burn.get(),
        sharesToMintAsFees: update.shares_to_mint_as_fees.get(),
        feeDistribution: IAccounting::FeeDistribution {
            moduleFeeRecipients: fee.modules.iter().map(|module| module.recipient).collect(),
            moduleIds: fee.modules.iter().map(|module| U256::from(module.module_id.get())).collect(),
            moduleSharesToMint: fee.modules.iter().map(|module| module.shares.get()).collect(),
            treasurySharesToMint: fee.treasury_shares_to_mint.get(),
        },
        principalClBalance: update.principal_cl_balance.get(),
        preTotalShares: update.pre_total_shares.get(),
        preTotalPooledEther: update.pre_total_pooled_ether.get(),
        postInternalShares: update.post_internal_shares.get(),
        postInternalEther: update.post_internal_ether.get(),
        postTotalShares: update.post_total_shares.get(),
        postTotalPooledEther: update.post_total_pooled_ether.get(),
    }
}
