//! What an operator's approver signs for a delegation.

use crate::cli::ApprovalArgs;
use crate::commands::restaking::{Core, Trial};
use crate::failure::Failure;
use crate::places;
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types_eth::BlockId;
use alloy_signer_local::PrivateKeySigner;
use aquifer_contracts::interfaces::restaking::IDelegationManager::{self, SignatureWithExpiry};
use eyre::eyre;
use std::path::PathBuf;

/// How long an approval holds that is signed here.
const HOLDS: u64 = 3_600;

/// An approval.
#[derive(Debug, Clone)]
pub(crate) struct Approval {
    pub(crate) signature: Bytes,
    pub(crate) salt: B256,
    /// In seconds since 1970.
    pub(crate) expiry: u64,
}

impl Approval {
    /// As the contract takes it.
    pub(super) fn signature_with_expiry(&self) -> SignatureWithExpiry {
        SignatureWithExpiry { signature: self.signature.clone(), expiry: U256::from(self.expiry) }
    }
}

/// The approval that the command line gives or lets sign; an empty one for operators without an approver.
pub(super) async fn approval(
    args: &ApprovalArgs,
    network: Option<&PathBuf>,
    core: &Core,
    operator: Address,
) -> Result<Approval, Failure> {
    let approver = approver(core, operator).await?;
    if approver.is_zero() {
        return Ok(Approval { signature: Bytes::new(), salt: B256::ZERO, expiry: 0 });
    }
    if let (Some(signature), Some(salt), Some(expiry)) = (&args.approver_signature, args.approver_salt, args.approver_expiry) {
        return Ok(Approval { signature: signature.clone(), salt, expiry });
    }
    let Some(index) = args.approver_account else {
        return Err(Failure::Refused(eyre!(
            "nothing was sent: {operator} takes only stakers that {approver} approves; ask for an approval \
             (`aquifer operator get-delegation-approval`), or say --approver-account N"
        )));
    };
    let signer = places::network(network)?.phrase.signer(index);
    let signer = signer.map_err(|error| Failure::Usage(format!("--approver-account {index}: {error}")))?;
    sign(core, &signer, core.sender(), operator).await
}

/// Signs an approval as an operator's approver.
pub(crate) async fn sign(
    core: &Core,
    signer: &PrivateKeySigner,
    staker: Address,
    operator: Address,
) -> Result<Approval, Failure> {
    use alloy_signer::SignerSync as _;
    let approver = approver(core, operator).await?;
    if signer.address() != approver {
        return Err(Failure::Refused(eyre!("the approver of {operator} is {approver}, and {} is not", signer.address())));
    }
    let mut salt = B256::ZERO;
    getrandom::fill(salt.as_mut_slice()).map_err(|error| Failure::Unavailable(format!("no random salt: {error}")))?;
    let expiry = core.status.block.timestamp + HOLDS;
    let mut trial = Trial::default();
    let digest = IDelegationManager::calculateDelegationApprovalDigestHashCall {
        staker,
        operator,
        approver,
        approverSalt: salt,
        expiry: U256::from(expiry),
    };
    let place = trial.call(core.addresses.delegation_manager, &digest);
    let digest = trial.read(&core.client, BlockId::latest()).await?.get(&place)?;
    let signature = signer.sign_hash_sync(&digest).map_err(|error| eyre!("signing the approval: {error}"))?;
    Ok(Approval { signature: signature.as_bytes().into(), salt, expiry })
}

/// Who approves delegations to an operator; zero when nobody needs to.
async fn approver(core: &Core, operator: Address) -> Result<Address, Failure> {
    let mut trial = Trial::default();
    let manager = core.addresses.delegation_manager;
    let is_operator = trial.call(manager, &IDelegationManager::isOperatorCall { operator });
    let approver = trial.call(manager, &IDelegationManager::delegationApproverCall { operator });
    let answers = trial.read(&core.client, BlockId::latest()).await?;
    if !answers.get(&is_operator)? {
        return Err(Failure::Refused(eyre!("{operator} is no operator: see `aquifer operator show`")));
    }
    Ok(answers.get(&approver)?)
}
