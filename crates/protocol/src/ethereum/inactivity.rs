//! Step 2 of the transition: scores of absence. They grow by 4 an epoch and, while the chain is final, shrink by 16.

use super::Beacon;
use super::columns::CHUNK;
use super::ending_epoch::{EndingEpoch, Standing, TARGET_FLAG};

impl Beacon {
    /// Skipped in the transition of epoch 0. Sees the finalized epoch as step 1 left it.
    pub(super) fn process_inactivity_updates(&mut self, epoch: &EndingEpoch) {
        let recovery = if self.is_leaking(epoch.previous) { 0 } else { self.constants.inactivity_score_recovery_rate };
        let bias = self.constants.inactivity_score_bias;
        let updated = |score: u64, standing: Standing| {
            if !standing.is_eligible() {
                return score;
            }
            // A score that could saturate takes 2^62 epochs; both subtractions stop at zero by the rule.
            let is_present = standing.flags() & TARGET_FLAG != 0;
            let moved = if is_present { score.saturating_sub(1) } else { score.saturating_add(bias) };
            moved.saturating_sub(recovery)
        };
        let scores = &mut self.validators.inactivity_scores;
        for (number, standings) in epoch.standings.chunks(CHUNK).enumerate() {
            // Mostly nothing changes: then the chunk stays shared.
            if scores.chunk(number).iter().zip(standings).all(|(score, standing)| updated(*score, *standing) == *score) {
                continue;
            }
            for (score, standing) in scores.chunk_mut(number).iter_mut().zip(standings) {
                *score = updated(*score, *standing);
            }
        }
    }
}
