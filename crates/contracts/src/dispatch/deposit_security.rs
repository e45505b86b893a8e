//! `DepositSecurityModule`: guardians sign what may be deposited, and may pause. Who signed is recovered here.

use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IDepositSecurityModule::{self as Dsm, IDepositSecurityModuleCalls as Call},
    signature::recover_short,
};
use alloy_primitives::{Address, B256, I256, U256};
use aquifer_protocol::{
    context::NoEther,
    liquid::lido::{DepositRequest, UnvetRequest, deposit_security::MessagePrefixes, staking_router::ModuleId},
};

/// `VERSION`.
const VERSION: U256 = U256::from_limbs([3, 0, 0, 0]);
/// Gas of recovering one signer, as the precompile takes.
const GAS_PER_SIGNATURE: u64 = 3_000;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let module = &frame.protocol().lido.deposit_security;
    let book = frame.addresses();
    let prefixes = MessagePrefixes::of(frame.host.chain_id(), frame.call.this);
    match frame.decode_strict::<Call>()? {
        Call::depositBufferedEther(call) => {
            deposit(frame, &prefixes, &call)?;
            done()
        }
        Call::unvetSigningKeys(call) => {
            unvet(frame, &prefixes, &call)?;
            done()
        }
        Call::pauseDeposits(call) => {
            let is_caller_enough = module.is_deposits_paused() || module.is_guardian(frame.caller());
            let message = prefixes.pause_message(call.blockNumber);
            let signer = if is_caller_enough { None } else { Some(signer(frame, message, &call.sig)?) };
            frame.change(|p, ctx, fx| p.deposit_security_mut().pause_deposits(ctx, call.blockNumber, signer, fx))?;
            done()
        }
        Call::unpauseDeposits(_) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().unpause_deposits(ctx, fx))?;
            done()
        }
        Call::setOwner(call) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().set_owner(ctx, call.newValue, fx))?;
            done()
        }
        Call::setPauseIntentValidityPeriodBlocks(call) => {
            let blocks = call.newValue;
            frame.change(|p, ctx, fx| p.deposit_security_mut().set_pause_intent_validity_period_blocks(ctx, blocks, fx))?;
            done()
        }
        Call::setMaxOperatorsPerUnvetting(call) => {
            let operators = call.newValue;
            frame.change(|p, ctx, fx| p.deposit_security_mut().set_max_operators_per_unvetting(ctx, operators, fx))?;
            done()
        }
        Call::setGuardianQuorum(call) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().set_guardian_quorum(ctx, call.newValue, fx))?;
            done()
        }
        Call::addGuardian(call) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().add_guardians(ctx, &[call.addr], call.newQuorum, fx))?;
            done()
        }
        Call::addGuardians(call) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().add_guardians(ctx, &call.addresses, call.newQuorum, fx))?;
            done()
        }
        Call::removeGuardian(call) => {
            frame.change(|p, ctx, fx| p.deposit_security_mut().remove_guardian(ctx, call.addr, call.newQuorum, fx))?;
            done()
        }
        Call::isDepositsPaused(_) => answer::<Dsm::isDepositsPausedCall>(&module.is_deposits_paused()),
        Call::getOwner(_) => answer::<Dsm::getOwnerCall>(&module.owner()),
        Call::getPauseIntentValidityPeriodBlocks(_) => {
            answer::<Dsm::getPauseIntentValidityPeriodBlocksCall>(&module.pause_intent_validity_period_blocks())
        }
        Call::getMaxOperatorsPerUnvetting(_) => {
            answer::<Dsm::getMaxOperatorsPerUnvettingCall>(&module.max_operators_per_unvetting())
        }
        Call::getGuardianQuorum(_) => answer::<Dsm::getGuardianQuorumCall>(&module.guardian_quorum()),
        Call::getGuardians(_) => answer::<Dsm::getGuardiansCall>(&module.guardians().to_vec()),
        Call::isGuardian(call) => answer::<Dsm::isGuardianCall>(&module.is_guardian(call.addr)),
        Call::getGuardianIndex(call) => answer::<Dsm::getGuardianIndexCall>(&index_of(module.guardians(), call.addr)),
        Call::canDeposit(call) => {
            let can_deposit = frame.protocol().can_deposit_to(&frame.ctx(&NoEther), module_id(call.stakingModuleId));
            answer::<Dsm::canDepositCall>(&can_deposit)
        }
        Call::isMinDepositDistancePassed(call) => {
            let id = module_id(call.stakingModuleId);
            let passed = frame.protocol().is_min_deposit_distance_passed(&frame.ctx(&NoEther), id);
            answer::<Dsm::isMinDepositDistancePassedCall>(&passed.map_err(|refusal| refused(&refusal))?)
        }
        Call::getLastDepositBlock(_) => answer::<Dsm::getLastDepositBlockCall>(&U256::from(module.last_deposit_block().get())),
        Call::VERSION(_) => answer::<Dsm::VERSIONCall>(&VERSION),
        Call::ATTEST_MESSAGE_PREFIX(_) => answer::<Dsm::ATTEST_MESSAGE_PREFIXCall>(&prefixes.attest),
        Call::PAUSE_MESSAGE_PREFIX(_) => answer::<Dsm::PAUSE_MESSAGE_PREFIXCall>(&prefixes.pause),
        Call::UNVET_MESSAGE_PREFIX(_) => answer::<Dsm::UNVET_MESSAGE_PREFIXCall>(&prefixes.unvet),
        Call::LIDO(_) => answer::<Dsm::LIDOCall>(&book.steth),
        Call::STAKING_ROUTER(_) => answer::<Dsm::STAKING_ROUTERCall>(&book.staking_router),
        Call::DEPOSIT_CONTRACT(_) => answer::<Dsm::DEPOSIT_CONTRACTCall>(&book.deposit_contract),
    }
}

