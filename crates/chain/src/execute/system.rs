//! System calls: what the block rules ask of the system contracts before the first and after the last input.

use super::BlockExecutor;
use crate::{
    block::{BlockError, Deposit, Requests},
    system_contracts::{BEACON_ROOTS, BLOCK_HASHES, CONSOLIDATION_REQUESTS, WITHDRAWAL_REQUESTS},
};
use alloy_primitives::{Address, B256, Bytes};

impl BlockExecutor<'_> {
    /// Stores the root of the parent's beacon block (EIP-4788) and the hash of the parent (EIP-2935). What fails is ignored.
    ///
    /// # Errors
    /// [`BlockError::Evm`] when revm gives up.
    pub fn store_parent(&mut self, beacon_block_root: B256, hash: B256) -> Result<(), BlockError> {
        for (contract, value) in [(BEACON_ROOTS, beacon_block_root), (BLOCK_HASHES, hash)] {
            self.evm.system_call(contract, value.into()).map_err(|error| BlockError::Evm(error.to_string()))?;
        }
        Ok(())
    }

    /// Takes what was asked of the consensus side in this block (EIP-7685) and has it done, in the order of the types.
    pub(super) fn process_requests(&mut self, deposits: &[Deposit]) -> Result<Requests, BlockError> {
        let withdrawals = self.dequeue(WITHDRAWAL_REQUESTS)?;
        let consolidations = self.dequeue(CONSOLIDATION_REQUESTS)?;
        let requests = Requests::new(deposits, &withdrawals, &consolidations);
        let version = self.spec.genesis_fork_version;
        requests.process(self.beacon_mut(), version)?;
        Ok(requests)
    }

    /// What a contract hands out at the end of a block. A call that fails makes the block invalid.
    fn dequeue(&mut self, contract: Address) -> Result<Bytes, BlockError> {
        let failed = |reason: String| BlockError::SystemCall { contract, reason };
        let result = self.evm.system_call(contract, Bytes::new()).map_err(|error| failed(error.to_string()))?;
        if !result.is_success() {
            return Err(failed(format!("{result:?}")));
        }
        Ok(result.into_output().unwrap_or_default())
    }
}
