//! Liquid staking tokens.

pub mod lido;