/// An id beyond 2^32 is as unknown as the largest.
fn module_id(id: U256) -> ModuleId {
    ModuleId::new(id.saturating_to())
}

/// Place of a guardian, -1 for anybody else.
fn index_of(guardians: &[Address], account: Address) -> I256 {
    let place = guardians.iter().position(|guardian| *guardian == account);
    place.and_then(|place| I256::try_from(place).ok()).unwrap_or(I256::MINUS_ONE)
}

fn signer(frame: &mut Frame<'_>, message: B256, signature: &Dsm::Signature) -> Result<Address, Stop> {
    frame.charge(GAS_PER_SIGNATURE)?;
    recover_short(message, signature.r, signature.vs).map_err(|refusal| refused(&refusal))
}

/// Hash of a block the guardians looked at; `BLOCKHASH` knows no number beyond 2^64.
fn block_hash(frame: &mut Frame<'_>, number: U256) -> B256 {
    u64::try_from(number).map_or(B256::ZERO, |number| frame.host.block_hash(number))
}

fn deposit(frame: &mut Frame<'_>, prefixes: &MessagePrefixes, call: &Dsm::depositBufferedEtherCall) -> Result<(), Stop> {
    let (block, id, nonce) = (call.blockNumber, call.stakingModuleId, call.nonce);
    let request = DepositRequest {
        block_hash: call.blockHash,
        actual_block_hash: block_hash(frame, block),
        deposit_root: call.depositRoot,
        module: module_id(id),
        nonce,
    };
    let message = prefixes.attest_message(block, call.blockHash, call.depositRoot, id, nonce);
    let signatures = call.sortedGuardianSignatures.iter();
    let signers = signatures.map(|signature| signer(frame, message, signature)).collect::<Result<Vec<_>, Stop>>()?;
    frame.settle(|p, ctx, fx| p.deposit_buffered_ether(ctx, &request, &signers, fx))
}

fn unvet(frame: &mut Frame<'_>, prefixes: &MessagePrefixes, call: &Dsm::unvetSigningKeysCall) -> Result<(), Stop> {
    let (block, id, nonce) = (call.blockNumber, call.stakingModuleId, call.nonce);
    let (operators, counts) = (&call.nodeOperatorIds, &call.vettedSigningKeysCounts);
    let message = prefixes.unvet_message(block, call.blockHash, id, nonce, operators, counts);
    let is_caller_enough = frame.protocol().lido.deposit_security.is_guardian(frame.caller());
    let signer = if is_caller_enough { None } else { Some(signer(frame, message, &call.sig)?) };
    let request = UnvetRequest {
        block_hash: call.blockHash,
        actual_block_hash: block_hash(frame, block),
        module: module_id(id),
        nonce,
        operator_ids: operators,
        vetted_counts: counts,
        signer,
    };
    frame.change(|p, ctx, fx| p.unvet_signing_keys(ctx, &request, fx))
}
