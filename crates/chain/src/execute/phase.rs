//! The order of a block's operations, and how many of each it takes (section 5 of the specification's block processing).
//!
//! Transactions and other changes may stand anywhere: no operation depends on them, nor they on it.

use super::InputError;
use crate::block::{ConsensusInput, DevelopmentChange, Input};
use aquifer_protocol::ethereum::{Equivocation, EquivocationKind};

/// A kind of operation, in the order they are processed. Attestations, which no input brings, come between the second and the third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Evidence against a proposer.
    ProposerSlashing,
    /// Evidence against attesters.
    AttesterSlashing,
    /// A signed exit.
    VoluntaryExit,
    /// A signed change of credentials.
    CredentialsChange,
}

impl Operation {
    /// What an input is; `None` when it is no operation.
    #[must_use]
    pub const fn of(input: &Input) -> Option<Self> {
        match input {
            Input::Development(DevelopmentChange::SlashValidator { .. }) => Some(Self::ProposerSlashing),
            Input::Consensus(input) => Some(Self::of_consensus(input)),
            Input::Transaction(_) | Input::Impersonated(_) | Input::Development(_) => None,
        }
    }

    pub(super) const fn of_consensus(input: &ConsensusInput) -> Self {
        match input {
            ConsensusInput::ProposerSlashing(_) => Self::ProposerSlashing,
            ConsensusInput::AttesterSlashing(_) => Self::AttesterSlashing,
            ConsensusInput::VoluntaryExit(_) => Self::VoluntaryExit,
            ConsensusInput::BlsToExecutionChange(_) => Self::CredentialsChange,
        }
    }

    /// How many a block takes: the limits of the block body's lists.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::ProposerSlashing | Self::VoluntaryExit | Self::CredentialsChange => 16,
            Self::AttesterSlashing => 1,
        }
    }

    /// Whether attestations are included before it.
    pub(super) const fn is_after_attestations(self) -> bool {
        match self {
            Self::ProposerSlashing | Self::AttesterSlashing => false,
            Self::VoluntaryExit | Self::CredentialsChange => true,
        }
    }
}

/// How far a block's operations have come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    last: Option<Operation>,
    count: usize,
}

impl Progress {
    /// Of a block that begins with evidence of its own.
    pub(super) fn after(equivocations: &[Equivocation]) -> Self {
        let proposals = equivocations.iter().filter(|found| found.kind == EquivocationKind::DoubleProposal).count();
        let last = match (proposals, equivocations.len()) {
            (_, 0) => return Self::default(),
            (proposals, all) if proposals == all => Operation::ProposerSlashing,
            _ => Operation::AttesterSlashing,
        };
        let count = if last == Operation::ProposerSlashing { proposals } else { 1 };
        Self { last: Some(last), count }
    }

    /// Takes one more operation.
    ///
    /// # Errors
    /// [`InputError::OutOfOrder`], [`InputError::TooManyOperations`]: a later block can take it.
    pub(super) fn take(&mut self, operation: Operation) -> Result<(), InputError> {
        let count = if self.last == Some(operation) { self.count } else { 0 };
        if self.last.is_some_and(|last| last > operation) {
            return Err(InputError::OutOfOrder { operation });
        }
        if count >= operation.limit() {
            return Err(InputError::TooManyOperations { operation, limit: operation.limit() });
        }
        *self = Self { last: Some(operation), count: count + 1 };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_come_in_the_order_of_the_specification_and_no_more_than_fit() {
        let mut progress = Progress::default();
        assert_eq!(progress.take(Operation::AttesterSlashing), Ok(()));
        let operation = Operation::AttesterSlashing;
        assert_eq!(progress.take(operation), Err(InputError::TooManyOperations { operation, limit: 1 }));
        for _ in 0..16 {
            assert_eq!(progress.take(Operation::VoluntaryExit), Ok(()));
        }
        let operation = Operation::VoluntaryExit;
        assert_eq!(progress.take(operation), Err(InputError::TooManyOperations { operation, limit: 16 }));
        let operation = Operation::ProposerSlashing;
        assert_eq!(progress.take(operation), Err(InputError::OutOfOrder { operation }));
        assert_eq!(progress.take(Operation::CredentialsChange), Ok(()));
    }
}
