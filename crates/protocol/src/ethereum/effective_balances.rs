//! Step 8 of the transition: effective balances follow balances, with hysteresis so that they seldom move.

use super::validators::Validators;
use super::{Beacon, BeaconConstants};
use crate::units::Gwei;

/// How far a balance may drift before the effective balance follows, in Gwei.
#[derive(Debug, Clone, Copy)]
struct Hysteresis {
    downward: u64,
    upward: u64,
}

impl Hysteresis {
    fn of(constants: &BeaconConstants) -> Self {
        // Rounded down, as `HYSTERESIS_INCREMENT`.
        let step = constants.effective_balance_increment.get().checked_div(constants.hysteresis_quotient).unwrap_or(0);
        Self {
            downward: step.saturating_mul(constants.hysteresis_downward_multiplier),
            upward: step.saturating_mul(constants.hysteresis_upward_multiplier),
        }
    }

    /// Both bounds are strict. The sums cannot saturate: balances stay below 2^63 and a bit.
    const fn is_left_by(self, balance: Gwei, effective: Gwei) -> bool {
        balance.get().saturating_add(self.downward) < effective.get()
            || effective.get().saturating_add(self.upward) < balance.get()
    }
}

impl Beacon {
    /// Every validator, active or not.
    pub(super) fn process_effective_balance_updates(&mut self) {
        let hysteresis = Hysteresis::of(&self.constants);
        let constants = &self.constants;
        let Validators { balances, effective_balances, credentials, .. } = &mut self.validators;
        for number in 0..balances.chunks().len() {
            let (balances, credentials) = (balances.chunk(number), credentials.chunk(number));
            let settled = |(balance, effective): (&Gwei, &Gwei)| !hysteresis.is_left_by(*balance, *effective);
            // Mostly nothing changes: then the chunk stays shared.
            if balances.iter().zip(effective_balances.chunk(number)).all(settled) {
                continue;
            }
            for ((balance, credentials), effective) in balances.iter().zip(credentials).zip(effective_balances.chunk_mut(number))
            {
                if hysteresis.is_left_by(*balance, *effective) {
                    *effective = constants.effective_balance_of(*credentials, *balance);
                }
            }
        }
    }
}
