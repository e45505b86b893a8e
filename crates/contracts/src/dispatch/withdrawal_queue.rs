//! `WithdrawalQueueERC721`: the withdrawal queue, its requests being NFTs.

use super::{
    access_control,
    permit::{self, SignedPermit},
    role,
};
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::{
        IERC721Receiver, INFTDescriptor,
        IWithdrawalQueue::{self, IWithdrawalQueueCalls as Call},
    },
};
use alloy_primitives::{Address, Bytes, U256, fixed_bytes};
use alloy_sol_types::SolCall as _;
use aquifer_protocol::{
    context::NoEther,
    governance::PausableUntil,
    liquid::lido::withdrawal_queue::{self as queue, BatchesCalculationState, QueueError, RequestStatus},
    units::{Ray, RequestId, Shares, Timestamp, Wei},
};

/// `getContractVersion`.
const CONTRACT_VERSION: U256 = U256::from_limbs([1, 0, 0, 0]);
/// ERC-721, its metadata, and ERC-4906.
const INTERFACES: [[u8; 4]; 3] = [fixed_bytes!("80ac58cd").0, fixed_bytes!("5b5e139f").0, fixed_bytes!("49064906").0];
/// Gas of a request a calculation or a listing walks over: two storage words.
const GAS_PER_REQUEST: u64 = 4_200;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let queue = &frame.protocol().lido.queue;
    let book = frame.addresses();
    match frame.decode_strict::<Call>()? {
        Call::requestWithdrawals(call) => {
            answer::<IWithdrawalQueue::requestWithdrawalsCall>(&request(frame, &call.amounts, call.owner)?)
        }
        Call::requestWithdrawalsWstETH(call) => {
            answer::<IWithdrawalQueue::requestWithdrawalsWstETHCall>(&request_wsteth(frame, &call.amounts, call.owner)?)
        }
        Call::requestWithdrawalsWithPermit(call) => {
            let permit = SignedPermit::to_queue(frame.caller(), book.withdrawal_queue, &call.permit);
            let ids = frame.marked(|frame| {
                permit::steth(frame, &permit)?;
                request(frame, &call.amounts, call.owner)
            })?;
            answer::<IWithdrawalQueue::requestWithdrawalsWithPermitCall>(&ids)
        }
        Call::requestWithdrawalsWstETHWithPermit(call) => {
            let permit = SignedPermit::to_queue(frame.caller(), book.withdrawal_queue, &call.permit);
            let ids = frame.marked(|frame| {
                permit::wsteth(frame, &permit)?;
                request_wsteth(frame, &call.amounts, call.owner)
            })?;
            answer::<IWithdrawalQueue::requestWithdrawalsWstETHWithPermitCall>(&ids)
        }
        Call::claimWithdrawal(call) => {
            let (this, id) = (frame.call.this, RequestId::new(call.requestId));
            frame.settle(|p, ctx, fx| p.queue_mut().claim_withdrawal(ctx, this, id, fx))?;
            done()
        }
        Call::claimWithdrawals(call) => {
            let (this, ids) = (frame.call.this, request_ids(&call.requestIds));
            frame.settle(|p, ctx, fx| p.queue_mut().claim_withdrawals(ctx, this, &ids, &call.hints, fx))?;
            done()
        }
        Call::claimWithdrawalsTo(call) => {
            let (this, ids, to) = (frame.call.this, request_ids(&call.requestIds), call.recipient);
            frame.settle(|p, ctx, fx| p.queue_mut().claim_withdrawals_to(ctx, this, &ids, &call.hints, to, fx))?;
            done()
        }
        Call::getWithdrawalRequests(call) => {
            let ids = queue.withdrawal_requests(call.owner);
            frame.charge(GAS_PER_REQUEST.saturating_mul(ids.len() as u64))?;
            answer::<IWithdrawalQueue::getWithdrawalRequestsCall>(&numbers(ids))
        }
        Call::getWithdrawalStatus(call) => {
            let statuses = read(queue.withdrawal_status(&request_ids(&call.requestIds)))?;
            answer::<IWithdrawalQueue::getWithdrawalStatusCall>(&statuses.into_iter().map(status).collect())
        }
        Call::getClaimableEther(call) => {
            let amounts = read(queue.claimable_ether(&request_ids(&call.requestIds), &call.hints))?;
            answer::<IWithdrawalQueue::getClaimableEtherCall>(&amounts.into_iter().map(Wei::get).collect())
        }
        Call::findCheckpointHints(call) => {
            let ids = request_ids(&call.requestIds);
            let hints = read(queue.find_checkpoint_hints(&ids, call.firstIndex, call.lastIndex))?;
            answer::<IWithdrawalQueue::findCheckpointHintsCall>(&hints)
        }
        Call::getLastRequestId(_) => answer::<IWithdrawalQueue::getLastRequestIdCall>(&queue.last_request_id().get()),
        Call::getLastFinalizedRequestId(_) => {
            answer::<IWithdrawalQueue::getLastFinalizedRequestIdCall>(&queue.last_finalized_request_id().get())
        }
        Call::getLastCheckpointIndex(_) => {
            answer::<IWithdrawalQueue::getLastCheckpointIndexCall>(&U256::from(queue.last_checkpoint_index()))
        }
        Call::getLockedEtherAmount(_) => answer::<IWithdrawalQueue::getLockedEtherAmountCall>(&queue.locked_ether().get()),
        Call::unfinalizedStETH(_) => answer::<IWithdrawalQueue::unfinalizedStETHCall>(&read(queue.unfinalized_steth())?.get()),
        Call::unfinalizedRequestNumber(_) => {
            answer::<IWithdrawalQueue::unfinalizedRequestNumberCall>(&queue.unfinalized_request_number())
        }
        Call::calculateFinalizationBatches(call) => {
            let walked = call.maxRequestsPerCall.min(queue.unfinalized_request_number());
            frame.charge(GAS_PER_REQUEST.saturating_mul(walked.saturating_to()))?;
            answer::<IWithdrawalQueue::calculateFinalizationBatchesCall>(&calculate(frame, &call)?)
        }
        Call::prefinalize(call) => {
            let sum = read(queue.prefinalize(&request_ids(&call.batches), Ray::new(call.maxShareRate)))?;
            answer::<IWithdrawalQueue::prefinalizeCall>(&IWithdrawalQueue::prefinalizeReturn {
                ethToLock: sum.eth_to_lock.get(),
                sharesToBurn: sum.shares_to_burn.get(),
            })
        }
        Call::finalize(call) => {
            let (last, rate) = (RequestId::new(call.lastRequestIdToBeFinalized), Ray::new(call.maxShareRate));
            frame.change(|p, ctx, fx| p.finalize_withdrawals(ctx, last, rate, fx))?;
            done()
        }
        Call::onOracleReport(call) => {
            let (start, now) = (timestamp(call.bunkerStartTimestamp), timestamp(call.currentReportTimestamp));
            frame.change(|p, ctx, fx| p.on_oracle_report(ctx, call.isBunkerModeNow, start, now, fx))?;
            done()
        }
        Call::isBunkerModeActive(_) => answer::<IWithdrawalQueue::isBunkerModeActiveCall>(&queue.is_bunker_mode_active()),
        Call::bunkerModeSinceTimestamp(_) => {
            let since = queue.bunker_since().map_or(U256::MAX, |since| U256::from(since.get()));
            answer::<IWithdrawalQueue::bunkerModeSinceTimestampCall>(&since)
        }
        Call::isPaused(_) => answer::<IWithdrawalQueue::isPausedCall>(&queue.is_paused(&frame.ctx(&NoEther))),
        Call::getResumeSinceTimestamp(_) => answer::<IWithdrawalQueue::getResumeSinceTimestampCall>(&queue.resume_since()),
        Call::pauseFor(call) => {
            frame.change(|p, ctx, fx| p.pause_queue_for(ctx, call.duration, fx))?;
            done()
        }
        Call::pauseUntil(call) => {
            frame.change(|p, ctx, fx| p.pause_queue_until(ctx, call.pauseUntilInclusive, fx))?;
            done()
        }
        Call::resume(_) => {
            frame.change(|p, ctx, fx| p.resume_queue(ctx, fx))?;
            done()
        }
        Call::getContractVersion(_) => answer::<IWithdrawalQueue::getContractVersionCall>(&CONTRACT_VERSION),
        Call::name(_) => answer::<IWithdrawalQueue::nameCall>(&queue::NAME.into()),
        Call::symbol(_) => answer::<IWithdrawalQueue::symbolCall>(&queue::SYMBOL.into()),
        Call::tokenURI(call) => token_uri(frame, RequestId::new(call.requestId)),
        Call::getBaseURI(_) => answer::<IWithdrawalQueue::getBaseURICall>(&queue.base_uri().to_owned()),
        Call::setBaseURI(call) => {
            frame.change(|p, ctx, fx| p.set_base_uri(ctx, call.baseURI, fx))?;
            done()
        }
        Call::getNFTDescriptorAddress(_) => answer::<IWithdrawalQueue::getNFTDescriptorAddressCall>(&queue.nft_descriptor()),
        Call::setNFTDescriptorAddress(call) => {
            frame.change(|p, ctx, fx| p.set_nft_descriptor(ctx, call.nftDescriptorAddress, fx))?;
            done()
        }
        Call::supportsInterface(call) => {
            let id = call.interfaceId.0;
            answer::<IWithdrawalQueue::supportsInterfaceCall>(&(INTERFACES.contains(&id) || access_control::supports(id)))
        }
        Call::balanceOf(call) => answer::<IWithdrawalQueue::balanceOfCall>(&U256::from(read(queue.balance_of(call.owner))?)),
        Call::ownerOf(call) => answer::<IWithdrawalQueue::ownerOfCall>(&read(queue.owner_of(RequestId::new(call.requestId)))?),
        Call::approve(call) => {
            let id = RequestId::new(call.requestId);
            frame.change(|p, ctx, fx| p.queue_mut().approve(ctx, call.to, id, fx))?;
            done()
        }
        Call::getApproved(call) => {
            answer::<IWithdrawalQueue::getApprovedCall>(&read(queue.approved(RequestId::new(call.requestId)))?)
        }
        Call::setApprovalForAll(call) => {
            frame.change(|p, ctx, fx| p.queue_mut().set_approval_for_all(ctx, call.operator, call.approved, fx))?;
            done()
        }
        Call::isApprovedForAll(call) => {
            answer::<IWithdrawalQueue::isApprovedForAllCall>(&queue.is_approved_for_all(call.owner, call.operator))
        }
        Call::transferFrom(call) => {
            transfer(frame, call.from, call.to, RequestId::new(call.requestId))?;
            done()
        }
        Call::safeTransferFrom_0(call) => {
            safe_transfer(frame, call.from, call.to, RequestId::new(call.requestId), Bytes::new())?;
            done()
        }
        Call::safeTransferFrom_1(call) => {
            safe_transfer(frame, call.from, call.to, RequestId::new(call.requestId), call.data)?;
            done()
        }
        Call::STETH(_) => answer::<IWithdrawalQueue::STETHCall>(&book.steth),
        Call::WSTETH(_) => answer::<IWithdrawalQueue::WSTETHCall>(&book.wsteth),
        Call::MIN_STETH_WITHDRAWAL_AMOUNT(_) => {
            answer::<IWithdrawalQueue::MIN_STETH_WITHDRAWAL_AMOUNTCall>(&queue::MIN_STETH_WITHDRAWAL_AMOUNT.get())
        }
        Call::MAX_STETH_WITHDRAWAL_AMOUNT(_) => {
            answer::<IWithdrawalQueue::MAX_STETH_WITHDRAWAL_AMOUNTCall>(&queue::MAX_STETH_WITHDRAWAL_AMOUNT.get())
        }
        Call::MAX_BATCHES_LENGTH(_) => answer::<IWithdrawalQueue::MAX_BATCHES_LENGTHCall>(&U256::from(queue::MAX_BATCHES_LENGTH)),
        Call::BUNKER_MODE_DISABLED_TIMESTAMP(_) => answer::<IWithdrawalQueue::BUNKER_MODE_DISABLED_TIMESTAMPCall>(&U256::MAX),
        Call::PAUSE_INFINITELY(_) => answer::<IWithdrawalQueue::PAUSE_INFINITELYCall>(&PausableUntil::PAUSE_INFINITELY),
        Call::PAUSE_ROLE(_) => role::<IWithdrawalQueue::PAUSE_ROLECall>(queue::PAUSE_ROLE),
        Call::RESUME_ROLE(_) => role::<IWithdrawalQueue::RESUME_ROLECall>(queue::RESUME_ROLE),
        Call::FINALIZE_ROLE(_) => role::<IWithdrawalQueue::FINALIZE_ROLECall>(queue::FINALIZE_ROLE),
        Call::ORACLE_ROLE(_) => role::<IWithdrawalQueue::ORACLE_ROLECall>(queue::ORACLE_ROLE),
        Call::MANAGE_TOKEN_URI_ROLE(_) => role::<IWithdrawalQueue::MANAGE_TOKEN_URI_ROLECall>(queue::MANAGE_TOKEN_URI_ROLE),
    }
}

