//! Blocks and headers.

use super::rpc_transaction;
use alloy_consensus::{BlockBody, TxEnvelope};
use alloy_eips::eip4895::Withdrawals;
use alloy_primitives::U256;
use alloy_rpc_types_eth::{Block as RpcBlock, BlockTransactions, Header as RpcHeader};
use aquifer_chain::block::{Block, Transaction};

/// A block, with whole transactions or their hashes.
pub(crate) fn rpc_block(block: &Block, full: bool) -> RpcBlock {
    let transactions = if full {
        BlockTransactions::Full((0..).zip(block.transactions()).map(|(index, tx)| rpc_transaction(block, index, tx)).collect())
    } else {
        BlockTransactions::Hashes(block.transactions().map(|tx| tx.hash()).collect())
    };
    RpcBlock::new(header(block), transactions).with_withdrawals(Some(Withdrawals::new(block.withdrawals.clone())))
}

/// The header of a block.
pub(crate) fn header(block: &Block) -> RpcHeader {
    let size = Some(U256::from(size_bytes(block)));
    RpcHeader { hash: block.hash, inner: block.header.clone(), total_difficulty: Some(U256::ZERO), size }
}

/// Length of the block's RLP in bytes. What only this chain has in its body does not count.
fn size_bytes(block: &Block) -> usize {
    let signed = block.transactions().filter_map(|tx| match tx {
        Transaction::Signed(tx) => Some(tx.inner().clone()),
        Transaction::Impersonated(_) => None,
    });
    let body: BlockBody<TxEnvelope> = BlockBody {
        transactions: signed.collect(),
        ommers: Vec::new(),
        withdrawals: Some(Withdrawals::new(block.withdrawals.clone())),
    };
    alloy_consensus::Block::rlp_length_for(&block.header, &body)
}
