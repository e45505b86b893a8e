//! Step 2 of the transition: scores of absence. They grow by 4 an epoch and, while the chain is final, shrink by 16.

use super::Beacon;
use super::columns::CHUNK;
use super::epoch::{EndingEpoch, Standing, TARGET_FLAG};

impl Beacon {
    /// Skipped in the transition of epoch 0. Sees the finalized epoch as step 1 left it.
    pub(super) fn process_inactivity_updates(&mut self, epoch: &EndingEpoch) {
        let recovery = if self.is_leaking(epoch.previous) { 0 } else { self.constants.inactivity_score_recovery_rate };
        let bias = self.constants.inactivity_score_bias;
        let validators = &mut self.validators;
        for (number, standings) in epoch.standings.chunks(CHUNK).enumerate() {
            let rows = standings.iter().zip(validators.previous_participation.chunk(number));
            let updated = |score: u64, standing: Standing, flags: u8| {
                if !standing.eligible {
                    return score;
                }
                let present = standing.counts_in_previous && flags & TARGET_FLAG != 0;
                // A score that could saturate takes 2^62 epochs; both subtractions stop at zero by the rule.
                let moved = if present { score.saturating_sub(1) } else { score.saturating_add(bias) };
                moved.saturating_sub(recovery)
            };
            let scores = validators.inactivity_scores.chunk(number);
            let unchanged = |((standing, flags), score): ((&Standing, &u8), &u64)| updated(*score, *standing, *flags) == *score;
            // Mostly nothing changes: then the chunk stays shared.
            if rows.clone().zip(scores).all(unchanged) {
                continue;
            }
            for ((standing, flags), score) in rows.zip(validators.inactivity_scores.chunk_mut(number)) {
                *score = updated(*score, *standing, *flags);
            }
        }
    }
}
