//! Deposits, pauses and guardians, table by table.

use super::*;
use crate::Ctx;
use crate::context::NoEther;
use crate::effect::Effects;
use crate::liquid::lido::node_operators::OperatorId;
use crate::units::{Timestamp, Wei};
use alloy_primitives::{B256, keccak256};

const OWNER: Address = Address::repeat_byte(0x0e);
const STRANGER: Address = Address::repeat_byte(0xee);

fn guardian(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}

fn at(caller: Address, block: u64) -> Ctx<'static> {
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(block),
        timestamp: Timestamp::new(block * 12),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    }
}

fn module() -> DepositSecurity {
    let guardians = [0, 1, 2].map(guardian);
    DepositSecurity::new(OWNER, &guardians, U256::from(2), U256::from(6_646), U256::from(2)).unwrap()
}

fn attempt() -> DepositAttempt {
    DepositAttempt {
        block_hash: B256::repeat_byte(1),
        actual_block_hash: B256::repeat_byte(1),
        deposit_root: B256::repeat_byte(2),
        actual_deposit_root: B256::repeat_byte(2),
        nonce: U256::from(9),
        module: ModuleDepositState {
            is_active: true,
            nonce: 9,
            last_deposit_block: BlockNumber::new(75),
            min_deposit_block_distance: 25,
        },
        signatures: 2,
    }
}

#[test]
fn refusals_of_a_deposit_in_order() {
    let paused = {
        let mut module = module();
        module.pause_deposits(&at(guardian(0), 100), U256::from(100), None, &mut Effects::new()).unwrap();
        module
    };
    let check = |attempt: &DepositAttempt, expected| {
        assert_eq!(paused.check_deposit(&at(STRANGER, 99), attempt), Err(expected));
    };
    let mut wrong = attempt();
    wrong.actual_deposit_root = B256::ZERO;
    (wrong.nonce, wrong.signatures, wrong.block_hash) = (U256::ZERO, 1, B256::ZERO);
    (wrong.actual_block_hash, wrong.module.is_active) = (B256::ZERO, false);
    check(&wrong, DepositSecurityError::DepositRootChanged);
    wrong.actual_deposit_root = wrong.deposit_root;
    check(&wrong, DepositSecurityError::ModuleNonceChanged);
    wrong.nonce = U256::from(9);
    check(&wrong, DepositSecurityError::DepositNoQuorum);
    wrong.signatures = 2;
    check(&wrong, DepositSecurityError::DepositInactiveModule);
    wrong.module.is_active = true;
    check(&wrong, DepositSecurityError::DepositTooFrequent);
    wrong.module.last_deposit_block = BlockNumber::new(74);
    check(&wrong, DepositSecurityError::DepositUnexpectedBlockHash);
    (wrong.block_hash, wrong.actual_block_hash) = (B256::repeat_byte(1), B256::repeat_byte(1));
    check(&wrong, DepositSecurityError::DepositsArePaused);
    assert_eq!(module().check_deposit(&at(STRANGER, 99), &wrong), Ok(()));
}

#[test]
fn a_deposit_to_any_module_delays_the_next() {
    let mut module = module();
    assert!(module.can_deposit(&at(STRANGER, 100), &attempt().module, true));
    assert!(!module.can_deposit(&at(STRANGER, 100), &attempt().module, false));
    module.note_deposit(&at(STRANGER, 90), &mut Effects::new());
    assert!(!module.can_deposit(&at(STRANGER, 114), &attempt().module, true));
    assert!(module.can_deposit(&at(STRANGER, 115), &attempt().module, true));
}

#[test]
fn signers_are_guardians_and_ascend() {
    let check = |signers: &[u8], expected| {
        let signers: Vec<_> = signers.iter().copied().map(guardian).collect();
        assert_eq!(module().check_signers(&signers), expected);
    };
    check(&[0, 2], Ok(()));
    check(&[2, 0], Err(DepositSecurityError::SignaturesNotSorted));
    check(&[1, 1], Err(DepositSecurityError::SignaturesNotSorted));
    check(&[0, 9], Err(DepositSecurityError::InvalidSignature));
}

#[test]
fn one_guardian_pauses_and_the_owner_resumes() {
    let mut module = module();
    let mut effects = Effects::new();
    let block = U256::from(100);
    let strange = module.pause_deposits(&at(STRANGER, 100), block, Some(OWNER), &mut effects);
    assert_eq!(strange, Err(DepositSecurityError::InvalidSignature));
    let old = module.pause_deposits(&at(guardian(1), 6_747), block, None, &mut effects);
    assert_eq!(old, Err(DepositSecurityError::PauseIntentExpired));
    module.pause_deposits(&at(STRANGER, 6_746), block, Some(guardian(1)), &mut effects).unwrap();
    module.pause_deposits(&at(STRANGER, 9_999), block, None, &mut effects).unwrap();
    assert_eq!(effects.iter().count(), 1, "pausing twice is silent");
    assert_eq!(
        module.unpause_deposits(&at(guardian(1), 1), &mut effects),
        Err(DepositSecurityError::NotAnOwner { caller: guardian(1) })
    );
    assert_eq!(module.unpause_deposits(&at(OWNER, 1), &mut effects), Ok(()));
    assert_eq!(module.unpause_deposits(&at(OWNER, 1), &mut effects), Err(DepositSecurityError::DepositsNotPaused));
}

