//! `aquifer up`: the chain, its JSON-RPC server and the keepers, until a signal ends them.

use super::{runtime, securing};
use crate::cli::UpArgs;
use crate::failure::Failure;
use crate::output::{bold, ether};
use crate::places;
use aquifer_chain::network::{Crew, LOCAL_CHAIN_IDS, Network, NetworkError};
use aquifer_chain::{Genesis, Mining, Node, NodeConfig};
use aquifer_keepers::chain::{Client, reason};
use aquifer_keepers::{Keepers, KeepersConfig, OperatorKeys, RewardsKeeper, ServiceKeepers, WeeklyReward};
use aquifer_rpc::{RpcConfig, RpcHandle, serve};
use eyre::WrapErr;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::{info, warn};

/// Contracts the keepers talk to, by their names in `[native]`.
const KEEPERS_NEED: [&str; 10] = [
    "deposit_contract",
    "lido_locator",
    "steth",
    "withdrawal_queue",
    "accounting",
    "accounting_oracle",
    "hash_consensus",
    "sanity_checker",
    "staking_router",
    "deposit_security_module",
];

/// Runs the command.
pub(crate) fn run(args: &UpArgs) -> Result<(), Failure> {
    let network = places::network_with(&args.network)?;
    check_test_keys(args, &network)?;
    check_keepers(args, &network)?;
    let mining = mining(args, &network)?;
    // Before anything is touched: --fresh must delete nothing when the server cannot start.
    check_port(SocketAddr::new(args.host, args.port), "--port")?;
    check_port(SocketAddr::new(args.host, args.http_port), "--http-port")?;
    let genesis = usable(network.genesis())?;
    let runtime = runtime()?;
    // Before the store is opened: a signal during a long replay ends the node as soon as it is done.
    let signals = runtime.block_on(async { Signals::listen() })?;
    let node = open(args, &network, genesis, mining)?;
    let outcome = runtime.block_on(serve_until_stopped(args, &network, node.clone(), signals));
    node.shutdown();
    outcome
}

/// The signals that end the node cleanly.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> eyre::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).wrap_err("listening for SIGTERM")?,
            interrupt: signal(SignalKind::interrupt()).wrap_err("listening for SIGINT")?,
        })
    }
}

/// Everybody knows the test keys, so they hold ether on local chains only.
fn check_test_keys(args: &UpArgs, network: &Network) -> Result<(), Failure> {
    if network.is_local() || args.allow_test_keys || args.development || !network.has_well_known_phrase() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "chain id {} is not local ({} and {} are), and everybody knows the test keys: use a local id, a phrase of your own in the network file, or say --allow-test-keys or --development",
        network.chain_id(),
        LOCAL_CHAIN_IDS[0],
        LOCAL_CHAIN_IDS[1]
    )))
}

/// Without the contracts they serve, keepers would only warn for ever.
fn check_keepers(args: &UpArgs, network: &Network) -> Result<(), Failure> {
    let left_out = network.file.native.get_ref().left_out();
    match left_out.iter().find(|name| KEEPERS_NEED.contains(name)) {
        Some(name) if !args.no_keepers => Err(Failure::Usage(format!(
            "{}: [native] leaves out `{name}`, which the keepers need: put it in, or say --no-keepers",
            network.source
        ))),
        _ => Ok(()),
    }
}

fn mining(args: &UpArgs, network: &Network) -> Result<Mining, Failure> {
    let slot = usable(network.seconds_per_slot())?;
    match args.block_time {
        0 => Ok(Mining::OnDemand),
        seconds if seconds == slot => Ok(Mining::EverySlot),
        seconds => Err(Failure::Usage(format!("--block-time {seconds}s: a block is a slot, expected 0 (on demand) or {slot}s"))),
    }
}

fn check_port(address: SocketAddr, flag: &str) -> Result<(), Failure> {
    TcpListener::bind(address).map(drop).map_err(|error| {
        Failure::Unavailable(format!(
            "cannot listen on {address}: {error}\nstop what uses it, or choose another port with {flag} (0 takes any free one)"
        ))
    })
}

fn open(args: &UpArgs, network: &Network, genesis: Genesis, mining: Mining) -> Result<Node, Failure> {
    let data_dir = places::data_dir(&args.data, network, genesis.block.hash)?;
    let mut config = NodeConfig::new(&data_dir, genesis);
    config.fresh = args.fresh;
    config.mining = mining;
    config.time_scale = args.time_scale;
    Node::open(config).map_err(|error| Failure::Unavailable(format!("{}: {error}", data_dir.display())))
}

async fn serve_until_stopped(args: &UpArgs, network: &Network, node: Node, mut signals: Signals) -> Result<(), Failure> {
    // Only on a development network does the node sign for anybody.
    let development = args.development || network.is_development();
    let accounts = if development { usable(network.accounts())? } else { Vec::new() };
    let config = RpcConfig {
        port: args.port,
        http_port: Some(args.http_port),
        development,
        network: network.file.name.get_ref().clone(),
        names: usable(network.account_names())?,
        accounts,
        ..RpcConfig::on(args.host)
    };
    let rpc = serve(config, node.clone()).await.map_err(|error| Failure::Unavailable(error.to_string()))?;
    let keepers = if args.no_keepers { None } else { Some(start_keepers(network, &rpc).await?) };
    let services = secured(network, &rpc).await?;
    print(network, &node, &rpc, &services, keepers.is_some())?;
    let mut stopped = node.stopped();
    let outcome = tokio::select! {
        _ = signals.interrupt.recv() => Ok(()),
        _ = signals.terminate.recv() => Ok(()),
        reason = stopped.wait_for(Option::is_some) => {
            let reason = reason.ok().and_then(|reason| reason.clone()).unwrap_or_default();
            Err(Failure::Unavailable(format!("the node stopped by itself: {reason}")))
        }
    };
    info!("stopping");
    if let Some(keepers) = keepers {
        keepers.stop().await;
    }
    rpc.stop().await;
    outcome
}

