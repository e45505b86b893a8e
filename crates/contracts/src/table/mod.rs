//! Every function of every native contract: what it may do and what it costs.
//!
//! Gas is a table and part of the rules revision: a base for each function, a price for each word of calldata beyond
//! the first four where a function works through an array, `EFFECT_GAS` for each effect of a call
//! that moves ether, and what the EVM charges for calls to outside code. Bases lie below what the real contracts use
//! on mainnet behind their proxies (`submit` about 83,000 and `transfer` about 60,000 with the 21,000 of the
//! transaction, one withdrawal request about 190,000), views near the price of the storage they would read.

/// Lists functions as `Mutability gas + gas per word: names;`.
macro_rules! functions {
    ($interface:ident { $($mutability:ident $gas:literal + $per_word:literal: $($call:ident)+;)+ }) => {
        &[$($(Function::new::<$interface::$call>(Mutability::$mutability, $gas, $per_word),)+)+]
    };
}

mod restaking;

pub use restaking::{DURATION_VAULT, EIGEN_STRATEGY, OWNERSHIP, PAUSE, VOTES_TOKEN, has_owner, has_pause, has_votes};

use crate::{NativeKind, interfaces::*};
use alloy_sol_types::SolCall;

/// What a function may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Reads only.
    View,
    /// Changes state, takes no ether.
    Change,
    /// Changes state and takes ether.
    Payable,
}

/// One function of a native contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// First four bytes of calldata.
    pub selector: [u8; 4],
    /// What it may do.
    pub mutability: Mutability,
    /// Gas of every call.
    pub gas: u64,
    /// Gas of each word of calldata beyond the first four.
    pub gas_per_word: u64,
}

/// Words of calldata every call has for its base price: the heads and lengths of two arrays.
const FREE_WORDS: u64 = 4;

impl Function {
    const fn new<C: SolCall>(mutability: Mutability, gas: u64, gas_per_word: u64) -> Self {
        Self { selector: C::SELECTOR, mutability, gas, gas_per_word }
    }

    /// Gas of a call with this much calldata.
    #[must_use]
    pub const fn gas_for(&self, input_bytes: usize) -> u64 {
        let words = (input_bytes as u64).saturating_sub(4).div_ceil(32);
        self.gas.saturating_add(self.gas_per_word.saturating_mul(words.saturating_sub(FREE_WORDS)))
    }
}

/// The functions of a native contract, its role functions not included.
#[must_use]
pub const fn functions(kind: NativeKind) -> &'static [Function] {
    match kind {
        NativeKind::DepositContract => DEPOSIT_CONTRACT,
        NativeKind::LidoLocator => LIDO_LOCATOR,
        NativeKind::Steth => LIDO,
        NativeKind::Wsteth => WSTETH,
        NativeKind::WithdrawalQueue => WITHDRAWAL_QUEUE,
        NativeKind::Burner => BURNER,
        NativeKind::Accounting => ACCOUNTING,
        NativeKind::AccountingOracle => ACCOUNTING_ORACLE,
        NativeKind::HashConsensus => HASH_CONSENSUS,
        NativeKind::SanityChecker => SANITY_CHECKER,
        NativeKind::StakingRouter => STAKING_ROUTER,
        NativeKind::NodeOperatorsRegistry => NODE_OPERATORS_REGISTRY,
        NativeKind::DepositSecurityModule => DEPOSIT_SECURITY_MODULE,
        NativeKind::WithdrawalVault => WITHDRAWAL_VAULT,
        NativeKind::ElRewardsVault => EL_REWARDS_VAULT,
        NativeKind::Restaking(kind) => restaking::functions(kind),
    }
}

/// Gas of plain ether to a contract that takes it; none for one that does not.
#[must_use]
pub const fn gas_to_receive(kind: NativeKind) -> Option<u64> {
    match kind {
        NativeKind::Steth => Some(40_000),
        NativeKind::Wsteth => Some(60_000),
        NativeKind::ElRewardsVault => Some(1_500),
        NativeKind::Restaking(kind) => restaking::gas_to_receive(kind),
        NativeKind::DepositContract
        | NativeKind::LidoLocator
        | NativeKind::WithdrawalQueue
        | NativeKind::Burner
        | NativeKind::Accounting
        | NativeKind::AccountingOracle
        | NativeKind::HashConsensus
        | NativeKind::SanityChecker
        | NativeKind::StakingRouter
        | NativeKind::NodeOperatorsRegistry
        | NativeKind::DepositSecurityModule
        | NativeKind::WithdrawalVault => None,
    }
}

