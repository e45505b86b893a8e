//! The hash under which a submission is recorded: `keccak256(abi.encode(submitter, nonce, submission))`.

use super::{OperatorDirectedRewardsSubmission, RewardsSubmission, StrategyAndMultiplier};
use alloy_primitives::{Address, B256, U256, keccak256};

/// Bytes of a word.
const WORD: u64 = 32;

impl RewardsSubmission {
    /// Its hash under a submitter's name and nonce.
    #[must_use]
    pub fn hash(&self, submitter: Address, nonce: u64) -> B256 {
        let mut words = Words::of_submission(submitter, nonce);
        // The body: the place of the strategies, four values, then the strategies.
        words.number(5 * WORD).address(self.token).word(self.amount);
        words.number(self.start.get()).number(self.duration.get()).strategies(&self.strategies);
        words.hash()
    }
}

impl OperatorDirectedRewardsSubmission {
    /// Its hash under a service's name and nonce.
    #[must_use]
    pub fn hash(&self, avs: Address, nonce: u64) -> B256 {
        let strategies_at = 6 * WORD;
        let operators_at = strategies_at.saturating_add(bytes_of_pairs(self.strategies.len()));
        let description_at = operators_at.saturating_add(bytes_of_pairs(self.operator_rewards.len()));
        let mut words = Words::of_submission(avs, nonce);
        words.number(strategies_at).address(self.token).number(operators_at);
        words.number(self.start.get()).number(self.duration.get()).number(description_at);
        words.strategies(&self.strategies).length(self.operator_rewards.len());
        for reward in &self.operator_rewards {
            words.address(reward.operator).word(reward.amount);
        }
        words.text(&self.description).hash()
    }
}

/// Bytes of a list of pairs: its length and two words each. Lists come out of calldata, far below 2^58 entries.
fn bytes_of_pairs(pairs: usize) -> u64 {
    u64::try_from(pairs).unwrap_or(u64::MAX).saturating_mul(2 * WORD).saturating_add(WORD)
}

/// Words of the contract ABI, one after the other.
struct Words(Vec<u8>);

impl Words {
    /// The heads of submitter and nonce, and the place of the submission behind them.
    fn of_submission(submitter: Address, nonce: u64) -> Self {
        let mut words = Self(Vec::new());
        words.address(submitter).number(nonce).number(3 * WORD);
        words
    }

    fn word(&mut self, value: U256) -> &mut Self {
        self.0.extend_from_slice(&value.to_be_bytes::<32>());
        self
    }

    fn number(&mut self, value: u64) -> &mut Self {
        self.word(U256::from(value))
    }

    fn length(&mut self, value: usize) -> &mut Self {
        self.word(U256::from(value))
    }

    fn address(&mut self, value: Address) -> &mut Self {
        self.0.extend_from_slice(value.into_word().as_slice());
        self
    }

    fn strategies(&mut self, strategies: &[StrategyAndMultiplier]) -> &mut Self {
        self.length(strategies.len());
        for entry in strategies {
            self.address(entry.strategy).word(entry.multiplier);
        }
        self
    }

    /// A string: its length, then its bytes, filled up with zeros to whole words.
    fn text(&mut self, text: &str) -> &mut Self {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
        let whole = self.0.len().next_multiple_of(32);
        self.0.resize(whole, 0);
        self
    }

    fn hash(&self) -> B256 {
        keccak256(&self.0)
    }
}