async fn start_keepers(network: &Network, rpc: &RpcHandle) -> Result<Keepers, Failure> {
    let crew = usable(network.crew())?;
    let service = service_keepers(network, &crew)?;
    let operators = crew.operators.into_iter().map(|operator| OperatorKeys {
        id: operator.id,
        module: operator.module,
        account: operator.account,
    });
    let addresses = usable(network.addresses())?;
    let rewards = crew.rewards.map(|account| RewardsKeeper { account, coordinator: addresses.restaking.rewards_coordinator });
    let config = KeepersConfig {
        rpc_url: format!("http://{}", local(rpc.rpc_addr)),
        chain_id: network.chain_id(),
        locator: addresses.lido_locator,
        reporters: crew.reporters,
        guardians: crew.guardians,
        depositor: crew.depositor,
        finaliser: crew.finaliser,
        key_vetter: crew.admin,
        operators: operators.collect(),
        service,
        keys: network.keys(),
        rewards,
    };
    Ok(Keepers::start(config).await?)
}

/// Who keeps the first of the network's services going, when the file names a watcher.
fn service_keepers(network: &Network, crew: &Crew) -> Result<Option<ServiceKeepers>, Failure> {
    let Some((service, watcher)) = crew.services.first().zip(crew.watcher.clone()) else { return Ok(None) };
    let reward = service.reward.map(|(token, amount)| WeeklyReward { token, amount });
    Ok(Some(ServiceKeepers {
        service: service.address,
        rewards_coordinator: usable(network.addresses())?.restaking.rewards_coordinator,
        operators: service.operators.clone(),
        watcher,
        payer: crew.payer.clone().zip(reward),
    }))
}

/// What secures the network's services, a line each; only that, when it cannot be told.
async fn secured(network: &Network, rpc: &RpcHandle) -> Result<Vec<String>, Failure> {
    let client = Client::reader(&format!("http://{}", local(rpc.rpc_addr)))?;
    let mut lines = Vec::new();
    for service in usable(network.crew())?.services {
        lines.push(format!("{:<24}{}", service.name, service.address));
        match securing::lines(&client, service.address).await {
            Ok(operators) => lines.extend(operators),
            Err(error) => warn!(service = service.name, error = reason(&error), "could not tell what secures it"),
        }
    }
    Ok(lines)
}

/// What a network says, or the command's failure.
fn usable<T>(said: Result<T, NetworkError>) -> Result<T, Failure> {
    said.map_err(|error| Failure::Usage(error.to_string()))
}

/// The address to reach a server at from this machine, also when it listens on all of its addresses.
fn local(address: SocketAddr) -> SocketAddr {
    let mut local = address;
    if address.ip().is_unspecified() {
        local.set_ip(if address.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    local
}

const fn whose(is_well_known: bool) -> &'static str {
    if is_well_known {
        "The keys are those of the test phrase, which everybody knows: nothing of worth may ever lie there."
    } else {
        "The keys are those of the network file's phrase: who reads it can spend what lies there."
    }
}

/// Says what runs where. Scripts read the two lines with the addresses.
fn print(network: &Network, node: &Node, rpc: &RpcHandle, services: &[String], has_keepers: bool) -> Result<(), Failure> {
    let (accounts, contracts) = (usable(network.accounts())?, usable(network.named_addresses())?);
    let mut out = std::io::stdout().lock();
    let written = (|| {
        let head = node.head();
        writeln!(
            out,
            "{}",
            bold(&format!("aquifer {}: {}, chain id {}", crate::cli::VERSION, network.file.name.get_ref(), network.chain_id()))
        )?;
        writeln!(out, "\n{}", bold("Accounts"))?;
        for (index, signer) in accounts.iter().enumerate() {
            let balance = head.world.accounts.get(&signer.address()).map(|account| account.balance).unwrap_or_default();
            writeln!(out, "({index}) {}  {}  {} ETH", signer.address(), signer.to_bytes(), ether(balance))?;
        }
        writeln!(out, "{}", whose(network.has_well_known_phrase()))?;
        writeln!(out, "\n{}", bold("Contracts"))?;
        for (name, address) in contracts {
            writeln!(out, "{name:<24}{address}")?;
        }
        if !services.is_empty() {
            writeln!(out, "\n{}", bold("Services, and the stake that each can slash"))?;
        }
        for line in services {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
        writeln!(out, "keepers    {}", if has_keepers { "running, see `aquifer status`" } else { "none (--no-keepers)" })?;
        writeln!(out, "genesis    {}", node.genesis_hash())?;
        writeln!(out, "head       block {}", head.number())?;
        writeln!(out, "JSON-RPC   http://{}", rpc.rpc_addr)?;
        if let Some(http) = rpc.http_addr {
            writeln!(out, "HTTP       http://{http}")?;
        }
        out.flush()
    })();
    // Nobody may be reading any more, and the node runs all the same.
    if let Err(error) = written as std::io::Result<()> {
        warn!(%error, "could not print what runs where");
    }
    Ok(())
}
