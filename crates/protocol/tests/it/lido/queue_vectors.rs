//! The queue alone against recorded sequences: it is told what the other contracts told it (amounts and shares of requests,
//! ether of finalisations) and must say and pay the same. Whole contracts are replayed where their ABI is.

use super::support::call;
use crate::vectors::family;
use aquifer_protocol::{
    Address, Effect, Effects, Event, U256,
    liquid::lido::withdrawal_queue::{BatchesCalculationState, QueueError, QueueEvent, WithdrawalQueue},
    units::{Ray, RequestId, Shares, Timestamp, Wei},
};
use serde_json::{Value, json};

const ACTORS: [&str; 20] = [
    "zero",
    "admin",
    "dsm",
    "u0",
    "u1",
    "u2",
    "u3",
    "u4",
    "insurer",
    "treasury",
    "steth",
    "wsteth",
    "wq",
    "burner",
    "accounting",
    "hub",
    "sr",
    "sanity",
    "elVault",
    "wVault",
];

/// Account of an actor; its position is its address.
fn actor(name: &Value) -> Address {
    let position = ACTORS.iter().position(|actor| name == actor).unwrap_or_else(|| panic!("unknown actor {name}"));
    Address::with_last_byte(u8::try_from(position).unwrap())
}

fn name(address: Address) -> &'static str {
    ACTORS[usize::from(address[19])]
}

fn number(value: &Value) -> U256 {
    match value.as_str() {
        Some(text) => text.parse().unwrap(),
        None => U256::from(value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))),
    }
}

fn small(value: &Value) -> u64 {
    u64::try_from(number(value)).unwrap()
}

fn numbers(value: &Value) -> Vec<U256> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn ids(value: &Value) -> Vec<RequestId> {
    numbers(value).into_iter().map(RequestId::new).collect()
}

/// The queue's events as the vectors write them.
fn written(effects: &Effects) -> Vec<Value> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Event(Event::Queue(event)) = effect { Some(event) } else { None })
        .map(write)
        .collect()
}

fn write(event: &QueueEvent) -> Value {
    match event {
        QueueEvent::WithdrawalRequested { id, requestor, owner, steth, shares } => json!([
            "wq",
            "WithdrawalRequested",
            [text(id.get()), name(*requestor), name(*owner), text(steth.get()), text(shares.get())]
        ]),
        QueueEvent::WithdrawalsFinalized { from, to, ether_locked, shares_to_burn, timestamp } => json!([
            "wq",
            "WithdrawalsFinalized",
            [text(from.get()), text(to.get()), text(ether_locked.get()), text(shares_to_burn.get()), timestamp.to_string()]
        ]),
        QueueEvent::WithdrawalClaimed { id, owner, receiver, amount } => {
            json!(["wq", "WithdrawalClaimed", [text(id.get()), name(*owner), name(*receiver), text(amount.get())]])
        }
        QueueEvent::Transfer { from, to, id } => json!(["wq", "Transfer", [name(*from), name(*to), text(id.get())]]),
        QueueEvent::BatchMetadataUpdate { from, to } => {
            json!(["wq", "BatchMetadataUpdate", [text(from.get()), text(to.get())]])
        }
        QueueEvent::BunkerModeEnabled { since } => json!(["wq", "BunkerModeEnabled", [since.to_string()]]),
        QueueEvent::BunkerModeDisabled => json!(["wq", "BunkerModeDisabled", []]),
        other => panic!("no operation of the vectors emits {other:?}"),
    }
}

fn text(word: U256) -> String {
    word.to_string()
}

/// A refusal as the vectors write it.
fn refusal(error: &QueueError) -> (&'static str, Vec<String>) {
    match error {
        QueueError::InvalidRequestId { id } => ("InvalidRequestId", vec![text(id.get())]),
        QueueError::RequestNotFoundOrNotFinalized { id } => ("RequestNotFoundOrNotFinalized", vec![text(id.get())]),
        QueueError::RequestAlreadyClaimed { id } => ("RequestAlreadyClaimed", vec![text(id.get())]),
        QueueError::TransferToThemselves => ("TransferToThemselves", vec![]),
        other => panic!("no operation of the vectors is refused with {other:?}"),
    }
}

struct Replay {
    queue: WithdrawalQueue,
    genesis_time: u64,
    compared: usize,
}