fn read<T>(result: Result<T, QueueError>) -> Result<T, Stop> {
    result.map_err(|refusal| refused(&refusal))
}

fn request_ids(ids: &[U256]) -> Vec<RequestId> {
    ids.iter().copied().map(RequestId::new).collect()
}

fn numbers(ids: Vec<RequestId>) -> Vec<U256> {
    ids.into_iter().map(RequestId::get).collect()
}

/// Times beyond 2^64 lie in the future like any other.
fn timestamp(seconds: U256) -> Timestamp {
    Timestamp::new(seconds.saturating_to())
}

fn request(frame: &mut Frame<'_>, amounts: &[U256], owner: Address) -> Result<Vec<U256>, Stop> {
    let amounts: Vec<Wei> = amounts.iter().copied().map(Wei::new).collect();
    frame.change(|p, ctx, fx| p.request_withdrawals(ctx, &amounts, owner, fx)).map(numbers)
}

fn request_wsteth(frame: &mut Frame<'_>, amounts: &[U256], owner: Address) -> Result<Vec<U256>, Stop> {
    let amounts: Vec<Shares> = amounts.iter().copied().map(Shares::new).collect();
    frame.change(|p, ctx, fx| p.request_withdrawals_wsteth(ctx, &amounts, owner, fx)).map(numbers)
}

