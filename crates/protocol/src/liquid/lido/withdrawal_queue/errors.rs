//! Refusals of the queue, named as the contract names them.

use crate::governance::PausableError;
use crate::units::{ArithError, RequestId, Wei};
use alloy_primitives::{Address, U256};

/// Why the queue refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum QueueError {
    /// Less than `MIN_STETH_WITHDRAWAL_AMOUNT`.
    #[error("request amount {amount} is too small")]
    RequestAmountTooSmall { amount: Wei },
    /// More than `MAX_STETH_WITHDRAWAL_AMOUNT`.
    #[error("request amount {amount} is too large")]
    RequestAmountTooLarge { amount: Wei },
    /// No such request, or none this call may name.
    #[error("invalid request id {id}")]
    InvalidRequestId { id: RequestId },
    /// A range of checkpoints that does not exist.
    #[error("invalid range of checkpoints {start} to {end}")]
    InvalidRequestIdRange { start: U256, end: U256 },
    /// Nothing left to do for this calculation.
    #[error("the calculation is finished or its budget is spent")]
    InvalidState,
    /// Batches do not ascend.
    #[error("batches are not sorted")]
    BatchesAreNotSorted,
    /// No batches.
    #[error("no batches")]
    EmptyBatches,
    /// A rate of zero.
    #[error("share rate is zero")]
    ZeroShareRate,
    /// More ether than the requests are worth.
    #[error("{sent} is more than {max} to finalise")]
    TooMuchEtherToFinalize { sent: Wei, max: Wei },
    /// The request is not finalised, or does not exist.
    #[error("request {id} is not found or not finalised")]
    RequestNotFoundOrNotFinalized { id: RequestId },
    /// Paid out before.
    #[error("request {id} is already claimed")]
    RequestAlreadyClaimed { id: RequestId },
    /// Only the owner claims.
    #[error("{sender} is not the owner {owner}")]
    NotOwner { sender: Address, owner: Address },
    /// The hint does not name the checkpoint of the request.
    #[error("invalid hint {hint}")]
    InvalidHint { hint: U256 },
    /// Ids and hints differ in number.
    #[error("{first} ids, {second} hints")]
    ArraysLengthMismatch { first: usize, second: usize },
    /// A request has no hint: the array is read past its end (`Panic(0x32)`).
    #[error("no hint for request {id}")]
    HintMissing { id: RequestId },
    /// Ids do not ascend.
    #[error("request ids are not sorted")]
    RequestIdsNotSorted,
    /// Claims go to somebody.
    #[error("recipient is zero")]
    ZeroRecipient,
    /// The contract holds less than it owes.
    #[error("not enough ether")]
    NotEnoughEther,
    /// The recipient's code refused the ether.
    #[error("cannot send value: the recipient may have reverted")]
    CantSendValueRecipientMayHaveReverted,
    /// A report from the future.
    #[error("invalid report timestamp")]
    InvalidReportTimestamp,
    /// Approving the owner.
    #[error("approval to the owner")]
    ApprovalToOwner,
    /// Approving oneself.
    #[error("approval to the caller")]
    ApproveToCaller,
    /// Neither owner nor operator.
    #[error("{sender} is not the owner nor approved for all")]
    NotOwnerOrApprovedForAll { sender: Address },
    /// Neither owner, operator nor approved.
    #[error("{sender} is not the owner nor approved")]
    NotOwnerOrApproved { sender: Address },
    /// The token belongs to somebody else.
    #[error("transfer from {from}, but the owner is {real_owner}")]
    TransferFromIncorrectOwner { from: Address, real_owner: Address },
    /// To the zero address.
    #[error("transfer to the zero address")]
    TransferToZeroAddress,
    /// From an account to itself.
    #[error("transfer to themselves")]
    TransferToThemselves,
    /// The receiving contract did not answer `onERC721Received`.
    #[error("{to} is not an ERC-721 receiver")]
    TransferToNonIERC721Receiver { to: Address },
    /// The zero address owns nothing.
    #[error("invalid owner address {owner}")]
    InvalidOwnerAddress { owner: Address },
    /// Paused or not paused.
    #[error(transparent)]
    Pausable(#[from] PausableError),
    /// A sum left its type, or a division by zero.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