impl Replay {
    fn of(file: &Value) -> Self {
        let mut queue = WithdrawalQueue::default();
        queue.resume(&call(Address::ZERO, 1), &mut Effects::new()).unwrap();
        Self { queue, genesis_time: small(&file["config"]["genesisTime"]), compared: 0 }
    }

    fn play(&mut self, op: &Value) {
        let time = small(&op["post"]["timestamp"]);
        match op["op"].as_str().unwrap() {
            "requestWithdrawals" | "requestWithdrawalsWstETH" if op["ok"] == true => self.request(op, time),
            "oracleReport" if op["ok"] == true => self.report(op, time),
            "claimWithdrawal" | "claimWithdrawals" | "claimWithdrawalsTo" | "unstethTransferFrom" => self.call(op, time),
            "view.calculateFinalizationBatches" => self.batches(op),
            "view.prefinalize" | "view.findCheckpointHints" | "view.getClaimableEther" => self.view(op),
            _ => return,
        }
        assert_eq!(self.queue.check(), Ok(()));
        self.state(&op["post"]);
    }

    fn request(&mut self, op: &Value, time: u64) {
        let mut effects = Effects::new();
        for event in op["events"].as_array().unwrap().iter().filter(|event| event[1] == "WithdrawalRequested") {
            let args = &event[2];
            let (steth, shares) = (Wei::new(number(&args[3])), Shares::new(number(&args[4])));
            let ctx = call(actor(&args[1]), time);
            let id = self.queue.enqueue(&ctx, actor(&args[2]), steth, shares, &mut effects).unwrap();
            assert_eq!(id.get(), number(&args[0]));
        }
        self.events(op, &effects);
    }

    fn report(&mut self, op: &Value, time: u64) {
        let ctx = call(actor(&json!("steth")), time);
        let at = |slot: &Value| Timestamp::new(self.genesis_time + 12 * small(slot));
        let (previous, current) = (at(&op["prevRefSlot"]), at(&op["refSlot"]));
        let mut effects = Effects::new();
        self.queue.on_oracle_report(&ctx, op["bunker"] == true, previous, current, &mut effects).unwrap();
        let finalized = op["events"].as_array().unwrap().iter().find(|event| event[1] == "WithdrawalsFinalized");
        if let Some(args) = finalized.map(|event| &event[2]) {
            let rate = Ray::new(number(&op["simulatedShareRate"]));
            let expected = self.queue.prefinalize(&ids(&op["finalizationBatches"]), rate).unwrap();
            assert_eq!((expected.eth_to_lock.get(), expected.shares_to_burn.get()), (number(&args[2]), number(&args[3])));
            self.queue.finalize(&ctx, RequestId::new(number(&args[1])), rate, expected.eth_to_lock, &mut effects).unwrap();
            self.compared += 2;
        }
        self.events(op, &effects);
    }

    fn call(&mut self, op: &Value, time: u64) {
        let (ctx, this) = (call(actor(&op["from"]), time), actor(&json!("wq")));
        let before = self.queue.clone();
        let mut effects = Effects::new();
        let result = match op["op"].as_str().unwrap() {
            "claimWithdrawal" => self.queue.claim_withdrawal(&ctx, this, RequestId::new(number(&op["id"])), &mut effects),
            "claimWithdrawals" => {
                self.queue.claim_withdrawals(&ctx, this, &ids(&op["ids"]), &numbers(&op["hints"]), &mut effects)
            }
            "claimWithdrawalsTo" => {
                let (ids, hints, to) = (ids(&op["ids"]), numbers(&op["hints"]), actor(&op["recipient"]));
                self.queue.claim_withdrawals_to(&ctx, this, &ids, &hints, to, &mut effects)
            }
            _ => {
                let id = RequestId::new(number(&op["id"]));
                self.queue.transfer_from(&ctx, ctx.caller, actor(&op["to"]), id, &mut effects)
            }
        };
        assert_eq!(result.is_ok(), op["ok"] == true, "{op}: {result:?}");
        if let Err(error) = result {
            let (name, args) = refusal(&error);
            assert_eq!((&op["error"]["name"], &op["error"]["args"]), (&json!(name), &json!(args)));
            assert_eq!(self.queue, before, "a refusal changes nothing");
            self.compared += 1;
            return;
        }
        let paid = |effect: &Effect| match effect {
            Effect::Pay { to, amount, .. } if *to == ctx.caller => amount.get(),
            _ => U256::ZERO,
        };
        let paid: U256 = effects.iter().map(paid).fold(U256::ZERO, |sum, amount| sum + amount);
        assert_eq!(paid, op.get("ethDelta").map_or(U256::ZERO, number), "{op}");
        self.compared += 1;
        self.events(op, &effects);
    }

