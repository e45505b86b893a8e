//! The table of methods: a name, and a function from arguments to a value.
//!
//! Reads and calls execute on threads with large stacks, changes wait for the block builder on others; the answer is
//! written as JSON there too. Nothing runs on the async runtime.

use crate::{api::Api, args::Args, error::RpcError};
use jsonrpsee::{
    RpcModule,
    core::RegisterMethodError,
    types::{ErrorObjectOwned, Params},
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::sync::Arc;

/// A method: reads its arguments, answers.
pub(crate) type Method<T> = fn(&Api, Args) -> Result<T, RpcError>;

/// Which threads a method runs on.
#[derive(Clone, Copy)]
enum Threads {
    /// Those whose number is bounded.
    Execute,
    /// Those that may wait long.
    Wait,
}

/// The methods of one server.
pub(crate) struct Methods {
    module: RpcModule<Api>,
}

impl Methods {
    /// No methods yet.
    pub(crate) fn over(api: Arc<Api>) -> Self {
        Self { module: RpcModule::from_arc(api) }
    }

    /// Adds a method that reads or executes.
    pub(crate) fn read<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.add(name, Threads::Execute, method)
    }

    /// Adds a method that changes the chain and waits until that is done.
    pub(crate) fn change<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.add(name, Threads::Wait, method)
    }

    /// The table itself, for subscriptions.
    pub(crate) fn module(&mut self) -> &mut RpcModule<Api> {
        &mut self.module
    }

    /// The finished table.
    pub(crate) fn finish(self) -> RpcModule<Api> {
        self.module
    }

    fn add<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        threads: Threads,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.module.register_async_method(name, move |params, api, _| answer(api, params, threads, method))?;
        Ok(())
    }
}

async fn answer<T: Serialize + 'static>(
    api: Arc<Api>,
    params: Params<'static>,
    threads: Threads,
    method: Method<T>,
) -> Result<Box<RawValue>, ErrorObjectOwned> {
    let args = Args::new(&params)?;
    let workers = Arc::clone(&api.workers);
    let call = move || to_raw_value(&method(&api, args)?).map_err(RpcError::internal);
    let answered = match threads {
        Threads::Execute => workers.execute(call).await,
        Threads::Wait => workers.wait(call).await,
    };
    Ok(answered?)
}
