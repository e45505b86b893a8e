//! EigenLayer's core as stakers, operators and services use it. Every step is followed by a check of every invariant, and
//! a refusal by a look whether anything has changed.

mod delegation;
mod deposits;
mod edge_cases;
mod lives;
mod native;
mod queue;
mod rewards;
mod slashed;
mod strategies;
mod support;
mod worked_example;
