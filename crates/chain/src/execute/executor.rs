//! One block's execution: inputs one after the other over one journal, committed to the state in one go.

use super::{InputError, phase::Progress, transaction::tx_env};
use crate::{
    block::{BlockError, Deposit, Requests, StoredReceipt, Transaction},
    db::WorldDb,
    evm::{AqEvm, EvmError},
    mev,
    spec::ChainSpec,
    world::{Supply, World},
};
use alloy_consensus::Typed2718 as _;
use alloy_eips::eip4895::Withdrawal;
use alloy_primitives::{Address, U256};
use aquifer_protocol::{ethereum::BlockStart, invariants::BrokenInvariant};
use revm::{
    context::{
        BlockEnv,
        result::{ExecutionResult, InvalidTransaction},
    },
    inspector::NoOpInspector,
};
use std::{collections::BTreeMap, sync::Arc};

/// A block under execution. Not `Send`: it lives in the thread that builds the block.
pub struct BlockExecutor<'a> {
    pub(super) spec: &'a ChainSpec,
    pub(super) evm: AqEvm<NoOpInspector>,
    pub(super) supply: Supply,
    /// What the consensus side gave the block.
    pub(super) start: BlockStart,
    pub(super) progress: Progress,
    /// Whether the proposer has been paid for attestations.
    pub(super) has_attestations: bool,
    /// Base fees burnt by transactions whose changes are still in the journal, in wei.
    burning: U256,
    gas_used: u64,
    log_count: u64,
    receipts: Vec<StoredReceipt>,
    deposits: Vec<Deposit>,
    deposit_contract: Address,
}

/// What is left when all inputs are done.
pub struct Finished {
    /// The state, its commitment still that of the parent.
    pub world: World,
    /// Receipts of all transactions, in order.
    pub receipts: Vec<StoredReceipt>,
    /// What was asked of the consensus side.
    pub requests: Requests,
}

impl<'a> BlockExecutor<'a> {
    /// Starts on a state in which the consensus side has already begun the block.
    pub fn new(spec: &'a ChainSpec, world: &World, env: BlockEnv, start: BlockStart) -> Self {
        let db = WorldDb::new(world);
        let evm = AqEvm::new(db, spec.cfg(), env, world.protocol.clone(), world.natives.clone(), NoOpInspector);
        Self {
            spec,
            evm,
            supply: world.supply,
            progress: Progress::after(&start.equivocations),
            start,
            has_attestations: false,
            burning: U256::ZERO,
            gas_used: 0,
            log_count: 0,
            receipts: Vec::new(),
            deposits: Vec::new(),
            deposit_contract: world.protocol.addresses.deposit_contract,
        }
    }

    /// Executes a transaction and writes its receipt.
    ///
    /// # Errors
    /// A transaction that may not be in the block; it has changed nothing.
    pub fn transact(&mut self, tx: Transaction<'_>) -> Result<(), InputError> {
        let left = self.evm.block().gas_limit - self.gas_used;
        if tx.gas_limit() > self.evm.block().gas_limit {
            return Err(InputError::Transaction(InvalidTransaction::CallerGasLimitMoreThanBlock));
        }
        if tx.gas_limit() > left {
            return Err(InputError::BlockFull { gas_limit: tx.gas_limit(), left });
        }
        let env = tx_env(tx, self.spec.chain_id)?;
        let result = match tx {
            Transaction::Signed(_) => self.evm.transact(env),
            Transaction::Impersonated(_) => self.evm.transact_impersonated(env),
        };
        let result = result.map_err(|error| match error {
            EvmError::Transaction(error) => InputError::Transaction(error),
            error => InputError::Evm(error.to_string()),
        })?;
        self.write_receipt(tx, result);
        Ok(())
    }

    fn write_receipt(&mut self, tx: Transaction<'_>, result: ExecutionResult) {
        let base_fee = self.evm.block().basefee;
        let gas_used = result.tx_gas_used();
        let (success, contract_address) = (result.is_success(), result.created_address());
        self.gas_used += gas_used;
        self.burning += U256::from(base_fee) * U256::from(gas_used);
        let logs = if success { result.into_logs() } else { Vec::new() };
        self.deposits.extend(logs.iter().filter_map(|log| Deposit::from_log(log, self.deposit_contract)));
        let first_log_index = self.log_count;
        self.log_count += logs.len() as u64;
        self.receipts.push(StoredReceipt {
            transaction_hash: tx.hash(),
            transaction_type: tx.receipt_type().ty(),
            from: tx.sender(),
            to: tx.kind().to().copied(),
            success,
            gas_used,
            cumulative_gas_used: self.gas_used,
            effective_gas_price: tx.effective_gas_price(base_fee),
            contract_address,
            first_log_index,
            logs,
        });
    }

    /// Moves what executed so far from the journal to the state, and accounts for the ether that left.
    pub(super) fn flush(&mut self) -> Result<(), BrokenInvariant> {
        let changes = self.evm.take_changes();
        let moved = self.evm.db_mut().commit(changes);
        let burnt = std::mem::take(&mut self.burning);
        let expected = moved.before.checked_sub(burnt);
        let destroyed = expected.and_then(|expected| expected.checked_sub(moved.after));
        let destroyed = destroyed.filter(|destroyed| destroyed.is_zero() || moved.destroyed_contract);
        let Some(destroyed) = destroyed else {
            let message = format!("balances of {} wei became {} when {burnt} were burnt", moved.before, moved.after);
            return Err(BrokenInvariant::new("CHN-2", message));
        };
        self.supply.burnt += burnt;
        self.supply.destroyed += destroyed;
        Ok(())
    }

    /// Ends the block: commits, credits withdrawals, pays the proposer its MEV, then the rest of the consensus side's phases, requests among them.
    ///
    /// # Errors
    /// CHN-2 when ether appeared or vanished, a system call that failed, and what the consensus side refuses.
    pub fn finish(mut self, parent: World, withdrawals: &[Withdrawal]) -> Result<Finished, BlockError> {
        self.flush()?;
        let credited = credit(self.evm.db_mut(), withdrawals);
        self.supply.withdrawn += credited;
        mev::pay(self.spec, &self.start, self.evm.db_mut(), &mut self.supply);
        self.include_attestations()?;
        let deposits = std::mem::take(&mut self.deposits);
        let requests = self.process_requests(&deposits)?;
        self.flush()?;
        let Self { mut evm, start, supply, receipts, .. } = self;
        Arc::make_mut(&mut evm.protocol_mut().beacon).end_block(&start)?;
        let (db, protocol) = evm.into_parts();
        let (accounts, codes) = db.into_parts();
        let world = World { accounts, codes, protocol, supply, ..parent };
        Ok(Finished { world, receipts, requests })
    }
}

/// Credits withdrawals (EIP-4895), one write an account. Returns their sum in wei.
pub(crate) fn credit(db: &mut WorldDb, withdrawals: &[Withdrawal]) -> U256 {
    let mut by_account = BTreeMap::<Address, U256>::new();
    for withdrawal in withdrawals {
        *by_account.entry(withdrawal.address).or_default() += withdrawal.amount_wei();
    }
    let mut sum = U256::ZERO;
    for (account, amount) in by_account {
        db.credit(account, amount);
        sum += amount;
    }
    sum
}
