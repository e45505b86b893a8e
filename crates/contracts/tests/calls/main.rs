//! Calls to native contracts on a mock host: input nobody should send, answers from outside, payments that fail.

mod bad_input;
mod deposits;
mod eigen;
mod factory;
mod network;
mod outside;
mod pods;
mod reports;
mod restaking;
mod services;
mod tokens;