fn status(status: RequestStatus) -> IWithdrawalQueue::WithdrawalRequestStatus {
    IWithdrawalQueue::WithdrawalRequestStatus {
        amountOfStETH: status.amount_of_steth.get(),
        amountOfShares: status.amount_of_shares.get(),
        owner: status.owner,
        timestamp: U256::from(status.timestamp.get()),
        isFinalized: status.is_finalized,
        isClaimed: status.is_claimed,
    }
}

fn transfer(frame: &mut Frame<'_>, from: Address, to: Address, id: RequestId) -> Result<(), Stop> {
    frame.change(|p, ctx, fx| p.queue_mut().transfer_from(ctx, from, to, id, fx))
}

/// A receiver with code must answer `onERC721Received`; when it fails, its own words go to the caller.
fn safe_transfer(frame: &mut Frame<'_>, from: Address, to: Address, id: RequestId, data: Bytes) -> Result<(), Stop> {
    let operator = frame.caller();
    frame.marked(|frame| {
        transfer(frame, from, to, id)?;
        if !frame.host.has_code(to) {
            return Ok(());
        }
        let question = IERC721Receiver::onERC721ReceivedCall { operator, from, tokenId: id.get(), data };
        let answer = frame.ask(to, question.abi_encode(), false);
        if !answer.success && !answer.output.is_empty() {
            return Err(Stop::Revert(answer.output));
        }
        let magic = answer.success
            && answer.output.get(..32).is_some_and(|word| word[..4] == IERC721Receiver::onERC721ReceivedCall::SELECTOR);
        if magic { Ok(()) } else { Err(refused(&QueueError::TransferToNonIERC721Receiver { to })) }
    })
}

