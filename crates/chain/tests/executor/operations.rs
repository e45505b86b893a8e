//! Operations of the consensus side: evidence, exits and changes of credentials, in their order and with their signatures.

use crate::fixture::{Chain, credentials, key, protocol_of, spec, validator};
use alloy_primitives::{Address, B256};
use aquifer_beacon::types::{
    AttestationData, AttesterSlashing, BeaconBlockHeader, BlsToExecutionChange, Checkpoint, IndexedAttestation, ProposerSlashing,
    SignedBeaconBlockHeader, SignedBlsToExecutionChange, SignedVoluntaryExit, VoluntaryExit,
};
use aquifer_bls::{
    SecretKey, aggregate_signatures, sign_attestation, sign_block_header, sign_credentials_change, sign_voluntary_exit,
};
use aquifer_chain::{
    Input, InputError,
    block::{ConsensusInput, DevelopmentChange},
    execute::{Operation, OperationError, check_operation},
};
use aquifer_protocol::{
    ethereum::{BeaconConstants, BeaconError, Validator},
    units::{Epoch, Epochs, Gwei, ValidatorIndex},
};
use tree_hash::TreeHash;

/// Who holds the withdrawal key of validator 60.
fn withdrawal_key() -> SecretKey {
    key(1_000)
}

/// Validators may leave at once; validator 60 has BLS credentials.
fn chain() -> Chain {
    let mut constants = BeaconConstants::mainnet();
    constants.shard_committee_period = Epochs::new(0);
    let mut validators: Vec<_> = (0..64).map(|index| validator(index, credentials(1, Address::repeat_byte(9)), 32)).collect();
    validators[60].credentials = withdrawal_key().bls_credentials();
    Chain::with_protocol(protocol_of(constants, validators, Vec::new()))
}

fn root() -> B256 {
    chain().world.protocol.beacon.genesis_validators_root
}

fn of(chain: &Chain, index: u64) -> Validator {
    chain.world.protocol.beacon.validator(ValidatorIndex::new(index)).expect("is there")
}

fn header(slot: u64, proposer_index: u64, body: u8) -> BeaconBlockHeader {
    BeaconBlockHeader { slot, proposer_index, body_root: B256::repeat_byte(body), ..BeaconBlockHeader::default() }
}

fn signed(message: BeaconBlockHeader, signer: u64) -> SignedBeaconBlockHeader {
    let signature = sign_block_header(&key(signer), message.tree_hash_root(), spec().current_fork_version(), root());
    SignedBeaconBlockHeader { message, signature }
}

fn proposers(one: SignedBeaconBlockHeader, other: SignedBeaconBlockHeader) -> ConsensusInput {
    ConsensusInput::ProposerSlashing(Box::new(ProposerSlashing { signed_header_1: one, signed_header_2: other }))
}

/// Validator `index` made two blocks for slot 1.
fn double_proposal(index: u64) -> ConsensusInput {
    proposers(signed(header(1, index, 1), index), signed(header(1, index, 2), index))
}

fn vote(source: u64, target: u64, head: u8, voters: &[u64], signers: &[u64]) -> IndexedAttestation {
    let checkpoint = |epoch| Checkpoint { epoch, root: B256::ZERO };
    let data = AttestationData {
        slot: target * 32,
        beacon_block_root: B256::repeat_byte(head),
        source: checkpoint(source),
        target: checkpoint(target),
        ..AttestationData::default()
    };
    let sign = |signer: &u64| sign_attestation(&key(*signer), data.tree_hash_root(), spec().current_fork_version(), root());
    let signature = aggregate_signatures(&signers.iter().map(sign).collect::<Vec<_>>()).expect("signatures");
    IndexedAttestation { attesting_indices: voters.to_vec().try_into().expect("few"), data, signature }
}

fn attesters(attestation_1: IndexedAttestation, attestation_2: IndexedAttestation) -> ConsensusInput {
    ConsensusInput::AttesterSlashing(Box::new(AttesterSlashing { attestation_1, attestation_2 }))
}

fn double_vote(voters: &[u64]) -> ConsensusInput {
    attesters(vote(0, 1, 1, voters, voters), vote(0, 1, 2, voters, voters))
}

fn exit(index: u64) -> ConsensusInput {
    let signature =
        sign_voluntary_exit(&key(index), ValidatorIndex::new(index), Epoch::new(0), spec().exit_fork_version(), root());
    ConsensusInput::VoluntaryExit(SignedVoluntaryExit { message: VoluntaryExit { epoch: 0, validator_index: index }, signature })
}

fn change(validator_index: u64, signer: &SecretKey, from: &SecretKey) -> ConsensusInput {
    let to_execution_address = Address::repeat_byte(0x42);
    let (index, version) = (ValidatorIndex::new(validator_index), spec().genesis_fork_version);
    let signature = sign_credentials_change(signer, index, to_execution_address, version, root());
    let message = BlsToExecutionChange { validator_index, from_bls_pubkey: from.public_key(), to_execution_address };
    ConsensusInput::BlsToExecutionChange(SignedBlsToExecutionChange { message, signature })
}

#[track_caller]
fn refused(operation: &ConsensusInput) -> InputError {
    let chain = chain();
    let checked = check_operation(&chain.spec, &chain.world.protocol.beacon, operation).expect_err("refused");
    let (_, rejected) = chain.build(vec![Input::Consensus(operation.clone())]);
    assert_eq!(rejected[0].error, checked, "what is said before is what the block says");
    checked
}

#[track_caller]
fn breaks(operation: &ConsensusInput, rule: OperationError) {
    assert_eq!(refused(operation), InputError::Operation(rule));
}

