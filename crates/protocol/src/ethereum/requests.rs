//! What contracts ask of the beacon chain: deposits, withdrawals, consolidations (EIP-6110, 7002, 7251).
//!
//! On the chain a request that breaks a rule is silently ignored; here its reason is the error, for whoever wants to know.

use super::ledger::count;
use super::validator::{ADDRESS_PREFIX, COMPOUNDING_PREFIX, is_compounding, prefix, with_prefix, withdrawal_address};
use super::validators::Life;
use super::{Beacon, BeaconError, BlsSignature, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, PublicKey};
use crate::units::{ArithError, Epoch, Gwei, Slot, ValidatorIndex};
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

/// A deposit of the current block (EIP-6110).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositRequest {
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Its withdrawal credentials; they count only when the key is new.
    pub credentials: B256,
    /// Amount in Gwei.
    pub amount: Gwei,
    /// Proof of possession.
    pub signature: BlsSignature,
    /// Whether the caller found the signature valid; it counts only when the key is new.
    pub signature_valid: bool,
    /// Number of the deposit in the contract.
    pub index: u64,
}

/// A withdrawal asked for by the address of the credentials (EIP-7002). Amount zero asks for a full exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalRequest {
    /// Who asks.
    pub source_address: Address,
    /// Key of the validator.
    pub pubkey: PublicKey,
    /// Amount in Gwei; zero for everything.
    pub amount: Gwei,
}

/// A consolidation asked for by the address of the source's credentials (EIP-7251). Source and target the same: a switch
/// to compounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsolidationRequest {
    /// Who asks.
    pub source_address: Address,
    /// Key of the validator that ends.
    pub source_pubkey: PublicKey,
    /// Key of the validator that receives.
    pub target_pubkey: PublicKey,
}

/// Why a request does nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IgnoredRequest {
    /// No validator has this key.
    #[error("no validator has the key {pubkey}")]
    UnknownKey {
        /// The key.
        pubkey: PublicKey,
    },
    /// The credentials name no address, or another than the caller's.
    #[error("the credentials {credentials} do not belong to {source_address}")]
    NotTheOwner {
        /// Who asks.
        source_address: Address,
        /// Credentials of the validator.
        credentials: B256,
    },
    /// Only compounding credentials can do this.
    #[error("the credentials {credentials} are not of the needed kind")]
    WrongCredentials {
        /// Credentials of the validator.
        credentials: B256,
    },
    /// Not active.
    #[error("validator {index} is not active in epoch {epoch}")]
    NotActive {
        /// The validator.
        index: ValidatorIndex,
        /// The current epoch.
        epoch: Epoch,
    },
    /// It already leaves.
    #[error("validator {index} already exits in epoch {exit_epoch}")]
    AlreadyExiting {
        /// The validator.
        index: ValidatorIndex,
        /// When it exits.
        exit_epoch: Epoch,
    },
    /// It has not been active for `SHARD_COMMITTEE_PERIOD` epochs.
    #[error("validator {index} may not leave before epoch {earliest}")]
    TooYoung {
        /// The validator.
        index: ValidatorIndex,
        /// First epoch in which it may leave.
        earliest: Epoch,
    },
    /// Partial withdrawals it has queued must be paid first.
    #[error("validator {index} has {pending} of partial withdrawals queued")]
    PartialWithdrawalsPending {
        /// The validator.
        index: ValidatorIndex,
        /// Their sum.
        pending: Gwei,
    },
    /// Nothing above 32 ETH is left to withdraw.
    #[error("validator {index} has nothing to spare")]
    NothingToWithdraw {
        /// The validator.
        index: ValidatorIndex,
    },
    /// The queue it would go to has reached its limit.
    #[error("the queue is full")]
    QueueFull,
    /// The consolidation churn is 32 ETH or less: too little stake is active.
    #[error("the consolidation churn of {churn} lets no validator through")]
    NoConsolidationChurn {
        /// The limit of this epoch.
        churn: Gwei,
    },
    /// A number left its range.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// A number left its range.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Signature of the deposit a switch to compounding makes: the point at infinity.
