//! A registry like mainnet's, the same for the same size: what transitions are measured on, here and beside other programs.

use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, BlsSignature, Finality, PendingDeposit, PerformanceProfile, PublicKey, StateRecord, Validator,
};
use aquifer_protocol::units::{Epoch, Gwei, Slot, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

pub(crate) const ETH: u64 = 1_000_000_000;
/// The epoch that ends: far from the start, so that exits and slashings lie in the past and the future.
pub(crate) const EPOCH: u64 = 9_000;

/// A sequence of numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// A state like mainnet's: nine in ten at 32 ETH, the others between 33 and 2,048, every balance its own; some three in a
/// hundred votes missing, one in a hundred exiting, a few slashed (some at their midpoint), out, or not yet active.
pub(crate) fn realistic(count: u64) -> Beacon {
    let mut numbers = Numbers(7);
    let validators = (0..count).map(|number| realistic_validator(number, &mut numbers)).collect();
    let finality = Finality {
        justification_bits: [true; 4],
        previous_justified: Epoch::new(EPOCH - 2),
        current_justified: Epoch::new(EPOCH - 1),
        finalized: Epoch::new(EPOCH - 2),
    };
    let slot = Slot::new(EPOCH * 32 + 31);
    let slashings = (0..100).map(|epoch| (epoch * 80, Gwei::new(64 * ETH))).collect();
    // Top-ups that the transition credits: as many as one takes.
    let pending_deposits = (1..=16).map(|number| top_up(key(number * 5 % count))).collect();
    let record = StateRecord { slot, validators, finality, slashings, pending_deposits, ..StateRecord::default() };
    Beacon::from_record(Arc::new(BeaconConstants::mainnet()), Timestamp::new(0), B256::repeat_byte(1), record).unwrap()
}

fn realistic_validator(number: u64, numbers: &mut Numbers) -> Validator {
    let compounds = numbers.percent(10);
    let effective = if compounds { (33 + numbers.below(2_016)) * ETH } else { (32 - numbers.below(40) / 39) * ETH };
    let mut credentials = Address::left_padding_from(&number.to_be_bytes()).into_word();
    credentials[0] = 1 + u8::from(compounds);
    let mut validator = Validator {
        pubkey: key(number),
        credentials,
        effective_balance: Gwei::new(effective),
        slashed: false,
        activation_eligibility_epoch: Epoch::new(10),
        activation_epoch: Epoch::new(20 + number / 200),
        exit_epoch: Epoch::FAR,
        withdrawable_epoch: Epoch::FAR,
        balance: Gwei::new(effective + numbers.below(ETH / 5)),
        inactivity_score: 0,
        previous_participation: participation(numbers),
        current_participation: participation(numbers),
        fee_recipient: Address::ZERO,
        profile: PerformanceProfile::PERFECT,
    };
    match numbers.below(1_000) {
        0..10 => leave(&mut validator, EPOCH + 1 + numbers.below(500)),
        10..13 => {
            leave(&mut validator, EPOCH - 4_000 + numbers.below(3_900));
            validator.slashed = true;
            validator.withdrawable_epoch = Epoch::new(if numbers.percent(1) { EPOCH + 4_096 } else { EPOCH + 4_000 });
        }
        13..40 => leave(&mut validator, EPOCH - 600 + numbers.below(500)),
        40..42 => validator.activation_epoch = Epoch::FAR,
        _ => {}
    }
    if validator.previous_participation & 2 == 0 {
        validator.inactivity_score = numbers.below(40);
    }
    validator
}

/// Seven in a hundred miss something: most the head, fewer the target, some everything.
fn participation(numbers: &mut Numbers) -> u8 {
    match numbers.below(100) {
        0..4 => 0b011,
        4 => 0b001,
        5..7 => 0,
        _ => 0b111,
    }
}

fn leave(validator: &mut Validator, epoch: u64) {
    validator.exit_epoch = Epoch::new(epoch);
    validator.withdrawable_epoch = Epoch::new(epoch + 256);
}

fn key(number: u64) -> PublicKey {
    PublicKey::left_padding_from(&number.to_be_bytes())
}

fn top_up(pubkey: PublicKey) -> PendingDeposit {
    PendingDeposit {
        pubkey,
        credentials: B256::ZERO,
        amount: Gwei::new(ETH),
        signature: BlsSignature::ZERO,
        signature_valid: false,
        slot: Slot::new(1),
    }
}
