//! The table of methods: a name, and a function from arguments to a value.
//!
//! Three kinds: what looks only at the head and the server's own memory answers at once; calls into the EVM execute on a
//! bounded number of threads with large stacks; what may read the disk or waits for the block builder has threads of its
//! own. Of the last two the answer is written as JSON there too.

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

/// Where a method runs.
#[derive(Clone, Copy)]
enum Place {
    /// On the async runtime, at once.
    Here,
    /// On the threads that execute, whose number is bounded.
    Execute,
    /// On threads that may wait long.
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

    /// Adds a method that looks only at the head and at what the server remembers.
    pub(crate) fn quick<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.add(name, Place::Here, method)
    }

    /// Adds a method that runs code in the EVM.
    pub(crate) fn execute<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.add(name, Place::Execute, method)
    }

    /// Adds a method that reads history, or changes the chain and waits until that is done.
    pub(crate) fn wait<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.add(name, Place::Wait, method)
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
        place: Place,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.module.register_async_method(name, move |params, api, _| answer(api, params, place, method))?;
        Ok(())
    }
}

async fn answer<T: Serialize + 'static>(
    api: Arc<Api>,
    params: Params<'static>,
    place: Place,
    method: Method<T>,
) -> Result<Box<RawValue>, ErrorObjectOwned> {
    let args = Args::new(&params)?;
    let workers = Arc::clone(&api.workers);
    let call = move || to_raw_value(&method(&api, args)?).map_err(RpcError::internal);
    let answered = match place {
        Place::Here => call(),
        Place::Execute => workers.execute(call).await,
        Place::Wait => workers.wait(call).await,
    };
    Ok(answered?)
}