const NO_SIGNATURE: BlsSignature = {
    let mut bytes = [0; 96];
    let [first, ..] = &mut bytes;
    *first = 0xc0;
    BlsSignature::new(bytes)
};

impl Beacon {
    /// Appends a deposit to the queue with the current slot. Nothing is checked at this point.
    pub fn process_deposit_request(&mut self, request: DepositRequest) {
        let DepositRequest { pubkey, credentials, amount, signature, signature_valid, index: _ } = request;
        self.pending_deposits.push(PendingDeposit { pubkey, credentials, amount, signature, signature_valid, slot: self.slot });
        count(&mut self.ledger.deposited, amount);
    }

    /// Exits a validator or queues a partial withdrawal; the balance is untouched until that is paid.
    ///
    /// # Errors
    /// Why the request is ignored.
    pub fn process_withdrawal_request(&mut self, request: &WithdrawalRequest) -> Result<(), IgnoredRequest> {
        let is_full = request.amount.is_zero();
        if !is_full && self.pending_partial_withdrawals.is_full(self.constants.pending_partial_withdrawals_limit) {
            return Err(IgnoredRequest::QueueFull);
        }
        let index = self.index_of_key(&request.pubkey)?;
        let credentials = self.owned_credentials(index, request.source_address)?;
        let life = self.life_that_may_leave(index)?;
        let pending = self.pending_balance_to_withdraw(index);
        if !is_full {
            return self.queue_partial(index, credentials, &life, pending, request.amount);
        }
        if !pending.is_zero() {
            return Err(IgnoredRequest::PartialWithdrawalsPending { index, pending });
        }
        Ok(self.initiate_exit(index, self.total_active_balance())?)
    }

    /// What is above 32 ETH and not queued yet, at most `amount`.
    fn queue_partial(
        &mut self,
        index: ValidatorIndex,
        credentials: B256,
        life: &Life,
        pending: Gwei,
        amount: Gwei,
    ) -> Result<(), IgnoredRequest> {
        if !is_compounding(credentials) {
            return Err(IgnoredRequest::WrongCredentials { credentials });
        }
        let floor = self.constants.min_activation_balance;
        let spare = self.validators.balances.at(self.validators.row_of(index)?)?.floor_sub(floor.try_add(pending)?);
        if life.effective_balance < floor || spare.is_zero() {
            return Err(IgnoredRequest::NothingToWithdraw { index });
        }
        let amount = spare.min(amount);
        let queue = self.exit_queue;
        let epoch = self.exit_epoch_for(amount, self.total_active_balance())?;
        let delay = self.constants.min_validator_withdrawability_delay;
        let withdrawable_epoch = epoch.after(delay).inspect_err(|_| self.exit_queue = queue)?;
        self.pending_partial_withdrawals.push(PendingPartialWithdrawal { index, amount, withdrawable_epoch });
        Ok(())
    }

    /// Merges a validator into another, or switches one to compounding when both keys are the same.
    ///
    /// # Errors
    /// Why the request is ignored.
    pub fn process_consolidation_request(&mut self, request: &ConsolidationRequest) -> Result<(), IgnoredRequest> {
        if request.source_pubkey == request.target_pubkey {
            return self.switch_to_compounding(request);
        }
        if self.pending_consolidations.is_full(self.constants.pending_consolidations_limit) {
            return Err(IgnoredRequest::QueueFull);
        }
        let churn = self.consolidation_churn_limit();
        if churn <= self.constants.min_activation_balance {
            return Err(IgnoredRequest::NoConsolidationChurn { churn });
        }
        let source = self.index_of_key(&request.source_pubkey)?;
        let target = self.index_of_key(&request.target_pubkey)?;
        self.owned_credentials(source, request.source_address)?;
        let target_credentials = self.validators.credentials.at(self.validators.row_of(target)?)?;
        if !is_compounding(target_credentials) {
            return Err(IgnoredRequest::WrongCredentials { credentials: target_credentials });
        }
        self.active_and_staying(target)?;
        let life = self.life_that_may_leave(source)?;
        let pending = self.pending_balance_to_withdraw(source);
        if !pending.is_zero() {
            return Err(IgnoredRequest::PartialWithdrawalsPending { index: source, pending });
        }
        self.consolidate(source, target, life.effective_balance)
    }

