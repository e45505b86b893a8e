//! The state as table entries.

use super::EigenTokens;
use crate::tables::{ChangeSink, Tables};

impl Tables for EigenTokens {
    fn changes(&self, _before: Option<&Self>, _sink: &mut dyn ChangeSink) {}
}
