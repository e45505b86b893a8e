//! Several calls in a row as one account, tried on a block's state and gone without a trace.
//!
//! One `eth_call`: for its length the account has code that makes the calls one after another and returns what each
//! returned. So a deposit can be tried with the approval before it, and what a slash does can be read after it.

use alloy_primitives::{Address, Bytes, TxKind, U256, address};
use alloy_rpc_types_eth::{
    BlockId, TransactionInput, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use alloy_sol_types::SolCall;
use aquifer_keepers::chain::{Client, revert};
use eyre::{WrapErr as _, eyre};
use std::marker::PhantomData;

/// Who asks when nobody in particular does: an account of nobody's, without code of its own.
const READER: Address = address!("0x00000000000000000000000000000000A9F1F0E7");

/// Calls that are made in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trial {
    steps: Vec<Step>,
}

/// One call, or with nobody to call the creation of a contract.
#[derive(Debug, Clone)]
struct Step {
    to: Option<Address>,
    data: Vec<u8>,
}

/// The place of a call's answer.
#[derive(Debug)]
pub(crate) struct Place<C> {
    index: usize,
    call: PhantomData<C>,
}

/// What the calls came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    answers: Vec<Answer>,
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    is_success: bool,
    data: Bytes,
}

impl Trial {
    /// Adds a call.
    pub(crate) fn call<C: SolCall>(&mut self, to: Address, call: &C) -> Place<C> {
        Place { index: self.step(Some(to), &call.abi_encode()), call: PhantomData }
    }

    /// Adds a call of which only success counts, or the creation of a contract; its place.
    pub(crate) fn step(&mut self, to: Option<Address>, data: &[u8]) -> usize {
        self.steps.push(Step { to, data: data.to_vec() });
        self.steps.len() - 1
    }

    /// Makes the calls as nobody in particular.
    pub(crate) async fn read(&self, client: &Client, block: BlockId) -> eyre::Result<Outcome> {
        self.try_as(client, READER, block).await
    }

    /// Makes the calls as `account`, which must be no contract of the protocols.
    pub(crate) async fn try_as(&self, client: &Client, account: Address, block: BlockId) -> eyre::Result<Outcome> {
        if self.steps.is_empty() {
            return Ok(Outcome { answers: Vec::new() });
        }
        let changed: StateOverride =
            [(account, AccountOverride { code: Some(program(&self.steps)), ..AccountOverride::default() })].into_iter().collect();
        let call = TransactionRequest {
            to: Some(TxKind::Call(account)),
            input: TransactionInput::default(),
            ..TransactionRequest::default()
        };
        let output: Bytes = client.request("eth_call", (call, block, changed)).await?;
        Outcome::read(&output, self.steps.len())
    }
}

impl Outcome {
    /// What a call returned; an error when it was refused.
    pub(crate) fn get<C: SolCall>(&self, place: &Place<C>) -> eyre::Result<C::Return> {
        let data = self.succeeded(place.index)?;
        C::abi_decode_returns(data).wrap_err_with(|| format!("what {} returned", C::SIGNATURE))
    }

    /// What a call returned, if it was not refused.
    pub(crate) fn find<C: SolCall>(&self, place: &Place<C>) -> Option<C::Return> {
        self.get(place).ok()
    }

    /// The bytes that a call returned; an error in the contract's own words when it was refused.
    pub(crate) fn succeeded(&self, index: usize) -> eyre::Result<&Bytes> {
        let answer = self.answers.get(index).ok_or_else(|| eyre!("call {index} was not made"))?;
        if answer.is_success { Ok(&answer.data) } else { Err(eyre!("{}", revert(&answer.data))) }
    }

    /// Parses what the program wrote: for each call whether it succeeded, a length, and so many bytes.
    fn read(output: &[u8], calls: usize) -> eyre::Result<Self> {
        let mut rest = output;
        let mut answers = Vec::with_capacity(calls);
        for index in 0..calls {
            let cut = || eyre!("the node returned {} bytes, which end before call {index}", output.len());
            let (head, tail) = rest.split_at_checked(64).ok_or_else(cut)?;
            let length: usize = U256::from_be_slice(&head[32..]).try_into().map_err(|_| cut())?;
            let (data, after) = tail.split_at_checked(length).ok_or_else(cut)?;
            answers.push(Answer { is_success: head[31] == 1, data: Bytes::copy_from_slice(data) });
            rest = after;
        }
        Ok(Self { answers })
    }
}

