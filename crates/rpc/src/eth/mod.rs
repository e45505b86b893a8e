//! Ethereum's own methods (`eth_`, `net_`, `web3_`).

mod blocks;
mod call;
mod fees;
mod filters;
mod logs;
mod network;
mod overrides;
mod request;
mod send;
mod state;
mod subscribe;
mod transactions;

pub(crate) use filters::Filters;
pub(crate) use subscribe::SubscriptionIds;

use crate::methods::Methods;
use jsonrpsee::core::RegisterMethodError;

/// Adds them to the table.
pub(crate) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    register_network(methods)?;
    register_state(methods)?;
    register_blocks(methods)?;
    register_transactions(methods)?;
    register_logs(methods)?;
    subscribe::register(methods.module())
}

fn register_network(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.quick("eth_chainId", network::chain_id)?;
    methods.quick("net_version", network::net_version)?;
    methods.quick("net_listening", network::net_listening)?;
    methods.quick("net_peerCount", network::net_peer_count)?;
    methods.quick("web3_clientVersion", network::client_version)?;
    methods.quick("web3_sha3", network::sha3)?;
    methods.quick("eth_syncing", network::syncing)?;
    methods.quick("eth_accounts", network::accounts)
}

fn register_state(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.wait("eth_getBalance", state::balance)?;
    methods.wait("eth_getTransactionCount", state::transaction_count)?;
    methods.wait("eth_getCode", state::code)?;
    methods.wait("eth_getStorageAt", state::storage_at)?;
    methods.execute("eth_call", call::call)?;
    methods.execute("eth_estimateGas", call::estimate_gas)?;
    methods.quick("eth_gasPrice", fees::gas_price)?;
    methods.quick("eth_maxPriorityFeePerGas", fees::max_priority_fee)?;
    methods.quick("eth_blobBaseFee", fees::blob_base_fee)?;
    methods.wait("eth_feeHistory", fees::fee_history)
}

fn register_blocks(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.quick("eth_blockNumber", blocks::block_number)?;
    methods.wait("eth_getBlockByNumber", blocks::block_by_number)?;
    methods.wait("eth_getBlockByHash", blocks::block_by_hash)?;
    methods.wait("eth_getBlockReceipts", blocks::block_receipts)?;
    methods.wait("eth_getBlockTransactionCountByNumber", blocks::transaction_count_by_number)?;
    methods.wait("eth_getBlockTransactionCountByHash", blocks::transaction_count_by_hash)?;
    methods.wait("eth_getUncleCountByBlockNumber", blocks::uncle_count)?;
    methods.wait("eth_getUncleCountByBlockHash", blocks::uncle_count)
}

fn register_transactions(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.wait("eth_sendRawTransaction", send::send_raw_transaction)?;
    methods.wait("eth_sendTransaction", send::send_transaction)?;
    methods.wait("eth_sign", send::sign_message)?;
    methods.wait("personal_sign", send::personal_sign)?;
    methods.wait("eth_getTransactionByHash", transactions::transaction_by_hash)?;
    methods.wait("eth_getTransactionReceipt", transactions::transaction_receipt)?;
    methods.wait("eth_getTransactionByBlockNumberAndIndex", transactions::transaction_by_number_and_index)?;
    methods.wait("eth_getTransactionByBlockHashAndIndex", transactions::transaction_by_hash_and_index)
}

fn register_logs(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.wait("eth_getLogs", logs::logs)?;
    methods.quick("eth_newFilter", filters::new_filter)?;
    methods.quick("eth_newBlockFilter", filters::new_block_filter)?;
    methods.quick("eth_uninstallFilter", filters::uninstall_filter)?;
    methods.wait("eth_getFilterChanges", filters::filter_changes)?;
    methods.wait("eth_getFilterLogs", filters::filter_logs)
}
