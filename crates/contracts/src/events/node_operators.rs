//! Logs of `NodeOperatorsRegistry`, at whichever module.

use super::uint;
use crate::interfaces::INodeOperatorsRegistry as Registry;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::node_operators::NodeOperatorsEvent;

/// The topics and data of an event.
pub(super) fn encode(event: NodeOperatorsEvent) -> LogData {
    use NodeOperatorsEvent as E;
    match event {
        E::NodeOperatorAdded { operator, name, reward_address, staking_limit } => Registry::NodeOperatorAdded {
            nodeOperatorId: uint(operator.get()),
            name,
            rewardAddress: reward_address,
            stakingLimit: staking_limit,
        }
        .encode_log_data(),
        E::NodeOperatorActiveSet { operator, active } => {
            Registry::NodeOperatorActiveSet { nodeOperatorId: uint(operator.get()), active }.encode_log_data()
        }
        E::NodeOperatorNameSet { operator, name } => {
            Registry::NodeOperatorNameSet { nodeOperatorId: uint(operator.get()), name }.encode_log_data()
        }
        E::NodeOperatorRewardAddressSet { operator, reward_address } => {
            Registry::NodeOperatorRewardAddressSet { nodeOperatorId: uint(operator.get()), rewardAddress: reward_address }
                .encode_log_data()
        }
        E::VettedSigningKeysCountChanged { operator, count } => {
            Registry::VettedSigningKeysCountChanged { nodeOperatorId: uint(operator.get()), approvedValidatorsCount: uint(count) }
                .encode_log_data()
        }
        E::DepositedSigningKeysCountChanged { operator, count } => Registry::DepositedSigningKeysCountChanged {
            nodeOperatorId: uint(operator.get()),
            depositedValidatorsCount: uint(count),
        }
        .encode_log_data(),
        E::ExitedSigningKeysCountChanged { operator, count } => {
            Registry::ExitedSigningKeysCountChanged { nodeOperatorId: uint(operator.get()), exitedValidatorsCount: uint(count) }
                .encode_log_data()
        }
        E::TotalSigningKeysCountChanged { operator, count } => {
            Registry::TotalSigningKeysCountChanged { nodeOperatorId: uint(operator.get()), totalValidatorsCount: uint(count) }
                .encode_log_data()
        }
        E::NodeOperatorTotalKeysTrimmed { operator, trimmed } => {
            Registry::NodeOperatorTotalKeysTrimmed { nodeOperatorId: uint(operator.get()), totalKeysTrimmed: trimmed }
                .encode_log_data()
        }
        E::SigningKeyAdded { operator, pubkey } => {
            Registry::SigningKeyAdded { operatorId: uint(operator.get()), pubkey: pubkey.into() }.encode_log_data()
        }
        E::SigningKeyRemoved { operator, pubkey } => {
            Registry::SigningKeyRemoved { operatorId: uint(operator.get()), pubkey: pubkey.into() }.encode_log_data()
        }
        E::KeysOpIndexSet { keys_op_index } => Registry::KeysOpIndexSet { keysOpIndex: uint(keys_op_index) }.encode_log_data(),
        E::NonceChanged { nonce } => Registry::NonceChanged { nonce: uint(nonce) }.encode_log_data(),
        E::RewardDistributionStateChanged { state } => {
            Registry::RewardDistributionStateChanged { state: state.number() }.encode_log_data()
        }
        E::RewardsDistributed { reward_address, shares_amount } => {
            Registry::RewardsDistributed { rewardAddress: reward_address, sharesAmount: shares_amount.get() }.encode_log_data()
        }
    }
}
