//! Names the method in the answer to an unknown one, as geth does.

use jsonrpsee::{
    MethodResponse,
    core::middleware::{Batch, BatchEntry, BatchEntryErr, Notification, RpcServiceT},
    types::{ErrorObjectOwned, Request},
};
use std::{collections::BTreeSet, sync::Arc};

use crate::error::RpcError;

/// Answers calls of methods that are not in the table; passes on the others.
#[derive(Debug, Clone)]
pub(crate) struct KnownMethods<S> {
    /// What serves known methods.
    pub(crate) inner: S,
    /// Their names.
    pub(crate) names: Arc<BTreeSet<&'static str>>,
}

impl<S> RpcServiceT for KnownMethods<S>
where
    S: RpcServiceT<MethodResponse = MethodResponse, BatchResponse = MethodResponse, NotificationResponse = MethodResponse>
        + Clone
        + Send
        + Sync
        + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let known = self.names.contains(request.method_name());
        let inner = self.inner.clone();
        async move {
            if known {
                return inner.call(request).await;
            }
            let unknown = unknown_method(request.method_name());
            MethodResponse::error(request.id, unknown).with_extensions(request.extensions)
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let entries = batch.into_iter().map(|entry| match entry {
            Ok(BatchEntry::Call(call)) if !self.names.contains(call.method_name()) => {
                let unknown = unknown_method(call.method_name());
                Err(BatchEntryErr::new(call.id, unknown))
            }
            entry => entry,
        });
        let batch = Batch::from(entries.collect::<Vec<_>>());
        let inner = self.inner.clone();
        async move { inner.batch(batch).await }
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.inner.notification(notification)
    }
}

fn unknown_method(name: &str) -> ErrorObjectOwned {
    RpcError::MethodNotFound(name.to_owned()).into()
}
