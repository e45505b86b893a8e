//! The epoch that ends, as the steps of its transition see it: one pass over all rows before anything moves.

use super::Beacon;
use super::rows::Row;
use crate::units::{Epoch, Gwei, ValidatorIndex};

/// What the steps of one transition read, taken before anything moves.
#[derive(Debug)]
pub(super) struct EndingEpoch {
    /// The epoch that ends.
    pub(super) current: Epoch,
    /// The one before it; epoch 0 for epoch 0, which no step looks at.
    pub(super) previous: Epoch,
    /// Where the validators of each row stand.
    pub(super) standings: Vec<Standing>,
    /// The first validator of each slashed row, by index: ejections may split rows and so move the ones behind.
    pub(super) slashed: Vec<ValidatorIndex>,
    /// Rows the registry step may change: not yet eligible, not yet active, or at the ejection balance and staying.
    pub(super) unsettled: Vec<Row>,
    /// Sums of effective balances.
    pub(super) totals: TotalBalances,
}

/// What a validator is to rewards and scores in the ending epoch, in one byte: the flags that count, and whether it is
/// eligible. The passes over all validators then need not read its epochs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing(u8);

/// Sums of effective balances in Gwei, each at least one increment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TotalBalances {
    /// Active in the current epoch.
    pub(super) active: Gwei,
    /// Counting in the previous epoch, with the flag: source, target, head.
    pub(super) previous: [Gwei; 3],
    /// Unslashed, active in the current epoch, with the target flag of the current epoch.
    pub(super) current_target: Gwei,
}

/// Bit of the timely source flag.
pub(super) const SOURCE_FLAG: u8 = 0b001;
/// Bit of the timely target flag.
pub(super) const TARGET_FLAG: u8 = 0b010;
/// Bit of the timely head flag.
pub(super) const HEAD_FLAG: u8 = 0b100;

impl EndingEpoch {
    /// One pass over all rows.
    pub(super) fn of(beacon: &Beacon) -> Self {
        let current = beacon.epoch();
        let previous = Epoch::new(current.get().saturating_sub(1));
        let ejection = beacon.constants.ejection_balance;
        let all = &beacon.validators;
        let mut standings = Vec::with_capacity(all.len());
        let (mut slashed, mut unsettled) = (Vec::new(), Vec::new());
        let mut sums = Sums::default();
        let flags = all.previous_participation.chunks().zip(all.current_participation.chunks());
        let chunks = all.lives().zip(all.activation_eligibility_epochs.chunks()).zip(flags);
        for ((lives, eligibilities), (before, now)) in chunks {
            let first = standings.len();
            standings.extend(lives.zip(eligibilities).zip(before.iter().zip(now)).zip(first..).map(
                |((((life, count), eligibility), (before, now)), position)| {
                    let is_active = life.is_active(current);
                    let counts = !life.slashed && life.is_active(previous);
                    let flags = if counts { *before } else { 0 };
                    sums.add(life.effective_balance.get().saturating_mul(count), is_active, flags, *now, life.slashed);
                    if life.slashed {
                        slashed.push(all.rows.first(Row::new(position)));
                    }
                    let leaves = life.effective_balance <= ejection && life.exit == Epoch::FAR;
                    if leaves || life.activation == Epoch::FAR || *eligibility == Epoch::FAR {
                        unsettled.push(Row::new(position));
                    }
                    Standing::of(life.is_eligible(previous, current), flags)
                },
            ));
        }
        let totals = sums.totals(beacon.constants.effective_balance_increment);
        Self { current, previous, standings, slashed, unsettled, totals }
    }
}

impl Standing {
    const FLAGS: u8 = SOURCE_FLAG | TARGET_FLAG | HEAD_FLAG;
    const ELIGIBLE: u8 = 0b1000;

    fn of(is_eligible: bool, flags: u8) -> Self {
        Self((flags & Self::FLAGS) | if is_eligible { Self::ELIGIBLE } else { 0 })
    }

    /// Whether it is paid and penalised, and its score moves.
    pub(super) const fn is_eligible(self) -> bool {
        self.0 & Self::ELIGIBLE != 0
    }

    /// Flags of the previous epoch, if it was active then and is not slashed.
    pub(super) const fn flags(self) -> u8 {
        self.0 & Self::FLAGS
    }
}

/// Sums on the way to [`TotalBalances`]. They cannot saturate: an effective balance is at most 2^41 Gwei, so that takes
/// more than 2^22 validators with 2,048 ETH each, more ether than there is.
#[derive(Default)]
struct Sums {
    active: u64,
    previous: [u64; 3],
    current_target: u64,
}

impl Sums {
    /// Adds a row; `effective` is that of all its validators together, `before` the flags that count.
    fn add(&mut self, effective: u64, is_active: bool, before: u8, now: u8, slashed: bool) {
        let when = |holds: bool| if holds { effective } else { 0 };
        self.active = self.active.saturating_add(when(is_active));
        self.current_target = self.current_target.saturating_add(when(is_active && !slashed && now & TARGET_FLAG != 0));
        for (sum, flag) in self.previous.iter_mut().zip([SOURCE_FLAG, TARGET_FLAG, HEAD_FLAG]) {
            *sum = sum.saturating_add(when(before & flag != 0));
        }
    }

    fn totals(&self, increment: Gwei) -> TotalBalances {
        let floored = |sum: u64| Gwei::new(sum).max(increment);
        TotalBalances {
            active: floored(self.active),
            previous: self.previous.map(floored),
            current_target: floored(self.current_target),
        }
    }
}