/// A descriptor contract speaks for the queue when one is set.
fn token_uri(frame: &mut Frame<'_>, id: RequestId) -> Served {
    let queue = &frame.protocol().lido.queue;
    let descriptor = queue.nft_descriptor();
    if descriptor.is_zero() {
        return answer::<IWithdrawalQueue::tokenURICall>(&read(queue.token_uri(id))?);
    }
    // The real contract first asks whether the request exists and is unclaimed, with or without a descriptor.
    read(queue.approved(id))?;
    let question = INFTDescriptor::constructTokenURICall { requestId: id.get() };
    let told = frame.ask(descriptor, question.abi_encode(), true);
    if !told.success {
        return Err(Stop::Revert(told.output));
    }
    let uri = INFTDescriptor::constructTokenURICall::abi_decode_returns_validate(&told.output).map_err(|_| Stop::empty())?;
    answer::<IWithdrawalQueue::tokenURICall>(&uri)
}

/// One step of the calculation: the state as the ABI carries it, in and out.
fn calculate(
    frame: &Frame<'_>,
    call: &IWithdrawalQueue::calculateFinalizationBatchesCall,
) -> Result<IWithdrawalQueue::BatchesCalculationState, Stop> {
    let state = &call.state;
    let length = usize::try_from(state.batchesLength).ok().and_then(|length| state.batches.get(..length));
    let batches = length.ok_or_else(|| Stop::panic(alloy_sol_types::PanicKind::ArrayOutOfBounds))?;
    let state = BatchesCalculationState {
        remaining_eth_budget: Wei::new(state.remainingEthBudget),
        finished: state.finished,
        batches: request_ids(batches),
    };
    let queue = &frame.protocol().lido.queue;
    let (rate, until) = (Ray::new(call.maxShareRate), timestamp(call.maxTimestamp));
    let next = read(queue.calculate_finalization_batches(rate, until, call.maxRequestsPerCall, state))?;
    let mut batches = call.state.batches;
    for (place, id) in batches.iter_mut().zip(&next.batches) {
        *place = id.get();
    }
    Ok(IWithdrawalQueue::BatchesCalculationState {
        remainingEthBudget: next.remaining_eth_budget.get(),
        finished: next.finished,
        batches,
        batchesLength: U256::from(next.batches.len()),
    })
}
