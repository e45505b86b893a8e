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
    methods.read("eth_chainId", network::chain_id)?;
    methods.read("net_version", network::net_version)?;
    methods.read("net_listening", network::net_listening)?;
    methods.read("net_peerCount", network::net_peer_count)?;
    methods.read("web3_clientVersion", network::client_version)?;
    methods.read("web3_sha3", network::sha3)?;
    methods.read("eth_syncing", network::syncing)?;
    methods.read("eth_accounts", network::accounts)
}

fn register_state(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.read("eth_getBalance", state::balance)?;
    methods.read("eth_getTransactionCount", state::transaction_count)?;
    methods.read("eth_getCode", state::code)?;
    methods.read("eth_getStorageAt", state::storage_at)?;
    methods.read("eth_call", call::call)?;
    methods.read("eth_estimateGas", call::estimate_gas)?;
    methods.read("eth_gasPrice", fees::gas_price)?;
    methods.read("eth_maxPriorityFeePerGas", fees::max_priority_fee)?;
    methods.read("eth_blobBaseFee", fees::blob_base_fee)?;
    methods.read("eth_feeHistory", fees::fee_history)
}

fn register_blocks(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.read("eth_blockNumber", blocks::block_number)?;
    methods.read("eth_getBlockByNumber", blocks::block_by_number)?;
    methods.read("eth_getBlockByHash", blocks::block_by_hash)?;
    methods.read("eth_getBlockReceipts", blocks::block_receipts)?;
    methods.read("eth_getBlockTransactionCountByNumber", blocks::transaction_count_by_number)?;
    methods.read("eth_getBlockTransactionCountByHash", blocks::transaction_count_by_hash)?;
    methods.read("eth_getUncleCountByBlockNumber", blocks::uncle_count)?;
    methods.read("eth_getUncleCountByBlockHash", blocks::uncle_count)
}

fn register_transactions(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.read("eth_sendRawTransaction", send::send_raw_transaction)?;
    methods.change("eth_sendTransaction", send::send_transaction)?;
    methods.read("eth_sign", send::sign_message)?;
    methods.read("personal_sign", send::personal_sign)?;
    methods.read("eth_getTransactionByHash", transactions::transaction_by_hash)?;
    methods.read("eth_getTransactionReceipt", transactions::transaction_receipt)?;
    methods.read("eth_getTransactionByBlockNumberAndIndex", transactions::transaction_by_number_and_index)?;
    methods.read("eth_getTransactionByBlockHashAndIndex", transactions::transaction_by_hash_and_index)
}

fn register_logs(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.read("eth_getLogs", logs::logs)?;
    methods.read("eth_newFilter", filters::new_filter)?;
    methods.read("eth_newBlockFilter", filters::new_block_filter)?;
    methods.read("eth_uninstallFilter", filters::uninstall_filter)?;
    methods.read("eth_getFilterChanges", filters::filter_changes)?;
    methods.read("eth_getFilterLogs", filters::filter_logs)
}
