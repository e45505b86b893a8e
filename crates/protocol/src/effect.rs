//! What a call wants done outside, in order.
//!
//! A call decides on a value, installs it and returns its effects; the shell performs them one by one. If one fails
//! the shell puts the value from before the call back. Ether moves only here: the protocol tracks what it should hold.

use crate::{
    AddressBook,
    ethereum::DepositEvent,
    governance::GovernanceEvent,
    liquid::lido::{
        BurnerEvent, StethEvent, WstethEvent, accounting_oracle::AccountingOracleEvent, deposit_security::DepositSecurityEvent,
        hash_consensus::HashConsensusEvent, node_operators::StakingModuleEvent, sanity::SanityEvent,
        staking_router::StakingRouterEvent, withdrawal_queue::QueueEvent,
    },
    restaking::RestakingEvent,
    units::Wei,
};
use alloy_primitives::{Address, Bytes, U256};

/// One thing to do outside, after the value is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Emit a log; its address follows from the event's kind.
    Event(Event),
    /// Move ether between two of our own contracts. Runs no code.
    Move {
        /// Native account that pays.
        from: Address,
        /// Native account that receives.
        to: Address,
        /// Amount in wei.
        amount: Wei,
    },
    /// Pay ether to an account of somebody else. Runs its code; when that fails the whole call fails.
    Pay {
        /// Native account that pays.
        from: Address,
        /// Who receives.
        to: Address,
        /// Amount in wei.
        amount: Wei,
        /// What the whole call fails with.
        failure: PaymentFailure,
    },
    /// Ask a system contract of the chain for something, for a fee. When it refuses, the whole call fails.
    Request {
        /// Native account that asks and pays.
        from: Address,
        /// The system contract.
        to: Address,
        /// The fee in wei.
        fee: Wei,
        /// What is asked for.
        input: Bytes,
    },
    /// Send an ERC-20 that may be anybody's contract. Runs its code; a failure, or `false` in return, fails the whole call.
    SendToken {
        /// The token.
        token: Address,
        /// Native account that holds and sends it.
        from: Address,
        /// Who receives.
        to: Address,
        /// Amount in the token's base units.
        amount: U256,
    },
    /// Take an ERC-20 by allowance, likewise.
    TakeToken {
        /// The token.
        token: Address,
        /// Native account that holds the allowance and calls.
        spender: Address,
        /// Who pays.
        from: Address,
        /// Who receives.
        to: Address,
        /// Amount in the token's base units.
        amount: U256,
    },
    /// A contract of ours comes into being at the address: from now on calls to it are served.
    Deploy(Address),
}

/// In whose words a payment fails whose receiver refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentFailure {
    /// Those of Lido's withdrawal queue.
    WithdrawalQueue,
    /// Those of OpenZeppelin's `Address.sendValue`.
    SendValue,
}

/// Effects in the order in which the real contract performs them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// No effects yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends an event.
    pub fn emit(&mut self, event: impl Into<Event>) {
        self.0.push(Effect::Event(event.into()));
    }

    /// Appends a move between two of our own contracts; nothing when the amount is zero.
    pub fn move_ether(&mut self, from: Address, to: Address, amount: Wei) {
        if !amount.is_zero() {
            self.0.push(Effect::Move { from, to, amount });
        }
    }

    /// Appends a payment of the withdrawal queue to somebody else's account, also when the amount is zero: the receiver's code runs.
    pub fn pay(&mut self, from: Address, to: Address, amount: Wei) {
        self.0.push(Effect::Pay { from, to, amount, failure: PaymentFailure::WithdrawalQueue });
    }

    /// Appends a payment as OpenZeppelin's `Address.sendValue` makes it, also when the amount is zero.
    pub fn send_value(&mut self, from: Address, to: Address, amount: Wei) {
        self.0.push(Effect::Pay { from, to, amount, failure: PaymentFailure::SendValue });
    }

    /// Appends a request to a system contract of the chain.
    pub fn request(&mut self, from: Address, to: Address, fee: Wei, input: Bytes) {
        self.0.push(Effect::Request { from, to, fee, input });
    }

    /// Appends sending an ERC-20, also when the amount is zero: the token's code runs.
    pub fn send_token(&mut self, token: Address, from: Address, to: Address, amount: U256) {
        self.0.push(Effect::SendToken { token, from, to, amount });
    }

    /// Appends taking an ERC-20 by an allowance of `spender`, likewise.
    pub fn take_token(&mut self, token: Address, spender: Address, from: Address, to: Address, amount: U256) {
        self.0.push(Effect::TakeToken { token, spender, from, to, amount });
    }

    /// Appends the beginning of a contract of ours.
    pub fn deploy(&mut self, address: Address) {
        self.0.push(Effect::Deploy(address));
    }

    /// Appends the effects of a call within the call, in their order.
    pub fn append(&mut self, mut inner: Self) {
        self.0.append(&mut inner.0);
    }

    /// The effects, first to last.
    pub fn iter(&self) -> impl Iterator<Item = &Effect> {
        self.0.iter()
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Gathers the events of all contracts: which type belongs to which address.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident($event:ty) from |$addresses:ident, $contents:pat_param| $emitter:expr,)+) => {
        /// An event, typed per contract; the ABI layer encodes it, [`Event::emitter`] tells its address.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name($event),)+
        }

        impl Event {
            /// The account that emits it.
            #[must_use]
            pub fn emitter(&self, addresses: &AddressBook) -> Address {
                match self {
                    $(Self::$name($contents) => {
                        let $addresses = addresses;
                        $emitter
                    })+
                }
            }
        }

        $(impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$name(event)
            }
        })+
    };
}

events! {
    /// Of `Lido`.
    Steth(StethEvent) from |book, _| book.steth,
    /// Of `WstETH`.
    Wsteth(WstethEvent) from |book, _| book.wsteth,
    /// Of `Burner`.
    Burner(BurnerEvent) from |book, _| book.burner,
    /// Of `WithdrawalQueueERC721`.
    Queue(QueueEvent) from |book, _| book.withdrawal_queue,
    /// Of `OracleReportSanityChecker`.
    Sanity(SanityEvent) from |book, _| book.sanity_checker,
    /// Of `StakingRouter`.
    Router(StakingRouterEvent) from |book, _| book.staking_router,
    /// Of `HashConsensus`.
    Consensus(HashConsensusEvent) from |book, _| book.hash_consensus,
    /// Of `AccountingOracle`.
    Oracle(AccountingOracleEvent) from |book, _| book.accounting_oracle,
    /// Of `DepositSecurityModule`.
    DepositSecurity(DepositSecurityEvent) from |book, _| book.deposit_security_module,
    /// Of the contract behind a staking module.
    StakingModule(StakingModuleEvent) from |book, event| book.staking_module(event.module),
    /// Of EigenLayer's contracts.
    Restaking(RestakingEvent) from |book, event| event.emitter(&book.restaking),
    /// Roles of any contract.
    Governance(GovernanceEvent) from |_book, event| event.contract(),
    /// Of Ethereum's deposit contract.
    Deposit(DepositEvent) from |book, _| book.deposit_contract,
}
