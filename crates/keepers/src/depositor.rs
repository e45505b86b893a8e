//! The depositor: turns buffered ether into validators.
//!
//! A guardian's signature says that the deposit contract and the module's keys are as it saw them; with enough of
//! them the depositor calls `DepositSecurityModule.depositBufferedEther`. Here one process is guardians and bot.

use crate::Health;
use crate::chain::{Client, Contracts, Head, ether};
use crate::runner::{Done, Keeper, contracts};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolValue;
use aquifer_contracts::interfaces::IDepositSecurityModule::Signature;
use eyre::{WrapErr, eyre};
use tracing::info;

/// Ether of one deposit: 32 ETH in wei.
pub(crate) const DEPOSIT: U256 = U256::from_limbs([13_553_255_926_290_448_384, 1, 0, 0]);

/// Sends deposits with the guardians' signatures.
pub(crate) struct Depositor {
    client: Client,
    locator: Address,
    contracts: Option<Contracts>,
    guardians: Vec<PrivateKeySigner>,
}

/// A module that can take a deposit, and when.
struct Candidate {
    module: u64,
    deposits: u64,
    blocks_to_wait: u64,
}

impl Depositor {
    pub(crate) fn new(client: Client, locator: Address, mut guardians: Vec<PrivateKeySigner>) -> Self {
        // The contract wants signatures in the order of the guardians' addresses.
        guardians.sort_by_key(PrivateKeySigner::address);
        Self { client, locator, contracts: None, guardians }
    }

    /// The module that can take the most validators.
    async fn candidate(&mut self, depositable: U256, head: Head) -> eyre::Result<Option<Candidate>> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let mut best: Option<Candidate> = None;
        for module in contracts.router.getStakingModules().call().await? {
            let id = U256::from(module.id);
            let deposits: u64 = contracts.router.getStakingModuleMaxDepositsCount(id, depositable).call().await?.saturating_to();
            if deposits == 0 || best.as_ref().is_some_and(|best| best.deposits >= deposits) {
                continue;
            }
            let last: u64 =
                contracts.deposit_security.getLastDepositBlock().call().await?.max(module.lastDepositBlock).saturating_to();
            // A transaction sent now is in the next block.
            let blocks_to_wait = (last + module.minDepositBlockDistance).saturating_sub(head.number + 1);
            best = Some(Candidate { module: module.id.to(), deposits, blocks_to_wait });
        }
        Ok(best)
    }

    /// Signs and sends one deposit call.
    async fn deposit(&mut self, candidate: &Candidate, head: Head) -> eyre::Result<()> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let module = U256::from(candidate.module);
        let root = contracts.deposit_contract.get_deposit_root().call().await?;
        let nonce = contracts.router.getStakingModuleNonce(module).call().await?;
        let prefix = contracts.deposit_security.ATTEST_MESSAGE_PREFIX().call().await?;
        let quorum: usize = contracts.deposit_security.getGuardianQuorum().call().await?.saturating_to();
        // The block before the head: a gas estimate runs in the head, and there `BLOCKHASH` of itself is zero.
        let seen = self.client.block(head.number.saturating_sub(1)).await?;
        let number = U256::from(seen.number);
        let message = keccak256((prefix, number, seen.hash, root, module, nonce).abi_encode_packed());
        let signatures =
            self.guardians.iter().take(quorum).map(|guardian| attest(guardian, message)).collect::<eyre::Result<Vec<_>>>()?;
        let call = contracts.deposit_security.depositBufferedEther(
            number,
            seen.hash,
            root,
            module,
            nonce,
            Vec::new().into(),
            signatures,
        );
        self.client.send(call.into_transaction_request()).await.wrap_err("depositing buffered ether")?;
        info!(module = candidate.module, validators = candidate.deposits, "deposited");
        Ok(())
    }
}

/// A guardian's signature in EIP-2098's short form.
fn attest(guardian: &PrivateKeySigner, message: B256) -> eyre::Result<Signature> {
    let signature = guardian.sign_hash_sync(&message).map_err(|error| eyre!("guardian {}: {error}", guardian.address()))?;
    let parity = U256::from(signature.v()) << 255;
    Ok(Signature { r: signature.r().into(), vs: B256::from(signature.s() | parity) })
}

impl Keeper for Depositor {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, _: &mut Health) -> eyre::Result<Done> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let depositable = contracts.lido.getDepositableEther().call().await?;
        if depositable < DEPOSIT {
            return Ok(Done::idle(format!("{} ETH to deposit, a validator takes 32", ether(depositable))));
        }
        if !contracts.lido.canDeposit().call().await? || contracts.deposit_security.isDepositsPaused().call().await? {
            return Ok(Done::idle("deposits are paused"));
        }
        let Some(candidate) = self.candidate(depositable, head).await? else {
            return Ok(Done::idle("no staking module has keys or room for a deposit"));
        };
        if candidate.blocks_to_wait > 0 {
            let slot = head.slot + candidate.blocks_to_wait;
            return Ok(Done::until(
                slot,
                format!("module {} takes the next deposit {} blocks from now", candidate.module, candidate.blocks_to_wait),
            ));
        }
        self.deposit(&candidate, head).await?;
        // Looks again at the block of its own deposit: there may be ether for more.
        Ok(Done::until(head.slot, format!("deposited up to {} validators of module {}", candidate.deposits, candidate.module)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deposit_is_32_ether() {
        assert_eq!(ether(DEPOSIT), "32.0000");
    }

    #[test]
    fn the_short_signature_recovers_to_the_guardian() {
        let guardian = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
        for byte in 0..8 {
            let message = B256::repeat_byte(byte);
            let short = attest(&guardian, message).unwrap();
            let vs = U256::from_be_bytes(short.vs.0);
            let s = vs & (U256::MAX >> 1);
            let signature = alloy_primitives::Signature::new(U256::from_be_bytes(short.r.0), s, vs.bit(255));
            assert_eq!(signature.recover_address_from_prehash(&message).unwrap(), guardian.address());
        }
    }
}