/// EVM code without a jump. On the stack is where in memory the next answer goes; each call's data is copied there from
/// behind the code, is overwritten by the answer, and moves the place on.
fn program(steps: &[Step]) -> Bytes {
    // A step is as long wherever its data lies.
    let length: usize = steps.iter().map(|step| step.code(0).len()).sum();
    let mut offset = 1 + length + 2;
    let mut code = vec![PUSH0];
    for step in steps {
        code.extend(step.code(offset));
        offset += step.data.len();
    }
    code.extend([PUSH0, RETURN]);
    for step in steps {
        code.extend_from_slice(&step.data);
    }
    code.into()
}

impl Step {
    /// The code of the step, whose data lies at `offset`. On the stack is the place, before and after.
    fn code(&self, offset: usize) -> Vec<u8> {
        let word = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes();
        let length = word(self.data.len());
        let mut code = Vec::new();
        // codecopy(place, offset, length)
        code.push(PUSH4);
        code.extend(length);
        code.push(PUSH4);
        code.extend(word(offset));
        code.extend([DUP3, CODECOPY]);
        match self.to {
            // success := call(gas, to, 0, place, length, 0, 0)
            Some(to) => {
                code.extend([PUSH0, PUSH0, PUSH4]);
                code.extend(length);
                code.extend([DUP4, PUSH0, PUSH20]);
                code.extend(to);
                code.extend([GAS, CALL]);
            }
            // success := create(0, place, length) is not zero
            None => {
                code.push(PUSH4);
                code.extend(length);
                code.extend([DUP2, PUSH0, CREATE, ISZERO, ISZERO]);
            }
        }
        // mstore(place, success), mstore(place + 32, returndatasize)
        code.extend([DUP2, MSTORE, RETURNDATASIZE, DUP2, PUSH1, 32, ADD, MSTORE]);
        // returndatacopy(place + 64, 0, returndatasize)
        code.extend([RETURNDATASIZE, PUSH0, DUP3, PUSH1, 64, ADD, RETURNDATACOPY]);
        // place += 64 + returndatasize
        code.extend([RETURNDATASIZE, ADD, PUSH1, 64, ADD]);
        code
    }
}

const ADD: u8 = 0x01;
const ISZERO: u8 = 0x15;
const CODECOPY: u8 = 0x39;
const RETURNDATASIZE: u8 = 0x3d;
const RETURNDATACOPY: u8 = 0x3e;
const MSTORE: u8 = 0x52;
const GAS: u8 = 0x5a;
const PUSH0: u8 = 0x5f;
const PUSH1: u8 = 0x60;
const PUSH4: u8 = 0x63;
const PUSH20: u8 = 0x73;
const DUP2: u8 = 0x81;
const DUP3: u8 = 0x82;
const DUP4: u8 = 0x83;
const CREATE: u8 = 0xf0;
const CALL: u8 = 0xf1;
const RETURN: u8 = 0xf3;

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::sol;

    sol! {
        function number() external view returns (uint256);
    }

    #[test]
    fn the_data_of_the_calls_lies_where_the_code_copies_it_from() {
        let steps = [(Some(Address::repeat_byte(1)), vec![0xaa; 3]), (None, vec![0xbb; 5]), (Some(Address::ZERO), vec![0xcc; 2])];
        let steps = steps.map(|(to, data)| Step { to, data });
        let code = program(&steps);
        let mut at = 1;
        for step in &steps {
            let number = |at: usize| u32::from_be_bytes(code[at..at + 4].try_into().expect("four bytes")) as usize;
            let (length, offset) = (number(at + 1), number(at + 6));
            assert_eq!(&code[offset..offset + length], step.data, "{step:?}");
            at += step.code(0).len();
        }
        assert_eq!((&code[at..at + 2], code.len()), (&[PUSH0, RETURN][..], at + 2 + 10));
    }

    #[test]
    fn answers_are_read_in_their_order() {
        let mut trial = Trial::default();
        let (first, second) = (trial.call(Address::ZERO, &numberCall {}), trial.call(Address::ZERO, &numberCall {}));
        let word = |value: u64| U256::from(value).to_be_bytes::<32>();
        let refused = alloy_sol_types::Revert::from("NO").abi_encode();
        let output = [&word(1)[..], &word(32), &word(7), &word(0), &word(refused.len() as u64), &refused].concat();
        let outcome = Outcome::read(&output, 2).expect("both");
        assert_eq!(outcome.get(&first).expect("it succeeded"), U256::from(7));
        assert_eq!(outcome.get(&second).expect_err("it was refused").to_string(), "NO");
        assert_eq!(outcome.find(&second), None);
        assert!(Outcome::read(&output[..output.len() - 1], 2).is_err(), "the end is missing");
    }

    use alloy_sol_types::SolError as _;
}
