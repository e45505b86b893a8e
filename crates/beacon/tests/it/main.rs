//! The form of the beacon chain against vectors of others, and against itself over random lives.

mod mutations;
mod own_chain;
mod pods;
mod properties;
mod small_values;
mod states;
mod support;
mod vectors;