/// The role functions of OpenZeppelin's `AccessControlEnumerable`.
pub const ROLES: &[Function] = functions!(IAccessControlEnumerable {
    View 300 + 0: DEFAULT_ADMIN_ROLECall supportsInterfaceCall;
    View 2_600 + 0: hasRoleCall getRoleAdminCall getRoleMemberCall getRoleMemberCountCall;
    Change 45_000 + 0: grantRoleCall;
    Change 15_000 + 0: revokeRoleCall renounceRoleCall;
});

/// Whether a contract has the role functions of OpenZeppelin's `AccessControlEnumerable`.
#[must_use]
pub const fn has_roles(kind: NativeKind) -> bool {
    matches!(
        kind,
        NativeKind::WithdrawalQueue
            | NativeKind::Burner
            | NativeKind::AccountingOracle
            | NativeKind::HashConsensus
            | NativeKind::SanityChecker
            | NativeKind::StakingRouter
    )
}

const DEPOSIT_CONTRACT: &[Function] = functions!(IDepositContract {
    Payable 30_000 + 0: depositCall;
    View 20_000 + 0: get_deposit_rootCall;
    View 2_600 + 0: get_deposit_countCall;
    View 300 + 0: supportsInterfaceCall;
});

const LIDO_LOCATOR: &[Function] = functions!(ILidoLocator {
    View 300 + 0: accountingOracleCall depositSecurityModuleCall elRewardsVaultCall lidoCall oracleReportSanityCheckerCall
        postTokenRebaseReceiverCall burnerCall stakingRouterCall treasuryCall validatorsExitBusOracleCall
        withdrawalQueueCall withdrawalVaultCall oracleDaemonConfigCall validatorExitDelayVerifierCall
        triggerableWithdrawalsGatewayCall accountingCall predepositGuaranteeCall wstETHCall vaultHubCall
        vaultFactoryCall lazyOracleCall operatorGridCall coreComponentsCall oracleReportComponentsCall;
});

const LIDO: &[Function] = functions!(ILido {
    Payable 40_000 + 0: submitCall;
    View 300 + 0: nameCall symbolCall decimalsCall eip712DomainCall DOMAIN_SEPARATORCall getLidoLocatorCall getTreasuryCall
        PAUSE_ROLECall RESUME_ROLECall STAKING_PAUSE_ROLECall STAKING_CONTROL_ROLECall
        UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLECall getContractVersionCall;
    View 2_600 + 0: allowanceCall sharesOfCall getTotalSharesCall noncesCall isStakingPausedCall isStoppedCall
        getCurrentStakeLimitCall getStakeLimitFullInfoCall getBufferedEtherCall getBeaconStatCall
        getTotalELRewardsCollectedCall getWithdrawalCredentialsCall getExternalSharesCall getMaxExternalRatioBPCall;
    View 8_000 + 0: totalSupplyCall balanceOfCall getTotalPooledEtherCall getSharesByPooledEthCall getPooledEthBySharesCall
        getPooledEthBySharesRoundUpCall getDepositableEtherCall canDepositCall getFeeCall getFeeDistributionCall
        getExternalEtherCall getMaxMintableExternalSharesCall;
    Change 30_000 + 0: transferCall transferSharesCall permitCall;
    Change 35_000 + 0: transferFromCall transferSharesFromCall;
    Change 20_000 + 0: approveCall increaseAllowanceCall decreaseAllowanceCall;
    Change 15_000 + 0: pauseStakingCall resumeStakingCall setStakingLimitCall removeStakingLimitCall stopCall resumeCall
        unsafeChangeDepositedValidatorsCall setMaxExternalRatioBPCall;
    Change 60_000 + 20: depositCall;
    Change 40_000 + 0: mintExternalSharesCall burnExternalSharesCall internalizeExternalBadDebtCall;
    Payable 40_000 + 0: rebalanceExternalEtherToInternalCall;
});

