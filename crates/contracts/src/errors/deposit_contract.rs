//! Refusals of the deposit contract: its texts are the real revert strings.

use super::{Refusal, string};
use alloy_primitives::Bytes;
use aquifer_protocol::ethereum::DepositError;

impl Refusal for DepositError {
    fn revert_data(&self) -> Bytes {
        string(&self.to_string())
    }
}
