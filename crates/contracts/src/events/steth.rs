//! Logs of `Lido`.

use super::uint;
use crate::interfaces::ILido;
use alloy_primitives::{LogData, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::StethEvent;

/// The topics and data of an event.
pub(super) fn encode(event: StethEvent) -> LogData {
    use StethEvent as E;
    match event {
        E::Transfer { from, to, value } => ILido::Transfer { from, to, value: value.get() }.encode_log_data(),
        E::TransferShares { from, to, shares_value } => {
            ILido::TransferShares { from, to, sharesValue: shares_value.get() }.encode_log_data()
        }
        E::Approval { owner, spender, value } => ILido::Approval { owner, spender, value: value.get() }.encode_log_data(),
        E::SharesBurnt { account, pre_rebase_token_amount, post_rebase_token_amount, shares_amount } => ILido::SharesBurnt {
            account,
            preRebaseTokenAmount: pre_rebase_token_amount.get(),
            postRebaseTokenAmount: post_rebase_token_amount.get(),
            sharesAmount: shares_amount.get(),
        }
        .encode_log_data(),
        E::Submitted { sender, amount, referral } => {
            ILido::Submitted { sender, amount: amount.get(), referral }.encode_log_data()
        }
        E::TokenRebased {
            report_timestamp,
            time_elapsed,
            pre_total_shares,
            pre_total_ether,
            post_total_shares,
            post_total_ether,
            shares_minted_as_fees,
        } => ILido::TokenRebased {
            reportTimestamp: uint(report_timestamp.get()),
            timeElapsed: uint(time_elapsed.get()),
            preTotalShares: pre_total_shares.get(),
            preTotalEther: pre_total_ether.get(),
            postTotalShares: post_total_shares.get(),
            postTotalEther: post_total_ether.get(),
            sharesMintedAsFees: shares_minted_as_fees.get(),
        }
        .encode_log_data(),
        E::InternalShareRateUpdated { report_timestamp, post_internal_shares, post_internal_ether, shares_minted_as_fees } => {
            ILido::InternalShareRateUpdated {
                reportTimestamp: uint(report_timestamp.get()),
                postInternalShares: post_internal_shares.get(),
                postInternalEther: post_internal_ether.get(),
                sharesMintedAsFees: shares_minted_as_fees.get(),
            }
            .encode_log_data()
        }
        E::ETHDistributed {
            report_timestamp,
            pre_cl_balance,
            post_cl_balance,
            withdrawals_withdrawn,
            execution_layer_rewards_withdrawn,
            post_buffered_ether,
        } => ILido::ETHDistributed {
            reportTimestamp: uint(report_timestamp.get()),
            preCLBalance: pre_cl_balance.get(),
            postCLBalance: post_cl_balance.get(),
            withdrawalsWithdrawn: withdrawals_withdrawn.get(),
            executionLayerRewardsWithdrawn: execution_layer_rewards_withdrawn.get(),
            postBufferedEther: post_buffered_ether.get(),
        }
        .encode_log_data(),
        E::CLValidatorsUpdated { report_timestamp, pre_cl_validators, post_cl_validators } => ILido::CLValidatorsUpdated {
            reportTimestamp: uint(report_timestamp.get()),
            preCLValidators: uint(pre_cl_validators),
            postCLValidators: uint(post_cl_validators),
        }
        .encode_log_data(),
        E::ELRewardsReceived { amount } => ILido::ELRewardsReceived { amount: amount.get() }.encode_log_data(),
        E::WithdrawalsReceived { amount } => ILido::WithdrawalsReceived { amount: amount.get() }.encode_log_data(),
        E::Unbuffered { amount } => ILido::Unbuffered { amount: amount.get() }.encode_log_data(),
        E::DepositedValidatorsChanged { deposited_validators } => {
            ILido::DepositedValidatorsChanged { depositedValidators: uint(deposited_validators) }.encode_log_data()
        }
        E::StakingLimitSet { max_stake_limit, stake_limit_increase_per_block } => ILido::StakingLimitSet {
            maxStakeLimit: max_stake_limit.get(),
            stakeLimitIncreasePerBlock: stake_limit_increase_per_block.get(),
        }
        .encode_log_data(),
        E::StakingLimitRemoved => ILido::StakingLimitRemoved {}.encode_log_data(),
        E::StakingPaused => ILido::StakingPaused {}.encode_log_data(),
        E::StakingResumed => ILido::StakingResumed {}.encode_log_data(),
        E::Stopped => ILido::Stopped {}.encode_log_data(),
        E::Resumed => ILido::Resumed {}.encode_log_data(),
        E::ExternalSharesMinted { receiver, amount_of_shares } => {
            ILido::ExternalSharesMinted { receiver, amountOfShares: amount_of_shares.get() }.encode_log_data()
        }
        E::ExternalSharesBurnt { amount_of_shares } => {
            ILido::ExternalSharesBurnt { amountOfShares: amount_of_shares.get() }.encode_log_data()
        }
        E::ExternalEtherTransferredToBuffer { amount } => {
            ILido::ExternalEtherTransferredToBuffer { amount: amount.get() }.encode_log_data()
        }
        E::ExternalBadDebtInternalized { amount_of_shares } => {
            ILido::ExternalBadDebtInternalized { amountOfShares: amount_of_shares.get() }.encode_log_data()
        }
        E::MaxExternalRatioBPSet { max_external_ratio_bp } => {
            ILido::MaxExternalRatioBPSet { maxExternalRatioBP: U256::from(max_external_ratio_bp) }.encode_log_data()
        }
    }
}
