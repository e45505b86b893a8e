//! Positional arguments of a call, read one after the other with geth's messages when they do not fit.

use crate::error::RpcError;
use alloy_eips::BlockId;
use jsonrpsee::types::Params;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// Arguments not read yet. Omitted and `null` params are no arguments.
pub(crate) struct Args {
    values: std::vec::IntoIter<Box<RawValue>>,
    taken: usize,
    total: usize,
}

impl Args {
    /// Reads the params of a request.
    pub(crate) fn new(params: &Params<'_>) -> Result<Self, RpcError> {
        let text = params.as_str().unwrap_or("[]");
        if text.trim() == "null" {
            return Ok(Self::over(Vec::new()));
        }
        serde_json::from_str(text).map(Self::over).map_err(|_| RpcError::InvalidParams("non-array args".into()))
    }

    fn over(values: Vec<Box<RawValue>>) -> Self {
        Self { total: values.len(), taken: 0, values: values.into_iter() }
    }

    /// The next argument, which must be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self) -> Result<T, RpcError> {
        let position = self.taken;
        self.optional()?.ok_or_else(|| RpcError::InvalidParams(format!("missing value for required argument {position}")))
    }

    /// The next argument; `None` when it is left out or `null`.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, RpcError> {
        let position = self.taken;
        let Some(value) = self.values.next() else { return Ok(None) };
        self.taken += 1;
        serde_json::from_str(value.get())
            .map_err(|error| RpcError::InvalidParams(format!("invalid argument {position}: {error}")))
    }

    /// The next argument as a block; the latest when it is left out.
    pub(crate) fn block(&mut self) -> Result<BlockId, RpcError> {
        Ok(self.optional()?.unwrap_or_else(BlockId::latest))
    }

    /// Refuses what was not read.
    pub(crate) fn end(&self) -> Result<(), RpcError> {
        if self.values.len() == 0 {
            return Ok(());
        }
        Err(RpcError::InvalidParams(format!("too many arguments, want at most {}", self.total - self.values.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Address;

    #[track_caller]
    fn refused<T: DeserializeOwned + std::fmt::Debug>(params: &str) -> String {
        let mut args = Args::new(&Params::new(Some(params))).expect("an array");
        args.required::<T>().and_then(|_| args.end()).expect_err("refused").to_string()
    }

    #[test]
    fn messages_are_those_of_geth() {
        assert_eq!(refused::<Address>("[]"), "missing value for required argument 0");
        assert_eq!(refused::<Address>("[null]"), "missing value for required argument 0");
        assert_eq!(refused::<u64>("[1, 2]"), "too many arguments, want at most 1");
        assert!(refused::<Address>("[\"0x12\"]").starts_with("invalid argument 0: "));
    }

    #[test]
    fn omitted_null_and_empty_params_are_alike() {
        for params in [None, Some("null"), Some("[]")] {
            let mut args = Args::new(&Params::new(params)).expect("no arguments");
            assert_eq!(args.optional::<u64>(), Ok(None));
            assert_eq!(args.end(), Ok(()));
        }
    }

    #[test]
    fn arguments_by_name_are_refused() {
        let error = Args::new(&Params::new(Some("{\"a\": 1}"))).err();
        assert_eq!(error, Some(RpcError::InvalidParams("non-array args".into())));
    }
}