const WSTETH: &[Function] = functions!(IWstETH {
    View 300 + 0: nameCall symbolCall decimalsCall stETHCall DOMAIN_SEPARATORCall;
    View 2_600 + 0: totalSupplyCall balanceOfCall allowanceCall noncesCall;
    View 8_000 + 0: getWstETHByStETHCall getStETHByWstETHCall stEthPerTokenCall tokensPerStEthCall;
    Change 20_000 + 0: transferCall approveCall increaseAllowanceCall decreaseAllowanceCall;
    Change 25_000 + 0: transferFromCall;
    Change 30_000 + 0: permitCall;
    Change 50_000 + 0: wrapCall unwrapCall;
});

const WITHDRAWAL_QUEUE: &[Function] = functions!(IWithdrawalQueue {
    View 300 + 0: PAUSE_ROLECall RESUME_ROLECall FINALIZE_ROLECall ORACLE_ROLECall MANAGE_TOKEN_URI_ROLECall
        MIN_STETH_WITHDRAWAL_AMOUNTCall MAX_STETH_WITHDRAWAL_AMOUNTCall MAX_BATCHES_LENGTHCall
        BUNKER_MODE_DISABLED_TIMESTAMPCall PAUSE_INFINITELYCall STETHCall WSTETHCall nameCall symbolCall
        supportsInterfaceCall getContractVersionCall;
    View 2_600 + 0: getLastRequestIdCall getLastFinalizedRequestIdCall getLastCheckpointIndexCall getLockedEtherAmountCall
        unfinalizedStETHCall unfinalizedRequestNumberCall isBunkerModeActiveCall bunkerModeSinceTimestampCall
        isPausedCall getResumeSinceTimestampCall getBaseURICall getNFTDescriptorAddressCall balanceOfCall ownerOfCall
        getApprovedCall isApprovedForAllCall;
    View 5_000 + 0: tokenURICall;
    View 2_600 + 4_200: getWithdrawalRequestsCall getWithdrawalStatusCall getClaimableEtherCall findCheckpointHintsCall
        prefinalizeCall;
    View 5_000 + 0: calculateFinalizationBatchesCall;
    Change 110_000 + 60_000: requestWithdrawalsCall;
    Change 130_000 + 80_000: requestWithdrawalsWstETHCall;
    Change 60_000 + 60_000: requestWithdrawalsWithPermitCall;
    Change 60_000 + 80_000: requestWithdrawalsWstETHWithPermitCall;
    Change 30_000 + 0: claimWithdrawalCall;
    Change 30_000 + 12_000: claimWithdrawalsCall claimWithdrawalsToCall;
    Payable 50_000 + 0: finalizeCall;
    Change 15_000 + 0: onOracleReportCall pauseForCall pauseUntilCall resumeCall setNFTDescriptorAddressCall;
    Change 25_000 + 20_000: setBaseURICall;
    Change 25_000 + 0: approveCall setApprovalForAllCall;
    Change 45_000 + 0: transferFromCall;
    Change 45_000 + 20: safeTransferFrom_0Call safeTransferFrom_1Call;
});

const BURNER: &[Function] = functions!(IBurner {
    View 300 + 0: REQUEST_BURN_MY_STETH_ROLECall REQUEST_BURN_SHARES_ROLECall LIDOCall LOCATORCall;
    View 2_600 + 0: getSharesRequestedToBurnCall getCoverSharesBurntCall getNonCoverSharesBurntCall;
    View 8_000 + 0: getExcessStETHCall;
    Change 45_000 + 0: requestBurnMyStETHCall requestBurnMyStETHForCoverCall requestBurnMySharesCall requestBurnSharesCall
        requestBurnSharesForCoverCall recoverExcessStETHCall;
});

const ACCOUNTING: &[Function] = functions!(IAccounting {
    View 300 + 0: LIDOCall LIDO_LOCATORCall;
    View 100_000 + 3_000: simulateOracleReportCall;
    Change 200_000 + 3_000: handleOracleReportCall;
});

