//! Exits, withdrawals and consolidations asked for by plain transactions to the contracts of EIP-7002 and EIP-7251.

use crate::fixture::{ALICE, BOB, Chain, credentials, key, protocol_of, validator};
use alloy_eips::eip7685::{EMPTY_REQUESTS_HASH, Requests};
use alloy_primitives::{Address, B256, Bytes, U256};
use aquifer_chain::{
    ExecutedBlock, Input,
    block::DevelopmentChange,
    build_empty_run,
    execute::{CallRequest, CallStatus},
    system_contracts::{BEACON_ROOTS, BLOCK_HASHES, CONSOLIDATION_REQUESTS, WITHDRAWAL_REQUESTS},
};
use aquifer_protocol::{
    ethereum::{Beacon, BeaconConstants, Validator},
    units::{Epoch, Epochs, Gwei, Slot, ValidatorIndex},
};

/// Validator 0 is Alice's (0x01), 1 and 2 are hers and compounding, 3 is Bob's; the rest belong to nobody who asks.
fn chain() -> Chain {
    let mut constants = BeaconConstants::mainnet();
    constants.shard_committee_period = Epochs::new(1);
    // So that consolidations get churn with little stake: 512 ETH in all, 256 of them for the other two.
    constants.min_per_epoch_churn_limit = Gwei::new(512_000_000_000);
    let mut validators = vec![
        validator(0, credentials(1, ALICE), 32),
        validator(1, credentials(2, ALICE), 40),
        validator(2, credentials(2, ALICE), 64),
        validator(3, credentials(1, BOB), 32),
    ];
    validators.extend((4..64).map(|index| validator(index, credentials(1, Address::repeat_byte(0x99)), 32)));
    let mut chain = Chain::with_protocol(protocol_of(constants, validators, Vec::new()));
    // Into the epoch in which validators may leave; the first of these blocks also starts the contracts.
    let (built, _) = chain.build_at(Slot::new(40), vec![]);
    chain.extend(built);
    chain
}

fn beacon(chain: &Chain) -> &Beacon {
    &chain.world.protocol.beacon
}

fn of(chain: &Chain, index: u64) -> Validator {
    beacon(chain).validator(ValidatorIndex::new(index)).expect("is there")
}

fn withdrawal(index: u64, gwei: u64) -> Bytes {
    [key(index).public_key().as_slice(), &gwei.to_be_bytes()].concat().into()
}

fn consolidation(source: u64, target: u64) -> Bytes {
    [key(source).public_key().as_slice(), key(target).public_key().as_slice()].concat().into()
}

fn requests_hash(kind: u8, body: &[u8]) -> Option<B256> {
    Some(Requests::new(vec![[&[kind], body].concat().into()]).requests_hash())
}

fn fee(chain: &Chain, contract: Address) -> Result<U256, CallStatus> {
    let outcome = chain.call(&CallRequest { to: Some(contract), ..CallRequest::default() });
    match outcome.status {
        CallStatus::Success => Ok(U256::from_be_slice(&outcome.output)),
        other => Err(other),
    }
}

#[test]
fn an_exit_is_asked_for_by_the_address_of_the_credentials() {
    let mut chain = chain();
    let receipt = chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, withdrawal(0, 0));
    assert!(receipt.success);
    // EIP-7002: who asks, which key, how much (little-endian in the request).
    let item = [ALICE.as_slice(), key(0).public_key().as_slice(), &[0; 8]].concat();
    assert_eq!(chain.head.requests.withdrawals, item);
    assert_eq!(chain.head.header.requests_hash, requests_hash(1, &item));
    assert_ne!(of(&chain, 0).exit_epoch, Epoch::FAR);
    // Somebody else's request stays in the block and does nothing.
    let receipt = chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, withdrawal(3, 0));
    assert!(receipt.success && !chain.head.requests.is_empty());
    assert_eq!(of(&chain, 3).exit_epoch, Epoch::FAR);
    chain.mine(vec![]);
    assert_eq!(chain.head.header.requests_hash, Some(EMPTY_REQUESTS_HASH));
}

#[test]
fn a_partial_withdrawal_needs_compounding_credentials_and_keeps_32_ether() {
    let mut chain = chain();
    let ask = 50_000_000_000_u64;
    chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, withdrawal(1, ask));
    let item = [ALICE.as_slice(), key(1).public_key().as_slice(), &ask.to_le_bytes()].concat();
    assert_eq!(chain.head.requests.withdrawals, item);
    let pending = beacon(&chain).pending_balance_to_withdraw(ValidatorIndex::new(1));
    assert!(pending >= Gwei::new(8_000_000_000) && pending < Gwei::new(9_000_000_000), "{pending}: 40 less 32 and rewards");
    chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, withdrawal(0, ask));
    assert_eq!(beacon(&chain).pending_partial_withdrawals().len(), 1, "0x01 credentials give no partial withdrawal");
}

#[test]
fn one_key_twice_switches_to_compounding_and_two_keys_consolidate() {
    let mut chain = chain();
    chain.send(ALICE, CONSOLIDATION_REQUESTS, U256::ONE, consolidation(0, 0));
    assert_eq!(of(&chain, 0).credentials, credentials(2, ALICE));
    let item = [ALICE.as_slice(), &consolidation(2, 1)].concat();
    chain.send(ALICE, CONSOLIDATION_REQUESTS, U256::ONE, consolidation(2, 1));
    assert_eq!(
        (chain.head.requests.consolidations.clone(), chain.head.header.requests_hash),
        (item.clone().into(), requests_hash(2, &item))
    );
    assert_ne!(of(&chain, 2).exit_epoch, Epoch::FAR);
    assert_eq!(beacon(&chain).pending_consolidations().len(), 1);
    // A target with 0x01 credentials takes nothing.
    chain.send(BOB, CONSOLIDATION_REQUESTS, U256::ONE, consolidation(3, 4));
    assert_eq!(of(&chain, 3).exit_epoch, Epoch::FAR);
}