#[test]
fn guardians_come_and_go() {
    let mut module = module();
    let (ctx, mut effects) = (at(OWNER, 1), Effects::new());
    let two = U256::from(2);
    let twice = module.add_guardians(&ctx, &[guardian(7), guardian(7)], two, &mut effects);
    assert_eq!(twice, Err(DepositSecurityError::DuplicateAddress { address: guardian(7) }));
    assert_eq!(module.guardians().len(), 3, "all or none");
    module.remove_guardian(&ctx, guardian(0), two, &mut effects).unwrap();
    assert_eq!(module.guardians(), [guardian(2), guardian(1)]);
    let absent = module.remove_guardian(&ctx, guardian(0), two, &mut effects);
    assert_eq!(absent, Err(DepositSecurityError::NotAGuardian { address: guardian(0) }));
    let stranger = module.set_guardian_quorum(&at(STRANGER, 1), two, &mut effects);
    assert_eq!(stranger, Err(DepositSecurityError::NotAnOwner { caller: STRANGER }));
    assert_eq!(module.check(), Ok(()));
}

#[test]
fn parameters_are_not_zero() {
    let mut module = module();
    let (ctx, mut effects) = (at(OWNER, 1), Effects::new());
    let zero = DepositSecurityError::ZeroParameter { parameter: "_newValue" };
    let validity = module.set_pause_intent_validity_period_blocks(&ctx, U256::ZERO, &mut effects);
    assert_eq!(validity, Err(zero.clone()));
    assert_eq!(module.set_max_operators_per_unvetting(&ctx, U256::ZERO, &mut effects), Err(zero));
    let owner = module.set_owner(&ctx, Address::ZERO, &mut effects);
    assert_eq!(owner, Err(DepositSecurityError::ZeroAddress { field: "_newValue" }));
}

#[test]
fn refusals_of_unvetting_in_order() {
    let module = module();
    let (one, counts) = (5_u64.to_be_bytes(), 3_u128.to_be_bytes());
    let mut attempt = UnvetAttempt {
        block_hash: B256::ZERO,
        actual_block_hash: B256::ZERO,
        nonce: U256::ZERO,
        actual_nonce: 9,
        operator_ids: &one[1..],
        vetted_counts: &counts,
        signer: None,
    };
    let check = |attempt: &UnvetAttempt<'_>| module.check_unvet(&at(STRANGER, 1), attempt);
    assert_eq!(check(&attempt), Err(DepositSecurityError::ModuleNonceChanged));
    attempt.nonce = U256::from(9);
    assert_eq!(check(&attempt), Err(DepositSecurityError::UnvetPayloadInvalid));
    let (three, three_counts) = (one.repeat(3), counts.repeat(3));
    (attempt.operator_ids, attempt.vetted_counts) = (&three, &three_counts);
    assert_eq!(check(&attempt), Err(DepositSecurityError::UnvetPayloadInvalid), "at most two");
    (attempt.operator_ids, attempt.vetted_counts) = (&one, &counts);
    assert_eq!(check(&attempt), Err(DepositSecurityError::InvalidSignature));
    attempt.signer = Some(guardian(2));
    assert_eq!(check(&attempt), Err(DepositSecurityError::UnvetUnexpectedBlockHash));
    (attempt.block_hash, attempt.actual_block_hash) = (B256::repeat_byte(1), B256::repeat_byte(1));
    assert_eq!(check(&attempt), Ok(vec![(OperatorId::new(5), 3)]));
}

#[test]
fn messages_are_packed_without_padding_of_the_address() {
    let this = Address::repeat_byte(0xd5);
    let mut prefix = keccak256("lido.DepositSecurityModule.ATTEST_MESSAGE").to_vec();
    prefix.extend(U256::from(31_337).to_be_bytes::<32>());
    prefix.extend(this);
    let prefixes = MessagePrefixes::of(31_337, this);
    assert_eq!((prefix.len(), prefixes.attest), (84, keccak256(prefix)));
    let mut message = prefixes.attest.to_vec();
    message.extend(U256::from(5).to_be_bytes::<32>());
    message.extend([1; 32]);
    message.extend([2; 32]);
    message.extend(U256::from(3).to_be_bytes::<32>());
    message.extend(U256::from(4).to_be_bytes::<32>());
    let (hash, root) = (B256::repeat_byte(1), B256::repeat_byte(2));
    assert_eq!(prefixes.attest_message(U256::from(5), hash, root, U256::from(3), U256::from(4)), keccak256(message));
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, guardian: Address) {
        let mut module = module();
        assert_eq!(module.check(), Ok(()));
        module.guardians.push(guardian);
        assert_eq!(module.check().unwrap_err().id, broken);
    }
    check("LIQ-55", guardian(0));
    check("LIQ-55", Address::ZERO);
}