    fn batches(&mut self, op: &Value) {
        let rate = Ray::new(number(&op["maxShareRate"]));
        let (last, per_call) = (Timestamp::new(small(&op["maxTimestamp"])), number(&op["maxRequestsPerCall"]));
        let remaining_eth_budget = Wei::new(number(&op["ethBudget"]));
        let mut state = BatchesCalculationState { remaining_eth_budget, finished: false, batches: Vec::new() };
        for step in op["steps"].as_array().unwrap() {
            state = self.queue.calculate_finalization_batches(rate, last, per_call, state).unwrap();
            let found = (state.remaining_eth_budget.get(), json!(state.finished), state.batches.clone());
            assert_eq!(found, (number(&step[0]), step[1].clone(), ids(&step[2])), "{op}");
            self.compared += 3;
        }
    }

    fn view(&mut self, op: &Value) {
        let result: Result<Vec<U256>, QueueError> = match op["op"].as_str().unwrap() {
            "view.prefinalize" => {
                let sums = self.queue.prefinalize(&ids(&op["batches"]), Ray::new(number(&op["maxShareRate"])));
                sums.map(|sums| vec![sums.eth_to_lock.get(), sums.shares_to_burn.get()])
            }
            "view.findCheckpointHints" => {
                let (first, last) = (number(&op["firstIndex"]), number(&op["lastIndex"]));
                self.queue.find_checkpoint_hints(&ids(&op["ids"]), first, last)
            }
            _ => {
                let amounts = self.queue.claimable_ether(&ids(&op["ids"]), &numbers(&op["hints"]));
                amounts.map(|amounts| amounts.into_iter().map(Wei::get).collect())
            }
        };
        let expected = match op["ret"].as_array().map(Vec::as_slice) {
            Some([Value::Array(list)]) => list.iter().map(number).collect(),
            Some(words) => words.iter().map(number).collect(),
            None => {
                let (name, args) = refusal(&result.unwrap_err());
                assert_eq!((&op["error"]["name"], &op["error"]["args"]), (&json!(name), &json!(args)));
                return;
            }
        };
        self.compared += 1;
        assert_eq!(result, Ok::<Vec<U256>, _>(expected), "{op}");
    }

    fn events(&mut self, op: &Value, effects: &Effects) {
        let expected: Vec<_> = op["events"].as_array().unwrap().iter().filter(|event| event[0] == "wq").cloned().collect();
        assert_eq!(written(effects), expected, "{op}");
        self.compared += expected.len();
    }

    fn state(&mut self, post: &Value) {
        let queue = &self.queue;
        let bunker = queue.bunker_since().map_or(U256::MAX, |since| U256::from(since.get()));
        let fields = [
            ("lastRequestId", queue.last_request_id().get()),
            ("lastFinalizedRequestId", queue.last_finalized_request_id().get()),
            ("lockedEther", queue.locked_ether().get()),
            ("unfinalizedStETH", queue.unfinalized_steth().unwrap().get()),
            ("lastCheckpointIndex", U256::from(queue.last_checkpoint_index())),
            ("bunkerSince", bunker),
        ];
        for (field, actual) in fields {
            if let Some(expected) = post.get(field) {
                assert_eq!(actual, number(expected), "{field}");
                self.compared += 1;
            }
        }
    }
}

#[test]
fn lido_queue_says_and_pays_as_the_real_one() {
    let sequences: Vec<_> = family("lido").into_iter().filter(|(_, file)| file["format"] == "lido-sequence/1").collect();
    assert!(!sequences.is_empty(), "no recorded sequences of lido");
    for (name, file) in sequences {
        let mut replay = Replay::of(&file);
        let ops = file["ops"].as_array().unwrap();
        ops.iter().for_each(|op| replay.play(op));
        println!("{name}.json: {} values of the queue compared over {} operations", replay.compared, ops.len());
    }
}
