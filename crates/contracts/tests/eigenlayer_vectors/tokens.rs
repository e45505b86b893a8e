//! Plain ERC-20 tokens of the vectors: balances, and nobody needs to approve.

use crate::names::Names;
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{Revert, SolCall, SolError as _, sol};
use aquifer_contracts::{CallAnswer, OutsideCall, interfaces::IERC20, mock::OutsideCode};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

sol! {
    /// What the recording burnt its token with: the caller's own tokens.
    function burn(uint256 amount) external;
}

/// What everybody holds of every token.
pub(crate) type Balances = BTreeMap<(Address, Address), U256>;

/// The tokens' books, shared by their code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<Balances>>);

impl Tokens {
    /// The books as they stand, to put back when a transaction fails.
    pub(crate) fn balances(&self) -> Balances {
        self.0.lock().expect("no test panics while it holds the books").clone()
    }

    pub(crate) fn put_back(&self, balances: Balances) {
        *self.0.lock().expect("no test panics while it holds the books") = balances;
    }

    pub(crate) fn give(&self, token: Address, holder: Address, amount: U256) {
        self.0.lock().expect("no test panics while it holds the books").insert((token, holder), amount);
    }

    pub(crate) fn held(&self, token: Address, holder: Address) -> U256 {
        self.balances().get(&(token, holder)).copied().unwrap_or_default()
    }

    /// The code of every token.
    pub(crate) fn contracts(&self, names: &Names) -> Vec<(Address, OutsideCode)> {
        let code = |books: Self| -> OutsideCode { Arc::new(move |_, call| books.answer(call)) };
        names.beginning_with("token").map(|(_, token)| (token, code(self.clone()))).collect()
    }

    fn answer(&self, call: &OutsideCall) -> CallAnswer {
        let moved = if let Ok(transfer) = IERC20::transferCall::abi_decode(&call.input) {
            self.moved(call.to, call.from, Some(transfer.to), transfer.amount)
        } else if let Ok(transfer) = IERC20::transferFromCall::abi_decode(&call.input) {
            self.moved(call.to, transfer.from, Some(transfer.to), transfer.amount)
        } else if let Ok(burn) = burnCall::abi_decode(&call.input) {
            self.moved(call.to, call.from, None, burn.amount)
        } else if let Ok(question) = IERC20::balanceOfCall::abi_decode(&call.input) {
            return answered(IERC20::balanceOfCall::abi_encode_returns(&self.held(call.to, question.account)));
        } else if IERC20::decimalsCall::abi_decode(&call.input).is_ok() {
            return answered(IERC20::decimalsCall::abi_encode_returns(&18));
        } else {
            panic!("a token is asked {}", call.input);
        };
        if moved {
            answered(IERC20::transferCall::abi_encode_returns(&true))
        } else {
            let reason = Revert::from("ERC20: transfer amount exceeds balance");
            CallAnswer { success: false, output: reason.abi_encode().into() }
        }
    }

    fn moved(&self, token: Address, from: Address, to: Option<Address>, amount: U256) -> bool {
        let Some(rest) = self.held(token, from).checked_sub(amount) else { return false };
        self.give(token, from, rest);
        if let Some(to) = to {
            self.give(token, to, self.held(token, to) + amount);
        }
        true
    }
}

fn answered(output: Vec<u8>) -> CallAnswer {
    CallAnswer { success: true, output: Bytes::from(output) }
}