    /// Gives the source its place in the consolidation queue, whatever it and the target are.
    pub(super) fn consolidate(
        &mut self,
        source: ValidatorIndex,
        target: ValidatorIndex,
        stake: Gwei,
    ) -> Result<(), IgnoredRequest> {
        let queue = self.consolidation_queue;
        let exit = self.consolidation_epoch_for(stake, self.total_active_balance())?;
        let delay = self.constants.min_validator_withdrawability_delay;
        let withdrawable = exit.after(delay).inspect_err(|_| self.consolidation_queue = queue)?;
        let row = self.isolate(source)?;
        self.validators.exit_epochs.set(row, exit)?;
        self.validators.withdrawable_epochs.set(row, withdrawable)?;
        self.pending_consolidations.push(PendingConsolidation { source, target });
        Ok(())
    }

    /// 0x01 becomes 0x02; what exceeds 32 ETH goes through the deposit queue again, subject to churn but not to finality.
    fn switch_to_compounding(&mut self, request: &ConsolidationRequest) -> Result<(), IgnoredRequest> {
        let index = self.index_of_key(&request.source_pubkey)?;
        let credentials = self.owned_credentials(index, request.source_address)?;
        if prefix(credentials) != ADDRESS_PREFIX {
            return Err(IgnoredRequest::WrongCredentials { credentials });
        }
        self.active_and_staying(index)?;
        let credentials = with_prefix(credentials, COMPOUNDING_PREFIX);
        let row = self.isolate(index)?;
        let excess = self.validators.balances.at(row)?.floor_sub(self.constants.min_activation_balance);

        self.validators.credentials.set(row, credentials)?;
        if !excess.is_zero() {
            self.take(index, excess)?;
            self.pending_deposits.push(PendingDeposit {
                pubkey: request.source_pubkey,
                credentials,
                amount: excess,
                signature: NO_SIGNATURE,
                signature_valid: false,
                slot: Slot::new(0),
            });
        }
        self.derived.forget();
        Ok(())
    }

    fn index_of_key(&self, pubkey: &PublicKey) -> Result<ValidatorIndex, IgnoredRequest> {
        self.validators.find(pubkey).ok_or(IgnoredRequest::UnknownKey { pubkey: *pubkey })
    }

    /// The credentials of a validator, when they name `source_address`.
    fn owned_credentials(&self, index: ValidatorIndex, source_address: Address) -> Result<B256, IgnoredRequest> {
        let credentials = self.validators.credentials.at(self.validators.row_of(index)?)?;
        if withdrawal_address(credentials) == Some(source_address) {
            Ok(credentials)
        } else {
            Err(IgnoredRequest::NotTheOwner { source_address, credentials })
        }
    }

    fn active_and_staying(&self, index: ValidatorIndex) -> Result<Life, IgnoredRequest> {
        let (epoch, life) = (self.epoch(), self.validators.life(index)?);
        if !life.is_active(epoch) {
            return Err(IgnoredRequest::NotActive { index, epoch });
        }
        if life.exit != Epoch::FAR {
            return Err(IgnoredRequest::AlreadyExiting { index, exit_epoch: life.exit });
        }
        Ok(life)
    }

    /// Active, staying, and for long enough.
    fn life_that_may_leave(&self, index: ValidatorIndex) -> Result<Life, IgnoredRequest> {
        let life = self.active_and_staying(index)?;
        let earliest = life.activation.after(self.constants.shard_committee_period)?;
        if self.epoch() < earliest {
            return Err(IgnoredRequest::TooYoung { index, earliest });
        }
        Ok(life)
    }
}
