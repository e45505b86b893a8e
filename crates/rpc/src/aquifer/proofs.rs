//! Merkle proofs of the beacon chain, in the layout EigenLayer's pods take, and of any node of the state.
//!
//! A proof shows the state after a block. A contract can check it once the next block has put the block's root under its
//! own timestamp (EIP-4788): that timestamp comes with the proof, and is null while there is no next block.

use crate::{api::Api, args::Args, error::RpcError, number::Number};
use alloy_eips::BlockId;
use alloy_primitives::{B256, Bytes, U64};
use aquifer_beacon::{BalanceContainerProof, BalanceProof, StateProver, StateRootProof};
use aquifer_chain::{Block, World};
use aquifer_protocol::{
    ethereum::{Beacon, PublicKey},
    units::ValidatorIndex,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a proof is against.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Anchor {
    slot: u64,
    block_root: B256,
    /// What to ask EIP-4788's contract for, to get the block root.
    timestamp: Option<u64>,
}

/// The proof of a validator: the arguments of `verifyWithdrawalCredentials`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProvenValidator {
    #[serde(flatten)]
    anchor: Anchor,
    state_root_proof: StateRootProof,
    validator_index: u64,
    validator_fields: [B256; 8],
    validator_fields_proof: Bytes,
}

/// The proof of a balance: the arguments of `verifyCheckpointProofs`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProvenBalance {
    #[serde(flatten)]
    anchor: Anchor,
    validator_balances_root_proof: BalanceContainerProof,
    validator_index: u64,
    balance_proof: BalanceProof,
    /// In Gwei, as the pod reads it from the leaf.
    balance: String,
}

/// The proof of any node of the state.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProvenNode {
    #[serde(flatten)]
    anchor: Anchor,
    state_root_proof: StateRootProof,
    gindex: U64,
    leaf: B256,
    /// Siblings from the leaf up to the state's root.
    proof: Vec<B256>,
}

/// A validator by its position or key.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a validator's index or public key")]
enum ValidatorName {
    Key(PublicKey),
    Index(Number),
}

/// A block, and the state after it.
struct Proven {
    block: Arc<Block>,
    world: Arc<World>,
}

/// `aquifer_getValidatorProof(validator, block)`.
pub(crate) fn validator_proof(api: &Api, mut args: Args) -> Result<ProvenValidator, RpcError> {
    let name: ValidatorName = args.required()?;
    let proven = Proven::at(api, args.block()?)?;
    args.end()?;
    let (index, anchor) = (name.find(proven.beacon())?, proven.anchor(api)?);
    proven.with_prover(|prover| {
        let proof = prover.validator_proof(index).map_err(RpcError::refused)?;
        Ok(ProvenValidator {
            anchor,
            state_root_proof: prover.state_root_proof().map_err(RpcError::internal)?,
            validator_index: index.get(),
            validator_fields: proof.validator_fields,
            validator_fields_proof: proof.proof,
        })
    })
}

/// `aquifer_getBalanceProof(validator, block)`.
pub(crate) fn balance_proof(api: &Api, mut args: Args) -> Result<ProvenBalance, RpcError> {
    let name: ValidatorName = args.required()?;
    let proven = Proven::at(api, args.block()?)?;
    args.end()?;
    let (index, anchor) = (name.find(proven.beacon())?, proven.anchor(api)?);
    proven.with_prover(|prover| {
        let balance_proof = prover.balance_proof(index).map_err(RpcError::refused)?;
        Ok(ProvenBalance {
            anchor,
            validator_balances_root_proof: prover.balance_container_proof().map_err(RpcError::internal)?,
            validator_index: index.get(),
            balance: balance_proof.balance_of(index).get().to_string(),
            balance_proof,
        })
    })
}

/// `aquifer_getBeaconProof(gindex, block)`: the index is one of Fulu's `BeaconState`.
pub(crate) fn beacon_proof(api: &Api, mut args: Args) -> Result<ProvenNode, RpcError> {
    let Number(gindex) = args.required()?;
    let proven = Proven::at(api, args.block()?)?;
    args.end()?;
    let anchor = proven.anchor(api)?;
    proven.with_prover(|prover| {
        let proof = prover.proof(gindex).map_err(RpcError::refused)?;
        let state_root_proof = prover.state_root_proof().map_err(RpcError::internal)?;
        Ok(ProvenNode { anchor, state_root_proof, gindex: U64::from(gindex), leaf: proof.leaf, proof: proof.branch })
    })
}

impl Proven {
    fn at(api: &Api, id: BlockId) -> Result<Self, RpcError> {
        let block = api.block(id)?.ok_or_else(RpcError::not_found)?;
        let world = api.node.world_at(block.number())?;
        Ok(Self { block, world })
    }

    fn beacon(&self) -> &Beacon {
        &self.world.protocol.beacon
    }

    fn anchor(&self, api: &Api) -> Result<Anchor, RpcError> {
        let child = api.numbered(self.block.number() + 1)?;
        let timestamp = child.map(|child| child.header.timestamp);
        Ok(Anchor { slot: self.block.slot.get(), block_root: self.block.beacon_root(), timestamp })
    }

    fn with_prover<T>(&self, prove: impl FnOnce(&StateProver<'_>) -> Result<T, RpcError>) -> Result<T, RpcError> {
        let view = self.world.beacon_state().map_err(RpcError::internal)?;
        // The tree is the state's own memory of its hashes; a copy shares it.
        let mut tree = self.world.tree.clone();
        prove(&StateProver::new(view, &mut tree).map_err(RpcError::internal)?)
    }
}

impl ValidatorName {
    fn find(&self, beacon: &Beacon) -> Result<ValidatorIndex, RpcError> {
        let found = match self {
            Self::Key(key) => beacon.find(key),
            Self::Index(Number(index)) => {
                Some(ValidatorIndex::new(*index)).filter(|index| index.get() < beacon.validator_count())
            }
        };
        found.ok_or_else(|| RpcError::refused("no such validator at this block"))
    }
}
