//! Refusals of `WithdrawalQueueERC721`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IWithdrawalQueue as Queue;
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{Panic, PanicKind, SolError};
use aquifer_protocol::{governance::PausableError, liquid::lido::withdrawal_queue::QueueError};

impl Refusal for QueueError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::RequestAmountTooSmall { amount } => custom(&Queue::RequestAmountTooSmall { amountOfStETH: amount.get() }),
            Self::RequestAmountTooLarge { amount } => custom(&Queue::RequestAmountTooLarge { amountOfStETH: amount.get() }),
            Self::InvalidRequestId { id } => custom(&Queue::InvalidRequestId { requestId: id.get() }),
            Self::InvalidRequestIdRange { start, end } => custom(&Queue::InvalidRequestIdRange { startId: *start, endId: *end }),
            Self::InvalidState => custom(&Queue::InvalidState {}),
            Self::BatchesAreNotSorted => custom(&Queue::BatchesAreNotSorted {}),
            Self::EmptyBatches => custom(&Queue::EmptyBatches {}),
            Self::ZeroShareRate => custom(&Queue::ZeroShareRate {}),
            Self::TooMuchEtherToFinalize { sent, max } => {
                custom(&Queue::TooMuchEtherToFinalize { sent: sent.get(), maxExpected: max.get() })
            }
            Self::RequestNotFoundOrNotFinalized { id } => custom(&Queue::RequestNotFoundOrNotFinalized { requestId: id.get() }),
            Self::RequestAlreadyClaimed { id } => custom(&Queue::RequestAlreadyClaimed { requestId: id.get() }),
            Self::NotOwner { sender, owner } => custom(&Queue::NotOwner { sender: *sender, owner: *owner }),
            Self::InvalidHint { hint } => custom(&Queue::InvalidHint { hint: *hint }),
            Self::ArraysLengthMismatch { first, second } => custom(&Queue::ArraysLengthMismatch {
                firstArrayLength: U256::from(*first),
                secondArrayLength: U256::from(*second),
            }),
            Self::HintMissing { .. } => Panic::from(PanicKind::ArrayOutOfBounds).abi_encode().into(),
            Self::RequestIdsNotSorted => custom(&Queue::RequestIdsNotSorted {}),
            Self::ZeroRecipient => custom(&Queue::ZeroRecipient {}),
            Self::NotEnoughEther => custom(&Queue::NotEnoughEther {}),
            Self::CantSendValueRecipientMayHaveReverted => custom(&Queue::CantSendValueRecipientMayHaveReverted {}),
            Self::InvalidReportTimestamp => custom(&Queue::InvalidReportTimestamp {}),
            Self::ApprovalToOwner => custom(&Queue::ApprovalToOwner {}),
            Self::ApproveToCaller => custom(&Queue::ApproveToCaller {}),
            Self::NotOwnerOrApprovedForAll { sender } => custom(&Queue::NotOwnerOrApprovedForAll { sender: *sender }),
            Self::NotOwnerOrApproved { sender } => custom(&Queue::NotOwnerOrApproved { sender: *sender }),
            Self::TransferFromIncorrectOwner { from, real_owner } => {
                custom(&Queue::TransferFromIncorrectOwner { from: *from, realOwner: *real_owner })
            }
            Self::TransferToZeroAddress => custom(&Queue::TransferToZeroAddress {}),
            Self::TransferToThemselves => custom(&Queue::TransferToThemselves {}),
            Self::TransferToNonIERC721Receiver { to } => custom(&Queue::TransferToNonIERC721Receiver { receiver: *to }),
            Self::InvalidOwnerAddress { owner } => custom(&Queue::InvalidOwnerAddress { owner: *owner }),
            Self::Pausable(error) => error.revert_data(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

impl Refusal for PausableError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::ZeroPauseDuration => custom(&Queue::ZeroPauseDuration {}),
            Self::PausedExpected => custom(&Queue::PausedExpected {}),
            Self::ResumedExpected => custom(&Queue::ResumedExpected {}),
            Self::PauseUntilMustBeInFuture => custom(&Queue::PauseUntilMustBeInFuture {}),
            Self::Arith(error) => error.revert_data(),
        }
    }
}
