//! An oracle reporter: one member of the committee.
//!
//! Each frame it waits until the reference slot is finalised, builds its report, and submits the hash. Once the
//! committee agrees, the member whose turn it is submits the data and the extra data; should it stay silent, the next
//! one does so a moment later.

use crate::chain::{BlockId, Client, Contracts, Head};
use crate::extra_data::ExtraData;
use crate::frame::{Calendar, Frame, is_fast_lane, turn};
use crate::registry::Registry;
use crate::report::{self, Report};
use crate::runner::{Done, Keeper, contracts};
use crate::{Health, State};
use alloy_primitives::{Address, B256, U256};
use eyre::{WrapErr, eyre};
use std::time::{Duration, Instant};
use tracing::info;

/// How long a member waits for each of those whose turn comes before its own.
const TURN: Duration = Duration::from_secs(1);

/// What a member knows of the committee.
#[derive(Debug, Clone, Copy)]
struct Committee {
    calendar: Calendar,
    position: u64,
    members: u64,
    quorum: u64,
}

/// A report made once and kept until its frame is done.
#[derive(Debug)]
struct Prepared {
    frame: Frame,
    block: BlockId,
    report: Report,
    hash: B256,
    agreed_since: Option<Instant>,
}

/// One member of the committee.
pub(crate) struct Reporter {
    client: Client,
    locator: Address,
    contracts: Option<Contracts>,
    committee: Option<Committee>,
    registry: Registry,
    prepared: Option<Prepared>,
    /// Number of the frame last looked at, to notice those that went by.
    watched: Option<u64>,
    /// What the frame last looked at waits for.
    held_up: Option<String>,
}

impl Reporter {
    pub(crate) fn new(client: Client, locator: Address) -> Self {
        Self {
            client,
            locator,
            contracts: None,
            committee: None,
            registry: Registry::default(),
            prepared: None,
            watched: None,
            held_up: None,
        }
    }

    /// The committee, read at the start of every frame: members and quorum may change.
    async fn committee(&mut self, head: Head) -> eyre::Result<Committee> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let known =
            self.committee.filter(|committee| committee.calendar.frame_at(head.slot).map(|frame| frame.index) == self.watched);
        if let Some(committee) = known {
            return Ok(committee);
        }
        let chain = contracts.consensus.getChainConfig().call().await?;
        let frames = contracts.consensus.getFrameConfig().call().await?;
        let members = contracts.consensus.getMembers().call().await?.addresses;
        let me = self.client.address();
        let position =
            members.iter().position(|member| *member == me).ok_or_else(|| eyre!("{me} is no member of the oracle committee"))?;
        let committee = Committee {
            calendar: Calendar {
                genesis_time: chain.genesisTime.saturating_to(),
                seconds_per_slot: chain.secondsPerSlot.saturating_to(),
                slots_per_epoch: chain.slotsPerEpoch.saturating_to(),
                initial_epoch: frames.initialEpoch.saturating_to(),
                epochs_per_frame: frames.epochsPerFrame.saturating_to(),
                fast_lane_slots: frames.fastLaneLengthSlots.saturating_to(),
            },
            position: position as u64,
            members: members.len() as u64,
            quorum: contracts.consensus.getQuorum().call().await?.saturating_to(),
        };
        self.committee = Some(committee);
        Ok(committee)
    }

    /// Whether the frame's report and extra data are in; notes frames that went by without.
    async fn is_complete(&mut self, frame: Frame, committee: &Committee, health: &mut Health) -> eyre::Result<bool> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let processed: u64 = contracts.oracle.getLastProcessingRefSlot().call().await?.saturating_to();
        if self.watched != Some(frame.index) {
            if let Some(watched) = self.watched {
                for index in watched..frame.index {
                    let missed = committee.calendar.frame(index).ref_slot;
                    if processed < missed {
                        let held_up = self.held_up.take().filter(|_| health.state != State::Failing);
                        let why = held_up.unwrap_or_else(|| format!("last note: {}", health.note));
                        health.miss(missed, format!("no report before its deadline; {why}"));
                    }
                }
                self.held_up = None;
            }
            self.watched = Some(frame.index);
        }
        if processed < frame.ref_slot {
            return Ok(false);
        }
        Ok(contracts.oracle.getProcessingState().call().await?.extraDataSubmitted)
    }

    /// Builds the own report once and submits its hash, unless the chain has it already.
    async fn report(&mut self, frame: Frame, head: Head, committee: &Committee) -> eyre::Result<()> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let calendar = &committee.calendar;
        // The block is looked up again each time: a reverted chain has another one.
        let block = self.client.block_at(calendar.time_of(frame.ref_slot), calendar.seconds_per_slot, head).await?;
        if self.prepared.as_ref().is_none_or(|prepared| prepared.block != block) {
            let report = report::build(&self.client, contracts, &mut self.registry, calendar, frame, block.number)
                .await
                .wrap_err_with(|| format!("building the report for slot {}", frame.ref_slot))?;
            self.prepared = Some(Prepared { frame, block, hash: report::hash(&report.data), report, agreed_since: None });
        }
        let Some(prepared) = &self.prepared else { return Ok(()) };
        let mine = contracts.consensus.getConsensusStateForMember(self.client.address()).call().await?.currentFrameMemberReport;
        if mine != prepared.hash {
            let call = contracts.consensus.submitReport(
                U256::from(frame.ref_slot),
                prepared.hash,
                prepared.report.data.consensusVersion,
            );
            self.client.send(call.into_transaction_request()).await.wrap_err("submitting the report's hash")?;
            info!(ref_slot = frame.ref_slot, hash = %prepared.hash, "hash submitted");
        }
        Ok(())
    }

    /// Submits the agreed data when it is this member's turn; `None` when there is nothing to submit yet.
    async fn submit(&mut self, frame: Frame, committee: &Committee) -> eyre::Result<Option<String>> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let Some(prepared) = &mut self.prepared else { return Ok(None) };
        let state = contracts.consensus.getConsensusState().call().await?;
        if state.refSlot != U256::from(frame.ref_slot) || state.consensusReport.is_zero() {
            return Ok(None);
        }
        if state.consensusReport != prepared.hash {
            return Err(eyre!("the committee agreed on {}, this member reported {}", state.consensusReport, prepared.hash));
        }
        let agreed_since = *prepared.agreed_since.get_or_insert_with(Instant::now);
        let before_me = u32::try_from(turn(frame, committee.position, committee.members)).unwrap_or(u32::MAX);
        if agreed_since.elapsed() < TURN.saturating_mul(before_me) {
            return Ok(None);
        }
        let progress = contracts.oracle.getProcessingState().call().await?;
        if !progress.mainDataSubmitted {
            let version = contracts.oracle.getContractVersion().call().await?;
            let call = contracts.oracle.submitReportData(prepared.report.data.clone(), version);
            self.client.send(call.into_transaction_request()).await.wrap_err("submitting the report's data")?;
        }
        if !progress.extraDataSubmitted {
            let submitted = if progress.mainDataSubmitted { progress.extraDataItemsSubmitted.saturating_to() } else { 0 };
            submit_extra_data(&self.client, contracts, &prepared.report.extra, submitted)
                .await
                .wrap_err("submitting the extra data")?;
        }
        info!(ref_slot = frame.ref_slot, "report submitted");
        Ok(Some(format!("submitted the report for slot {}", frame.ref_slot)))
    }

    /// Still at work on a frame; what it waits for is the reason should the frame be missed.
    fn held_up(&mut self, next_due: u64, why: String) -> Done {
        self.held_up = Some(why.clone());
        Done::until(next_due, why)
    }

    /// How many members sent the same hash as this one.
    async fn support(&mut self) -> eyre::Result<U256> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let seen = contracts.consensus.getReportVariants().call().await?;
        let mine = self.prepared.as_ref().map(|prepared| prepared.hash);
        let support = seen.variants.iter().zip(&seen.support).find(|(hash, _)| Some(**hash) == mine);
        Ok(support.map(|(_, count)| *count).unwrap_or_default())
    }

    /// The next frame's duty.
    fn next(&self, frame: Frame, committee: &Committee, health: &mut Health) -> Done {
        let note = match &self.prepared {
            Some(prepared) if prepared.frame == frame => format!("reported slot {}", frame.ref_slot),
            _ => format!("slot {} was reported by others", frame.ref_slot),
        };
        health.last_frame = Some(frame.ref_slot);
        let next = committee.calendar.frame(frame.index + 1);
        Done::until(committee.due(next), note)
    }
}

