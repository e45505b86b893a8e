//! `AccountingOracle`: takes the report the committee agreed on.

use super::{accounting, role};
use crate::{
    frame::{Frame, Served, answer, done, refused},
    interfaces::IAccountingOracle::{self as Oracle, IAccountingOracleCalls as Call},
};
use alloy_primitives::{U256, keccak256};
use alloy_sol_types::SolValue as _;
use aquifer_protocol::{
    context::NoEther,
    liquid::lido::{
        accounting_oracle::{self as oracle, EXTRA_DATA_FORMAT_EMPTY, EXTRA_DATA_FORMAT_LIST, ReportData},
        staking_router::ModuleId,
    },
    units::{Gwei, Ray, RequestId, Shares, Slot, Wei},
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let oracle = &frame.protocol().lido.oracle;
    let book = frame.addresses();
    match frame.decode_strict::<Call>()? {
        Call::submitReportData(call) => {
            let hash = keccak256(call.data.abi_encode());
            let data = report_data(&call.data);
            let version = call.contractVersion.saturating_to();
            let opinion = accounting::second_opinion(frame, data.ref_slot);
            frame.settle(|p, ctx, fx| p.submit_report_data(ctx, &data, hash, version, opinion.as_ref(), fx))?;
            done()
        }
        Call::submitReportExtraDataEmpty(_) => {
            frame.change(|p, ctx, fx| p.submit_report_extra_data_empty(ctx, fx))?;
            done()
        }
        Call::submitReportExtraDataList(call) => {
            frame.change(|p, ctx, fx| p.submit_report_extra_data_list(ctx, &call.data, fx))?;
            done()
        }
        Call::setConsensusVersion(call) => {
            let version = call.version.saturating_to();
            frame.change(|p, ctx, fx| p.set_consensus_version(ctx, version, fx))?;
            done()
        }
        Call::getConsensusContract(_) => answer::<Oracle::getConsensusContractCall>(&book.hash_consensus),
        Call::getConsensusVersion(_) => answer::<Oracle::getConsensusVersionCall>(&U256::from(oracle.consensus_version())),
        Call::getContractVersion(_) => answer::<Oracle::getContractVersionCall>(&U256::from(oracle.contract_version())),
        Call::getConsensusReport(_) => {
            let (report, processing_started) = oracle.consensus_report();
            answer::<Oracle::getConsensusReportCall>(&Oracle::getConsensusReportReturn {
                hash: report.hash,
                refSlot: U256::from(report.ref_slot.get()),
                processingDeadlineTime: U256::from(report.processing_deadline.get()),
                processingStarted: processing_started,
            })
        }
        Call::getLastProcessingRefSlot(_) => {
            answer::<Oracle::getLastProcessingRefSlotCall>(&U256::from(oracle.last_processing_ref_slot().get()))
        }
        Call::getProcessingState(_) => processing_state(frame),
        Call::SECONDS_PER_SLOT(_) => answer::<Oracle::SECONDS_PER_SLOTCall>(&U256::from(oracle.chain_config().seconds_per_slot)),
        Call::GENESIS_TIME(_) => answer::<Oracle::GENESIS_TIMECall>(&U256::from(oracle.chain_config().genesis_time.get())),
        Call::LOCATOR(_) => answer::<Oracle::LOCATORCall>(&book.lido_locator),
        Call::EXTRA_DATA_FORMAT_EMPTY(_) => answer::<Oracle::EXTRA_DATA_FORMAT_EMPTYCall>(&U256::from(EXTRA_DATA_FORMAT_EMPTY)),
        Call::EXTRA_DATA_FORMAT_LIST(_) => answer::<Oracle::EXTRA_DATA_FORMAT_LISTCall>(&U256::from(EXTRA_DATA_FORMAT_LIST)),
        Call::EXTRA_DATA_TYPE_STUCK_VALIDATORS(_) => {
            answer::<Oracle::EXTRA_DATA_TYPE_STUCK_VALIDATORSCall>(&U256::from(oracle::EXTRA_DATA_TYPE_STUCK_VALIDATORS))
        }
        Call::EXTRA_DATA_TYPE_EXITED_VALIDATORS(_) => {
            answer::<Oracle::EXTRA_DATA_TYPE_EXITED_VALIDATORSCall>(&U256::from(oracle::EXTRA_DATA_TYPE_EXITED_VALIDATORS))
        }
        Call::SUBMIT_DATA_ROLE(_) => role::<Oracle::SUBMIT_DATA_ROLECall>(oracle::SUBMIT_DATA_ROLE),
        Call::MANAGE_CONSENSUS_VERSION_ROLE(_) => {
            role::<Oracle::MANAGE_CONSENSUS_VERSION_ROLECall>(oracle::MANAGE_CONSENSUS_VERSION_ROLE)
        }
    }
}

/// Numbers beyond their protocol type are as wrong as the largest of it: no agreed hash covers them.
fn report_data(data: &Oracle::ReportData) -> ReportData {
    ReportData {
        consensus_version: data.consensusVersion.saturating_to(),
        ref_slot: Slot::new(data.refSlot.saturating_to()),
        num_validators: data.numValidators.saturating_to(),
        cl_balance: Gwei::new(data.clBalanceGwei.saturating_to()),
        staking_module_ids_with_newly_exited_validators: data
            .stakingModuleIdsWithNewlyExitedValidators
            .iter()
            .map(|id| ModuleId::new(id.saturating_to()))
            .collect(),
        num_exited_validators_by_staking_module: data
            .numExitedValidatorsByStakingModule
            .iter()
            .map(U256::saturating_to)
            .collect(),
        withdrawal_vault_balance: Wei::new(data.withdrawalVaultBalance),
        el_rewards_vault_balance: Wei::new(data.elRewardsVaultBalance),
        shares_requested_to_burn: Shares::new(data.sharesRequestedToBurn),
        withdrawal_finalization_batches: data.withdrawalFinalizationBatches.iter().copied().map(RequestId::new).collect(),
        simulated_share_rate: Ray::new(data.simulatedShareRate),
        is_bunker_mode: data.isBunkerMode,
        vaults_data_tree_root: data.vaultsDataTreeRoot,
        vaults_data_tree_cid: data.vaultsDataTreeCid.clone(),
        extra_data_format: data.extraDataFormat.saturating_to(),
        extra_data_hash: data.extraDataHash,
        extra_data_items_count: data.extraDataItemsCount.saturating_to(),
    }
}

fn processing_state(frame: &Frame<'_>) -> Served {
    let protocol = frame.protocol();
    let current = protocol.lido.consensus.current_frame(&frame.ctx(&NoEther)).map_err(|refusal| refused(&refusal))?;
    let state = protocol.lido.oracle.processing_state(current.ref_slot);
    answer::<Oracle::getProcessingStateCall>(&Oracle::ProcessingState {
        currentFrameRefSlot: U256::from(state.current_frame_ref_slot.get()),
        processingDeadlineTime: U256::from(state.processing_deadline_time.get()),
        mainDataHash: state.main_data_hash,
        mainDataSubmitted: state.main_data_submitted,
        extraDataHash: state.extra_data_hash,
        extraDataFormat: U256::from(state.extra_data_format),
        extraDataSubmitted: state.extra_data_submitted,
        extraDataItemsCount: U256::from(state.extra_data_items_count),
        extraDataItemsSubmitted: U256::from(state.extra_data_items_submitted),
    })
}
