//! Ledgers: balances, allowances, permits.