const ACCOUNTING_ORACLE: &[Function] = functions!(IAccountingOracle {
    View 300 + 0: SECONDS_PER_SLOTCall GENESIS_TIMECall LOCATORCall SUBMIT_DATA_ROLECall MANAGE_CONSENSUS_VERSION_ROLECall
        EXTRA_DATA_FORMAT_EMPTYCall
        EXTRA_DATA_FORMAT_LISTCall EXTRA_DATA_TYPE_STUCK_VALIDATORSCall EXTRA_DATA_TYPE_EXITED_VALIDATORSCall;
    View 2_600 + 0: getConsensusContractCall getConsensusVersionCall getContractVersionCall getConsensusReportCall
        getLastProcessingRefSlotCall;
    View 8_000 + 0: getProcessingStateCall;
    Change 10_000 + 0: setConsensusVersionCall;
    Change 250_000 + 3_000: submitReportDataCall;
    Change 30_000 + 0: submitReportExtraDataEmptyCall;
    Change 60_000 + 5_000: submitReportExtraDataListCall;
});

const HASH_CONSENSUS: &[Function] = functions!(IHashConsensus {
    View 300 + 0: MANAGE_MEMBERS_AND_QUORUM_ROLECall DISABLE_CONSENSUS_ROLECall MANAGE_FRAME_CONFIG_ROLECall
        MANAGE_FAST_LANE_CONFIG_ROLECall getChainConfigCall;
    View 2_600 + 0: getFrameConfigCall getCurrentFrameCall getInitialRefSlotCall getIsMemberCall getQuorumCall
        getReportProcessorCall;
    View 8_000 + 0: getIsFastLaneMemberCall getConsensusStateCall getConsensusStateForMemberCall;
    View 30_000 + 0: getMembersCall getFastLaneMembersCall getReportVariantsCall;
    Change 15_000 + 0: updateInitialEpochCall setFrameConfigCall setFastLaneLengthSlotsCall setQuorumCall
        disableConsensusCall;
    Change 60_000 + 0: addMemberCall removeMemberCall submitReportCall;
});

const SANITY_CHECKER: &[Function] = functions!(IOracleReportSanityChecker {
    View 300 + 0: ALL_LIMITS_MANAGER_ROLECall EXITED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLECall
        APPEARED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLECall ANNUAL_BALANCE_INCREASE_LIMIT_MANAGER_ROLECall
        SHARE_RATE_DEVIATION_LIMIT_MANAGER_ROLECall MAX_VALIDATOR_EXIT_REQUESTS_PER_REPORT_ROLECall
        MAX_ITEMS_PER_EXTRA_DATA_TRANSACTION_ROLECall MAX_NODE_OPERATORS_PER_EXTRA_DATA_ITEM_ROLECall
        REQUEST_TIMESTAMP_MARGIN_MANAGER_ROLECall MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLECall
        SECOND_OPINION_MANAGER_ROLECall INITIAL_SLASHING_AND_PENALTIES_MANAGER_ROLECall getLidoLocatorCall;
    View 2_600 + 0: getOracleReportLimitsCall getMaxPositiveTokenRebaseCall secondOpinionOracleCall getReportDataCountCall
        reportDataCall smoothenTokenRebaseCall;
    Change 25_000 + 0: setOracleReportLimitsCall;
    Change 10_000 + 0: setExitedValidatorsPerDayLimitCall setAppearedValidatorsPerDayLimitCall
        setAnnualBalanceIncreaseBPLimitCall setSimulatedShareRateDeviationBPLimitCall
        setMaxExitRequestsPerOracleReportCall setMaxItemsPerExtraDataTransactionCall
        setMaxNodeOperatorsPerExtraDataItemCall setRequestTimestampMarginCall setMaxPositiveTokenRebaseCall
        setInitialSlashingAndPenaltiesAmountCall setSecondOpinionOracleAndCLBalanceUpperMarginCall;
});