/// Submits what is left of the extra data after `submitted` items, or says that there is none.
async fn submit_extra_data(client: &Client, contracts: &Contracts, extra: &ExtraData, submitted: u64) -> eyre::Result<()> {
    if extra.chunks.is_empty() {
        let call = contracts.oracle.submitReportExtraDataEmpty();
        client.send(call.into_transaction_request()).await?;
    }
    for (_, chunk) in extra.chunks.iter().filter(|(before, _)| *before >= submitted) {
        let call = contracts.oracle.submitReportExtraDataList(chunk.clone().into());
        client.send(call.into_transaction_request()).await?;
    }
    Ok(())
}

impl Committee {
    /// First slot at which this member may report.
    fn due(&self, frame: Frame) -> u64 {
        self.calendar.due(frame, is_fast_lane(frame, self.position, self.members, self.quorum))
    }
}

impl Keeper for Reporter {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let committee = self.committee(head).await?;
        let Some(frame) = committee.calendar.frame_at(head.slot) else {
            return Ok(Done::until(committee.due(committee.calendar.frame(0)), "waiting for the first frame"));
        };
        if self.is_complete(frame, &committee, health).await? {
            return Ok(self.next(frame, &committee, health));
        }
        let due = committee.due(frame);
        if head.slot < due {
            return Ok(Done::until(due, format!("waiting for slot {} to be final", frame.ref_slot)));
        }
        if committee.calendar.is_over(frame, head.slot) {
            return Ok(Done::until(committee.due(committee.calendar.frame(frame.index + 1)), "too late for this frame"));
        }
        let finalized = self.client.beacon_state(head.number).await?.finalized_epoch * committee.calendar.slots_per_epoch;
        if finalized <= frame.ref_slot {
            let next_epoch = (head.slot / committee.calendar.slots_per_epoch + 1) * committee.calendar.slots_per_epoch;
            let why = format!("slot {} is not final yet, the chain has finalised slot {finalized}", frame.ref_slot);
            return Ok(self.held_up(next_epoch, why));
        }
        self.report(frame, head, &committee).await?;
        if let Some(note) = self.submit(frame, &committee).await? {
            return Ok(Done { note, ..self.next(frame, &committee, health) });
        }
        let (support, Committee { quorum, members, .. }) = (self.support().await?, committee);
        let why = format!(
            "reported slot {}, waiting for the committee: {support} of its {members} members say the same, {quorum} must",
            frame.ref_slot
        );
        Ok(self.held_up(head.slot, why))
    }
}
