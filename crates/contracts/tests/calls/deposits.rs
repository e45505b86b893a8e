//! Deposits: guardians sign, ether goes from the buffer through the router to the deposit contract.

use crate::network::{ADMIN, ALICE, Network, ether, guardians};
use alloy_primitives::{Address, B256, Bytes, U256, b256, keccak256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolError as _, SolEvent as _, SolValue as _};
use aquifer_contracts::interfaces::{
    IDepositContract, IDepositSecurityModule as Dsm, ILido, INodeOperatorsRegistry, IStakingRouter,
};
use aquifer_protocol::units::Wei;

const BLOCK: u64 = 999;
const BLOCK_HASH: B256 = b256!("00000000000000000000000000000000000000000000000000000000000000b1");

/// The message of a deposit, written out again here from the contract's documentation.
fn attestation(network: &Network, deposit_root: B256, nonce: u64) -> B256 {
    let kind = keccak256("lido.DepositSecurityModule.ATTEST_MESSAGE");
    let prefix = keccak256((kind, U256::from(1), network.book.deposit_security_module).abi_encode_packed());
    let (block, module) = (U256::from(BLOCK), U256::from(1));
    keccak256((prefix, block, BLOCK_HASH, deposit_root, module, U256::from(nonce)).abi_encode_packed())
}

fn signed(signer: &PrivateKeySigner, message: B256) -> Dsm::Signature {
    let signature = signer.sign_hash_sync(&message).expect("a key signs");
    let mut vs: U256 = signature.s();
    vs.set_bit(255, signature.v());
    Dsm::Signature { r: signature.r().into(), vs: vs.into() }
}

fn deposit(network: &mut Network, signers: &[PrivateKeySigner]) -> Dsm::depositBufferedEtherCall {
    let root = network.view(network.book.deposit_contract, &IDepositContract::get_deposit_rootCall {});
    let nonce = network.view(network.book.staking_modules[0], &INodeOperatorsRegistry::getNonceCall {});
    let message = attestation(network, root, nonce.to());
    Dsm::depositBufferedEtherCall {
        blockNumber: U256::from(BLOCK),
        blockHash: BLOCK_HASH,
        depositRoot: root,
        stakingModuleId: U256::ONE,
        nonce,
        depositCalldata: Bytes::new(),
        sortedGuardianSignatures: signers.iter().map(|signer| signed(signer, message)).collect(),
    }
}

fn funded() -> Network {
    let mut network = Network::start();
    network.host.block_hashes.insert(BLOCK, BLOCK_HASH);
    network.call(ALICE, network.book.steth, ether(100), &ILido::submitCall { referral: Address::ZERO });
    network
}

#[test]
fn a_quorum_of_guardians_opens_a_deposit() {
    let mut network = funded();
    let book = network.book.clone();
    let call = deposit(&mut network, &guardians()[..2]);
    network.host.logs.clear();
    network.call(ALICE, book.deposit_security_module, Wei::ZERO, &call);

    assert_eq!(network.host.balance_of(book.deposit_contract), ether(96));
    assert_eq!(network.host.balance_of(book.staking_router), Wei::ZERO);
    assert_eq!(network.view(book.steth, &ILido::getBeaconStatCall {}).depositedValidators, U256::from(3));
    let topic = IDepositContract::DepositEvent::SIGNATURE_HASH;
    let deposits = network.host.logs.iter().filter(|log| log.topics()[0] == topic);
    assert_eq!(deposits.inspect(|log| assert_eq!(log.address, book.deposit_contract)).count(), 3);
    let routed = IStakingRouter::StakingRouterETHDeposited::SIGNATURE_HASH;
    assert!(network.host.logs.iter().any(|log| log.address == book.staking_router && log.topics()[0] == routed));
    let count = network.view(book.deposit_contract, &IDepositContract::get_deposit_countCall {});
    assert_eq!(count, Bytes::from(3_u64.to_le_bytes()));
}

#[test]
fn a_deposit_without_the_right_signatures_is_refused() {
    let mut network = funded();
    let dsm = network.book.deposit_security_module;
    let signers = guardians();
    let alone = deposit(&mut network, &signers[..1]);
    assert_eq!(network.refused(ALICE, dsm, Wei::ZERO, &alone), Bytes::from(Dsm::DepositNoQuorum {}.abi_encode()));
    let swapped = deposit(&mut network, &[signers[1].clone(), signers[0].clone()]);
    assert_eq!(network.refused(ALICE, dsm, Wei::ZERO, &swapped), Bytes::from(Dsm::SignaturesNotSorted {}.abi_encode()));
    let stranger = PrivateKeySigner::from_bytes(&B256::with_last_byte(99)).expect("a small key is a key");
    let foreign = deposit(&mut network, &[stranger, signers[0].clone()]);
    assert_eq!(network.refused(ALICE, dsm, Wei::ZERO, &foreign), Bytes::from(Dsm::InvalidSignature {}.abi_encode()));
    let mut other_chain = deposit(&mut network, &signers[..2]);
    other_chain.blockHash = B256::ZERO;
    assert_eq!(
        network.refused(ALICE, dsm, Wei::ZERO, &other_chain),
        Bytes::from(Dsm::DepositUnexpectedBlockHash {}.abi_encode())
    );
}

#[test]
fn one_guardian_pauses_deposits_and_the_owner_resumes_them() {
    let mut network = funded();
    let dsm = network.book.deposit_security_module;
    let kind = keccak256("lido.DepositSecurityModule.PAUSE_MESSAGE");
    let prefix = keccak256((kind, U256::from(1), dsm).abi_encode_packed());
    let message = keccak256((prefix, U256::from(BLOCK)).abi_encode_packed());
    let pause = Dsm::pauseDepositsCall { blockNumber: U256::from(BLOCK), sig: signed(&guardians()[0], message) };
    network.call(ALICE, dsm, Wei::ZERO, &pause);
    assert!(network.view(dsm, &Dsm::isDepositsPausedCall {}));
    let call = deposit(&mut network, &guardians()[..2]);
    assert_eq!(network.refused(ALICE, dsm, Wei::ZERO, &call), Bytes::from(Dsm::DepositsArePaused {}.abi_encode()));
    let stranger = Bytes::from(Dsm::NotAnOwner { caller: ALICE }.abi_encode());
    assert_eq!(network.refused(ALICE, dsm, Wei::ZERO, &Dsm::unpauseDepositsCall {}), stranger);
    network.call(ADMIN, dsm, Wei::ZERO, &Dsm::unpauseDepositsCall {});
    network.call(ALICE, dsm, Wei::ZERO, &call);
}

#[test]
fn anybody_deposits_straight_to_the_deposit_contract_with_the_root_of_the_data() {
    let mut network = Network::start();
    let contract = network.book.deposit_contract;
    let (pubkey, credentials, signature) = ([7_u8; 48], B256::with_last_byte(1), [9_u8; 96]);
    let amount = aquifer_protocol::units::Gwei::new(32_000_000_000);
    let root = aquifer_protocol::ethereum::deposit_data_root(&pubkey.into(), credentials, amount, &signature.into());
    let call = IDepositContract::depositCall {
        pubkey: pubkey.into(),
        withdrawal_credentials: credentials.into(),
        signature: signature.into(),
        deposit_data_root: root,
    };
    network.call(ALICE, contract, ether(32), &call);
    assert_eq!(network.host.balance_of(contract), ether(32));
    let data = network.refused(ALICE, contract, ether(31), &call);
    let reason = "DepositContract: reconstructed DepositData does not match supplied deposit_data_root";
    assert_eq!(data, crate::network::string(reason));
}