const STAKING_ROUTER: &[Function] = functions!(IStakingRouter {
    View 300 + 0: MANAGE_WITHDRAWAL_CREDENTIALS_ROLECall STAKING_MODULE_MANAGE_ROLECall STAKING_MODULE_UNVETTING_ROLECall
        REPORT_EXITED_VALIDATORS_ROLECall REPORT_REWARDS_MINTED_ROLECall FEE_PRECISION_POINTSCall TOTAL_BASIS_POINTSCall
        MAX_STAKING_MODULES_COUNTCall getLidoCall getContractVersionCall;
    View 2_600 + 0: getWithdrawalCredentialsCall getStakingModulesCountCall hasStakingModuleCall getStakingModuleStatusCall
        getStakingModuleIsStoppedCall getStakingModuleIsDepositsPausedCall getStakingModuleIsActiveCall
        getStakingModuleNonceCall getStakingModuleLastDepositBlockCall getStakingModuleMinDepositBlockDistanceCall
        getStakingModuleMaxDepositsPerBlockCall;
    View 8_000 + 0: getStakingModuleIdsCall getStakingModuleCall getStakingModuleActiveValidatorsCountCall
        getStakingModuleSummaryCall;
    View 30_000 + 0: getStakingModulesCall getStakingModuleMaxDepositsCountCall getDepositsAllocationCall
        getStakingFeeAggregateDistributionCall getStakingFeeAggregateDistributionE4PrecisionCall getTotalFeeE4PrecisionCall
        getStakingRewardsDistributionCall;
    Change 120_000 + 5_000: addStakingModuleCall;
    Change 30_000 + 0: updateStakingModuleCall;
    Change 15_000 + 0: setStakingModuleStatusCall setWithdrawalCredentialsCall;
});

const NODE_OPERATORS_REGISTRY: &[Function] = functions!(INodeOperatorsRegistry {
    View 300 + 0: MANAGE_SIGNING_KEYSCall SET_NODE_OPERATOR_LIMIT_ROLECall MANAGE_NODE_OPERATOR_ROLECall
        STAKING_ROUTER_ROLECall MAX_NODE_OPERATORS_COUNTCall MAX_NODE_OPERATOR_NAME_LENGTHCall getTypeCall
        getLocatorCall getContractVersionCall;
    View 2_600 + 0: getNodeOperatorsCountCall getActiveNodeOperatorsCountCall getNodeOperatorIsActiveCall
        getTotalSigningKeyCountCall getUnusedSigningKeyCountCall getNonceCall getKeysOpIndexCall
        getRewardDistributionStateCall getStakingModuleSummaryCall;
    View 8_000 + 0: getNodeOperatorCall getNodeOperatorSummaryCall getSigningKeyCall;
    View 20_000 + 0: getNodeOperatorIdsCall getSigningKeysCall getRewardsDistributionCall;
    Change 60_000 + 5_000: addNodeOperatorCall setNodeOperatorNameCall;
    Change 20_000 + 0: activateNodeOperatorCall deactivateNodeOperatorCall setNodeOperatorRewardAddressCall
        setNodeOperatorStakingLimitCall;
    Change 30_000 + 10_000: addSigningKeysCall;
    Change 30_000 + 0: removeSigningKeysCall;
    Change 50_000 + 0: distributeRewardCall;
});

const DEPOSIT_SECURITY_MODULE: &[Function] = functions!(IDepositSecurityModule {
    View 300 + 0: VERSIONCall ATTEST_MESSAGE_PREFIXCall PAUSE_MESSAGE_PREFIXCall UNVET_MESSAGE_PREFIXCall LIDOCall
        STAKING_ROUTERCall DEPOSIT_CONTRACTCall;
    View 2_600 + 0: isDepositsPausedCall getOwnerCall getPauseIntentValidityPeriodBlocksCall getMaxOperatorsPerUnvettingCall
        getGuardianQuorumCall isGuardianCall getGuardianIndexCall getLastDepositBlockCall;
    View 8_000 + 0: getGuardiansCall canDepositCall isMinDepositDistancePassedCall;
    Change 10_000 + 0: setOwnerCall setPauseIntentValidityPeriodBlocksCall setMaxOperatorsPerUnvettingCall
        setGuardianQuorumCall unpauseDepositsCall;
    Change 50_000 + 40_000: addGuardianCall addGuardiansCall removeGuardianCall;
    Change 15_000 + 0: pauseDepositsCall;
    Change 100_000 + 1_500: depositBufferedEtherCall;
    Change 40_000 + 3_000: unvetSigningKeysCall;
});

const WITHDRAWAL_VAULT: &[Function] = functions!(IWithdrawalVault {
    View 300 + 0: LIDOCall TREASURYCall;
    Change 10_000 + 0: withdrawWithdrawalsCall;
});

const EL_REWARDS_VAULT: &[Function] = functions!(ILidoExecutionLayerRewardsVault {
    View 300 + 0: LIDOCall TREASURYCall;
    Change 10_000 + 0: withdrawRewardsCall;
});