#[test]
fn two_headers_of_one_proposer_for_one_slot_slash_it() {
    let mut chain = chain();
    chain.mine(vec![Input::Consensus(double_proposal(5))]);
    assert!(of(&chain, 5).slashed);
    let (_, rejected) = chain.build(vec![Input::Consensus(double_proposal(5))]);
    assert!(matches!(rejected[0].error, InputError::Beacon(BeaconError::NotSlashable { .. })), "only once");
}

#[test]
fn headers_that_prove_nothing_are_refused() {
    let one = signed(header(1, 5, 1), 5);
    breaks(&proposers(one, one), OperationError::SameHeaders);
    breaks(&proposers(one, signed(header(2, 5, 2), 5)), OperationError::DifferentSlots { first: 1, second: 2 });
    breaks(&proposers(one, signed(header(1, 6, 2), 6)), OperationError::DifferentProposers { first: 5, second: 6 });
    let validator = ValidatorIndex::new(5);
    breaks(&proposers(one, signed(header(1, 5, 2), 6)), OperationError::HeaderSignature { header: 2, validator });
    breaks(&proposers(signed(header(1, 5, 2), 6), one), OperationError::HeaderSignature { header: 1, validator });
    let index = ValidatorIndex::new(99);
    assert_eq!(refused(&double_proposal(99)), InputError::Beacon(BeaconError::UnknownValidator { index }));
}

#[test]
fn who_is_in_both_of_two_conflicting_votes_is_slashed() {
    let mut chain = chain();
    let evidence = attesters(vote(0, 1, 1, &[3, 4, 8], &[3, 4, 8]), vote(0, 1, 2, &[4, 7, 8], &[4, 7, 8]));
    chain.mine(vec![Input::Consensus(evidence)]);
    let slashed: Vec<u64> = (0..64).filter(|index| of(&chain, *index).slashed).collect();
    assert_eq!(slashed, [4, 8]);
    // The first surrounds the second.
    chain.mine(vec![Input::Consensus(attesters(vote(0, 3, 1, &[9], &[9]), vote(1, 2, 1, &[9], &[9])))]);
    assert!(of(&chain, 9).slashed);
}

#[test]
fn votes_that_prove_nothing_are_refused() {
    let one = || vote(0, 1, 1, &[3], &[3]);
    breaks(&attesters(one(), one()), OperationError::VotesDoNotConflict);
    let surrounded = attesters(vote(1, 2, 1, &[3], &[3]), vote(0, 3, 1, &[3], &[3]));
    breaks(&surrounded, OperationError::VotesDoNotConflict);
    breaks(&attesters(one(), vote(0, 1, 2, &[4], &[4])), OperationError::NobodyToSlash);
    breaks(&attesters(one(), vote(0, 1, 2, &[3], &[4])), OperationError::VoteSignature { vote: 2 });
    breaks(&attesters(one(), vote(0, 1, 2, &[3, 4], &[3])), OperationError::VoteSignature { vote: 2 });
    for voters in [&[][..], &[3, 3], &[4, 3]] {
        breaks(&attesters(vote(0, 1, 2, voters, &[3, 4]), one()), OperationError::BadVoters { vote: 1 });
    }
}

#[test]
fn bls_credentials_change_once_and_only_by_their_key() {
    let operation = change(60, &withdrawal_key(), &withdrawal_key());
    let mut chain = chain();
    chain.mine(vec![Input::Consensus(operation.clone())]);
    assert_eq!(of(&chain, 60).credentials, credentials(1, Address::repeat_byte(0x42)));
    let (_, rejected) = chain.build(vec![Input::Consensus(operation)]);
    assert!(matches!(rejected[0].error, InputError::Beacon(BeaconError::NotBlsCredentials { .. })));
    let validator = ValidatorIndex::new(60);
    breaks(&change(60, &key(60), &withdrawal_key()), OperationError::ChangeSignature { validator });
    assert!(matches!(refused(&change(60, &key(60), &key(60))), InputError::Beacon(BeaconError::WrongWithdrawalKey { .. })));
}

#[test]
fn a_block_takes_operations_in_their_order_and_up_to_its_limits() {
    let chain = chain();
    let exits = (10..27).map(|index| Input::Consensus(exit(index)));
    let late = [double_vote(&[30]), double_vote(&[31])].map(Input::Consensus);
    let slash = Input::Development(DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(1) });
    let inputs = [slash].into_iter().chain(late).chain(exits).chain([Input::Consensus(double_proposal(2))]);
    let (built, rejected) = chain.build(inputs.collect());
    let errors: Vec<_> = rejected.iter().map(|rejected| rejected.error.clone()).collect();
    let expected = [
        InputError::TooManyOperations { operation: Operation::AttesterSlashing, limit: 1 },
        InputError::TooManyOperations { operation: Operation::VoluntaryExit, limit: 16 },
        InputError::OutOfOrder { operation: Operation::ProposerSlashing },
    ];
    assert_eq!(errors, expected);
    assert!(errors.iter().all(InputError::is_for_later));
    assert_eq!(built.block.inputs.len(), 18);
}

#[test]
fn who_includes_evidence_earns_for_it() {
    let chain = chain();
    let supply = |inputs| {
        let (built, _) = chain.build(inputs);
        built.world.protocol.beacon.sum_of_balances()
    };
    // 32 ETH // 4096 leave the offender and reach the proposer.
    assert_eq!(supply(vec![Input::Consensus(double_vote(&[3, 4]))]), supply(vec![]));
    let before = of(&chain, 3).balance;
    let (built, _) = chain.build(vec![Input::Consensus(double_vote(&[3, 4]))]);
    let after = built.world.protocol.beacon.validator(ValidatorIndex::new(3)).expect("is there").balance;
    assert!(before.floor_sub(after) > Gwei::new(7_000_000), "{after}");
}
