//! Refusals of `Accounting`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IAccounting;
use alloy_primitives::{Bytes, U256};
use aquifer_protocol::liquid::lido::AccountingError;

impl Refusal for AccountingError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::IncorrectReportTimestamp { reported, upper_bound } => custom(&IAccounting::IncorrectReportTimestamp {
                reportTimestamp: U256::from(reported.get()),
                upperBoundTimestamp: U256::from(upper_bound.get()),
            }),
            Self::IncorrectReportValidators { reported, min, max } => custom(&IAccounting::IncorrectReportValidators {
                reportValidators: U256::from(*reported),
                minValidators: U256::from(*min),
                maxValidators: U256::from(*max),
            }),
            Self::InternalSharesCantBeZero => custom(&IAccounting::InternalSharesCantBeZero {}),
            Self::NotAuthorized { operation, sender } => {
                custom(&IAccounting::NotAuthorized { operation: (*operation).to_owned(), addr: *sender })
            }
            Self::Arith(error) => error.revert_data(),
        }
    }
}
