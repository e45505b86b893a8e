//! Requests as ERC-721 tokens.

use super::{QueueError, QueueEvent, Request, WithdrawalQueue};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::RequestId;
use alloy_primitives::{Address, U256};

/// `name()`
pub const NAME: &str = "Lido: stETH Withdrawal NFT";
/// `symbol()`
pub const SYMBOL: &str = "unstETH";

impl WithdrawalQueue {
    /// Owner of a request (`ownerOf`).
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`], [`QueueError::RequestAlreadyClaimed`].
    pub fn owner_of(&self, id: RequestId) -> Result<Address, QueueError> {
        self.unclaimed(id).map(|request| request.owner)
    }

    /// How many unclaimed requests an account owns (`balanceOf`).
    ///
    /// # Errors
    /// [`QueueError::InvalidOwnerAddress`] for the zero address.
    pub fn balance_of(&self, owner: Address) -> Result<u64, QueueError> {
        if owner.is_zero() {
            return Err(QueueError::InvalidOwnerAddress { owner });
        }
        Ok(self.owners.count(owner))
    }

    /// Who may transfer a request beside its owner, zero for nobody (`getApproved`).
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`], also for a claimed one.
    pub fn approved(&self, id: RequestId) -> Result<Address, QueueError> {
        self.unclaimed(id).map_err(|_| QueueError::InvalidRequestId { id })?;
        Ok(self.token_approvals.get(&id).copied().unwrap_or_default())
    }

    /// Whether an operator may transfer all requests of an owner (`isApprovedForAll`).
    #[must_use]
    pub fn is_approved_for_all(&self, owner: Address, operator: Address) -> bool {
        self.operator_approvals.contains_key(&(owner, operator))
    }

    /// Lets `to` transfer one request of the caller (`approve`).
    ///
    /// # Errors
    /// As [`Self::owner_of`], [`QueueError::ApprovalToOwner`], [`QueueError::NotOwnerOrApprovedForAll`].
    pub fn approve(&mut self, ctx: &Ctx, to: Address, id: RequestId, effects: &mut Effects) -> Result<(), QueueError> {
        let owner = self.owner_of(id)?;
        if to == owner {
            return Err(QueueError::ApprovalToOwner);
        }
        if ctx.caller != owner && !self.is_approved_for_all(owner, ctx.caller) {
            return Err(QueueError::NotOwnerOrApprovedForAll { sender: ctx.caller });
        }

        if to.is_zero() {
            self.token_approvals.remove(&id);
        } else {
            self.token_approvals.insert(id, to);
        }
        effects.emit(QueueEvent::Approval { owner, approved: to, id });
        Ok(())
    }

    /// Lets `operator` transfer all requests of the caller, or no longer (`setApprovalForAll`).
    ///
    /// # Errors
    /// [`QueueError::ApproveToCaller`].
    pub fn set_approval_for_all(
        &mut self,
        ctx: &Ctx,
        operator: Address,
        approved: bool,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        let owner = ctx.caller;
        if operator == owner {
            return Err(QueueError::ApproveToCaller);
        }

        if approved {
            self.operator_approvals.insert((owner, operator), ());
        } else {
            self.operator_approvals.remove(&(owner, operator));
        }
        effects.emit(QueueEvent::ApprovalForAll { owner, operator, approved });
        Ok(())
    }

    /// Gives a request to another account (`transferFrom`); its approval ends silently.
    ///
    /// # Errors
    /// [`QueueError::TransferToZeroAddress`], [`QueueError::TransferToThemselves`], [`QueueError::InvalidRequestId`],
    /// [`QueueError::RequestAlreadyClaimed`], [`QueueError::TransferFromIncorrectOwner`], [`QueueError::NotOwnerOrApproved`].
    pub fn transfer_from(
        &mut self,
        ctx: &Ctx,
        from: Address,
        to: Address,
        id: RequestId,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        if to.is_zero() {
            return Err(QueueError::TransferToZeroAddress);
        }
        if to == from {
            return Err(QueueError::TransferToThemselves);
        }
        let request = self.unclaimed(id)?;
        if from != request.owner {
            return Err(QueueError::TransferFromIncorrectOwner { from, real_owner: request.owner });
        }
        if !self.may_transfer(from, ctx.caller, id) {
            return Err(QueueError::NotOwnerOrApproved { sender: ctx.caller });
        }
        let moved = Request { owner: to, ..request.clone() };
        let slot = self.owners.slot_for(to)?;

        self.owners.remove(from, id)?;
        self.owners.insert(to, id, slot);
        self.token_approvals.remove(&id);
        self.requests.insert(id, moved);
        effects.emit(QueueEvent::Transfer { from, to, id });
        Ok(())
    }

    /// Address of the descriptor contract that words `tokenURI`, zero for none (`getNFTDescriptorAddress`).
    #[must_use]
    pub const fn nft_descriptor(&self) -> Address {
        self.totals.nft_descriptor
    }

    /// What `tokenURI` starts with, empty for none (`getBaseURI`).
    #[must_use]
    pub fn base_uri(&self) -> &str {
        &self.totals.base_uri
    }

    /// `tokenURI` without a descriptor contract: base, id, amount, time, and the claimable ether once finalised. Empty without
    /// a base.
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`], also for a claimed one.
    pub fn token_uri(&self, id: RequestId) -> Result<String, QueueError> {
        let request = self.unclaimed(id).map_err(|_| QueueError::InvalidRequestId { id })?;
        if self.totals.base_uri.is_empty() {
            return Ok(String::new());
        }
        let (base, requested) = (&self.totals.base_uri, self.single(id)?.steth.get());
        let mut uri = format!("{base}/{id}?requested={requested}&created_at={}", request.timestamp);
        if id <= self.totals.last_finalized_request_id {
            let hint = self.find_checkpoint_hint(id, U256::ONE, U256::from(self.totals.last_checkpoint_index))?;
            let claimable = self.claimable(id, hint)?.get();
            uri.push_str(&format!("&finalized={claimable}"));
        }
        Ok(uri)
    }

    /// Sets what `tokenURI` starts with (`setBaseURI`). The caller's role is checked before.
    pub fn set_base_uri(&mut self, base_uri: String, effects: &mut Effects) {
        self.totals.base_uri.clone_from(&base_uri);
        effects.emit(QueueEvent::BaseURISet { base_uri });
    }

    /// Sets the descriptor contract (`setNFTDescriptorAddress`). The caller's role is checked before.
    pub fn set_nft_descriptor(&mut self, descriptor: Address, effects: &mut Effects) {
        self.totals.nft_descriptor = descriptor;
        effects.emit(QueueEvent::NftDescriptorAddressSet { descriptor });
    }

    fn unclaimed(&self, id: RequestId) -> Result<&Request, QueueError> {
        let request = self.existing(id)?;
        if request.is_claimed { Err(QueueError::RequestAlreadyClaimed { id }) } else { Ok(request) }
    }

    fn may_transfer(&self, owner: Address, caller: Address, id: RequestId) -> bool {
        owner == caller || self.is_approved_for_all(owner, caller) || self.token_approvals.get(&id) == Some(&caller)
    }
}
