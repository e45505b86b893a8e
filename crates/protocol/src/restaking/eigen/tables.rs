//! The state as table entries.

use super::{EigenTokens, token::VotesToken, votes::VotesTables};
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};

/// Table names of one token.
struct TokenTables {
    about: &'static str,
    ledger: (&'static str, &'static str),
    allowances: &'static str,
    nonces: &'static str,
    votes: VotesTables,
}

const EIGEN: TokenTables = TokenTables {
    about: "eigen/about",
    ledger: ("eigen/balances", "eigen/supply"),
    allowances: "eigen/allowances",
    nonces: "eigen/nonces",
    votes: ("eigen/delegates", "eigen/votes", "eigen/past_supply"),
};

const BACKING: TokenTables = TokenTables {
    about: "backing_eigen/about",
    ledger: ("backing_eigen/balances", "backing_eigen/supply"),
    allowances: "backing_eigen/allowances",
    nonces: "backing_eigen/nonces",
    votes: ("backing_eigen/delegates", "backing_eigen/votes", "backing_eigen/past_supply"),
};

impl Tables for EigenTokens {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.eigen().changes(before.map(Self::eigen), &EIGEN, sink);
        self.backing().changes(before.map(Self::backing), &BACKING, sink);
        map_changes("backing_eigen/minters", before.map(|before| &before.minters), &self.minters, sink);
    }
}

impl VotesToken {
    fn changes(&self, before: Option<&Self>, tables: &TokenTables, sink: &mut dyn ChangeSink) {
        value_changes(tables.about, before.map(Self::about).as_ref(), &self.about(), sink);
        self.ledger.changes(before.map(|before| &before.ledger), tables.ledger, sink);
        self.allowances.changes(before.map(|before| &before.allowances), tables.allowances, sink);
        self.nonces.changes(before.map(|before| &before.nonces), tables.nonces, sink);
        self.votes.changes(before.map(|before| &before.votes), tables.votes, sink);
    }
}
