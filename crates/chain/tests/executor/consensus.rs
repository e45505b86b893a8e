//! What the execution side asks of the consensus side: deposits by contract, exits by their signers.

use crate::fixture::{ALICE, Chain, book, ether, key, spec};
use alloy_eips::eip7685::Requests;
use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolCall;
use aquifer_beacon::types::{SignedVoluntaryExit, VoluntaryExit};
use aquifer_bls::{sign_deposit, sign_voluntary_exit};
use aquifer_chain::{Input, InputError, block::ConsensusInput, execute::OperationError};
use aquifer_contracts::interfaces::IDepositContract;
use aquifer_protocol::{
    ethereum::deposit_data_root,
    units::{Epoch, Gwei, Slot, ValidatorIndex},
};

const AMOUNT: Gwei = Gwei::new(32_000_000_000);

#[test]
fn a_deposit_becomes_a_request_and_its_validator_waits_in_the_queue() {
    let mut chain = Chain::new();
    let (key, credentials) = (key(1000), B256::with_last_byte(1));
    let (pubkey, signature) = (key.public_key(), sign_deposit(&key, credentials, AMOUNT, spec().genesis_fork_version));
    let call = IDepositContract::depositCall {
        pubkey: pubkey.to_vec().into(),
        withdrawal_credentials: credentials.to_vec().into(),
        signature: signature.to_vec().into(),
        deposit_data_root: deposit_data_root(&pubkey, credentials, AMOUNT, &signature),
    };
    chain.must(ALICE, book().deposit_contract, ether(32), &call);
    // EIP-6110 by hand: type byte, then the SSZ of the one deposit, numbered 0.
    let amount = AMOUNT.get().to_le_bytes();
    let request = [&[0][..], pubkey.as_slice(), credentials.as_slice(), &amount, signature.as_slice(), &[0; 8]].concat();
    let expected = Requests::new(vec![Bytes::from(request)]).requests_hash();
    assert_eq!(chain.head.header.requests_hash, Some(expected));
    assert_eq!(chain.world.protocol.beacon.totals().pending_deposits, 1);
}

fn exit(epoch: u64, index: u64, signer: u64) -> Input {
    let (epoch, validator) = (Epoch::new(epoch), ValidatorIndex::new(index));
    let root = Chain::new().world.protocol.beacon.genesis_validators_root;
    let signature = sign_voluntary_exit(&key(signer), validator, epoch, spec().exit_fork_version(), root);
    let message = VoluntaryExit { epoch: epoch.get(), validator_index: index };
    Input::Consensus(ConsensusInput::VoluntaryExit(SignedVoluntaryExit { message, signature }))
}

#[test]
fn an_exit_needs_the_validators_signature_and_its_time() {
    let mut chain = Chain::new();
    let validator = ValidatorIndex::new(5);
    let refused = |chain: &Chain, input| chain.build(vec![input]).1.remove(0).error;
    assert!(matches!(refused(&chain, exit(0, 5, 5)), InputError::Beacon(_)), "too young");
    // After the shard committee period it may leave.
    let slot = Slot::new(257 * 32);
    let (built, rejected) = chain.build_at(slot, vec![exit(0, 5, 6), exit(0, 5, 5)]);
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0].error, InputError::Operation(OperationError::ExitSignature { validator }));
    chain.extend(built);
    let leaving = chain.world.protocol.beacon.validator(validator).expect("is there");
    assert!(leaving.exit_epoch < Epoch::new(u64::MAX));
    assert!(matches!(refused(&chain, exit(0, 5, 5)), InputError::Beacon(_)), "leaves already");
}

#[test]
fn a_deposit_by_a_contract_that_reverts_is_no_request() {
    use crate::fixture::Probe;
    let mut chain = Chain::new();
    let probe = chain.deploy_probe();
    let bad = IDepositContract::depositCall {
        pubkey: vec![0; 48].into(),
        withdrawal_credentials: vec![0; 32].into(),
        signature: vec![0; 96].into(),
        deposit_data_root: B256::ZERO,
    };
    let call = Probe::callByCall { scheme: U256::ZERO, target: book().deposit_contract, input: bad.abi_encode().into() };
    chain.must(ALICE, probe, U256::ZERO, &call);
    assert_eq!(chain.world.protocol.beacon.totals().pending_deposits, 0);
}
