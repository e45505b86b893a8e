//! Starting and stopping the two servers.

use crate::{
    RpcConfig, api::Api, aquifer, browser::LocalPages, dev, eth, guard::KnownMethods, http, long_targets::LongTargets,
    methods::Methods, workers::Workers,
};
use aquifer_chain::node::Node;
use jsonrpsee::{
    RpcModule,
    core::{RegisterMethodError, middleware::RpcServiceBuilder},
    server::{BatchRequestConfig, Server, ServerConfig, ServerHandle},
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

/// How long calls under way may still take when the server stops.
const STOP_MAX: Duration = Duration::from_secs(5);

/// Why the servers did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another process listens there.
    #[error("port {port} on {host} is in use: stop the process that has it, or choose another port (0 takes any free one)")]
    PortInUse {
        /// Address asked for.
        host: IpAddr,
        /// Port asked for.
        port: u16,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Address asked for.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// Threads or sockets could not be set up.
    #[error("cannot start the server: {0}")]
    Start(#[from] std::io::Error),
    /// Two methods of one name: a fault of this program.
    #[error("cannot start the server: {0}")]
    Methods(#[from] RegisterMethodError),
}

/// Running servers. Dropping the handle stops them without waiting.
#[derive(Debug)]
pub struct RpcHandle {
    /// Where JSON-RPC is served, over HTTP and WebSocket.
    pub rpc_addr: SocketAddr,
    /// Where the Beacon API, health and metrics are served.
    pub http_addr: Option<SocketAddr>,
    rpc: ServerHandle,
    stopping: watch::Sender<bool>,
    http: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
}

impl RpcHandle {
    /// Stops both servers: no new connection is taken, calls under way are answered if that takes no longer than five
    /// seconds.
    pub async fn stop(self) {
        self.stopping.send_replace(true);
        // An error only says that it has stopped already.
        let _ = self.rpc.stop();
        let stopped = async {
            self.rpc.stopped().await;
            if let Some(http) = self.http {
                let _ = http.await;
            }
        };
        if tokio::time::timeout(STOP_MAX, stopped).await.is_err() {
            tracing::warn!("some calls were still under way when the server stopped");
        }
    }
}

/// Starts both servers over a node.
///
/// # Errors
/// When a port is taken or the system refuses sockets or threads.
pub async fn serve(config: RpcConfig, node: Node) -> Result<RpcHandle, ServeError> {
    let rpc_listener = listen(config.host, config.port)?;
    let http_listener = config.http_port.map(|port| listen(config.host, port)).transpose()?;
    let rpc_addr = rpc_listener.local_addr()?;
    let http_addr = http_listener.as_ref().map(TcpListener::local_addr).transpose()?;

    let workers = Arc::new(Workers::new(config.limits.executing_calls)?);
    let (stopping, stopped) = watch::channel(false);
    let api = Arc::new(Api::new(config, node, workers, stopped.clone()));
    let rpc = start_rpc(&api, rpc_listener)?;
    let http = http_listener.map(|listener| start_http(&api, listener, stopped)).transpose()?;
    Ok(RpcHandle { rpc_addr, http_addr, rpc, stopping, http })
}

fn listen(host: IpAddr, port: u16) -> Result<TcpListener, ServeError> {
    let address = SocketAddr::new(host, port);
    let listener = TcpListener::bind(address).map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::PortInUse { host, port },
        _ => ServeError::Listen { address, source },
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn start_rpc(api: &Arc<Api>, listener: TcpListener) -> Result<ServerHandle, ServeError> {
    let methods = methods(api)?;
    let names = Arc::new(methods.method_names().collect::<BTreeSet<_>>());
    let guard = RpcServiceBuilder::new().layer_fn(move |inner| KnownMethods { inner, names: Arc::clone(&names) });
    let loopback = api.config.host.is_loopback();
    let pages = tower::ServiceBuilder::new().layer_fn(move |inner| LocalPages { inner, loopback });
    let server = Server::builder()
        .set_config(server_config(&api.config))
        .set_rpc_middleware(guard)
        .set_http_middleware(pages)
        .build_from_tcp(listener)?;
    Ok(server.start(methods))
}

fn server_config(config: &RpcConfig) -> ServerConfig {
    let limits = &config.limits;
    ServerConfig::builder()
        .max_request_body_size(limits.request_bytes)
        .max_response_body_size(limits.response_bytes)
        .max_connections(limits.connections)
        .max_subscriptions_per_connection(limits.subscriptions)
        .set_batch_request_config(BatchRequestConfig::Limit(limits.batch_calls))
        .set_id_provider(eth::SubscriptionIds::default())
        .set_tcp_no_delay(true)
        .build()
}

fn start_http(
    api: &Arc<Api>,
    listener: TcpListener,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<tokio::task::JoinHandle<std::io::Result<()>>> {
    let listener = LongTargets(tokio::net::TcpListener::from_std(listener)?);
    let router = http::router(Arc::clone(api));
    Ok(tokio::spawn(async move {
        let stop = async move {
            // A closed channel means the handle is gone: stop too.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        axum::serve(listener, router).with_graceful_shutdown(stop).await
    }))
}

/// The methods this server has: those of a development network only on one.
fn methods(api: &Arc<Api>) -> Result<RpcModule<Api>, RegisterMethodError> {
    let mut methods = Methods::over(Arc::clone(api));
    eth::register(&mut methods)?;
    aquifer::register(&mut methods)?;
    if api.config.development {
        dev::register(&mut methods)?;
        aquifer::register_development(&mut methods)?;
    }
    Ok(methods.finish())
}