#[test]
fn requests_of_one_block_are_processed_withdrawals_first() {
    let mut chain = chain();
    let nonce = chain.world.nonce(&ALICE);
    let tx = |offset: u64, to, data| match chain.transaction(ALICE, Some(to), U256::ONE, data) {
        Input::Impersonated(tx) => Input::Impersonated(aquifer_chain::block::Impersonated { nonce: nonce + offset, ..tx }),
        other => other,
    };
    // Were the consolidation first, validator 2 would be leaving and its withdrawal ignored.
    let inputs =
        vec![tx(0, CONSOLIDATION_REQUESTS, consolidation(2, 1)), tx(1, WITHDRAWAL_REQUESTS, withdrawal(2, 5_000_000_000))];
    chain.mine(inputs);
    assert_eq!(beacon(&chain).pending_balance_to_withdraw(ValidatorIndex::new(2)), Gwei::new(5_000_000_000));
    assert_eq!(of(&chain, 2).exit_epoch, Epoch::FAR, "a source with a partial withdrawal queued does not consolidate");
}

#[test]
fn a_request_costs_its_fee_and_the_first_block_takes_none() {
    let mut chain = Chain::new();
    assert_eq!(fee(&chain, WITHDRAWAL_REQUESTS), Err(CallStatus::Revert), "before the first system call");
    assert!(!chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, withdrawal(0, 0)).success);
    for contract in [WITHDRAWAL_REQUESTS, CONSOLIDATION_REQUESTS] {
        assert_eq!(fee(&chain, contract), Ok(U256::ONE));
    }
    let too_little = chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ZERO, withdrawal(0, 0));
    let odd = chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::ONE, vec![0; 55]);
    assert!(!too_little.success && !odd.success && chain.head.requests.is_empty());
    let paid = chain.send(ALICE, WITHDRAWAL_REQUESTS, U256::from(5), withdrawal(0, 0));
    assert!(paid.success);
    assert_eq!(chain.world.balance(&WITHDRAWAL_REQUESTS), U256::from(5), "what is paid too much stays there");
}

/// The chain after `count` requests of Bob's validator in one block: more than a block hands out.
fn crowded(count: u64) -> Chain {
    let mut chain = chain();
    let nonce = chain.world.nonce(&BOB);
    let request = |offset: u64| match chain.transaction(BOB, Some(WITHDRAWAL_REQUESTS), U256::ONE, withdrawal(3, 1)) {
        Input::Impersonated(tx) => {
            Input::Impersonated(aquifer_chain::block::Impersonated { nonce: nonce + offset, gas_limit: 1_000_000, ..tx })
        }
        other => other,
    };
    let inputs = (0..count).map(request).collect();
    chain.mine(inputs);
    chain
}

#[test]
fn what_one_block_cannot_hand_out_the_next_ones_do_and_the_fee_falls_again() {
    let mut chain = crowded(40);
    assert_eq!(chain.head.requests.withdrawals.len(), 16 * 76);
    assert_eq!(fee(&chain, WITHDRAWAL_REQUESTS), Ok(U256::from(9)), "excess 38");
    let mut run: Vec<ExecutedBlock> = Vec::new();
    build_empty_run(&chain.spec, &chain.head, &chain.world, chain.next_slot(), 30, |block| run.push(block)).expect("runs");
    let items: Vec<usize> = run.iter().map(|block| block.block.requests.withdrawals.len() / 76).collect();
    assert_eq!(items[..4], [16, 8, 0, 0]);
    // CHN-7 while the contracts have work to do, and when they rest again.
    for block in run {
        let (built, _) = chain.build(vec![]);
        assert_eq!(built, block);
        chain.extend(built);
    }
    assert_eq!(fee(&chain, WITHDRAWAL_REQUESTS), Ok(U256::ONE));
}

#[test]
fn parents_lie_in_the_rings() {
    let mut chain = chain();
    let (parent, number) = (chain.head.hash, chain.head.number());
    chain.mine(vec![]);
    let input = Bytes::from(U256::from(number).to_be_bytes::<32>());
    let outcome = chain.call(&CallRequest { to: Some(BLOCK_HASHES), input, ..CallRequest::default() });
    // The call sees the head as its block, which asks for the one before.
    assert_eq!(outcome.output, parent.to_vec());
    let time = chain.head.header.timestamp;
    assert_eq!(chain.world.storage(&BEACON_ROOTS, &U256::from(time % 8191)), U256::from(time));
}

#[test]
fn code_and_nonce_of_a_system_contract_cannot_be_set() {
    let chain = chain();
    let account = WITHDRAWAL_REQUESTS;
    let code = Input::Development(DevelopmentChange::SetCode { account, code: Bytes::from_static(&[0]) });
    let nonce = Input::Development(DevelopmentChange::SetNonce { account, nonce: 7 });
    let balance = Input::Development(DevelopmentChange::SetBalance { account, balance: U256::from(7) });
    let (built, rejected) = chain.build(vec![code.clone(), nonce.clone(), balance]);
    assert_eq!(rejected.into_iter().map(|rejected| rejected.input).collect::<Vec<_>>(), [code, nonce]);
    assert_eq!(built.world.balance(&account), U256::from(7));
}
