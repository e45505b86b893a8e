//! A real node behind a real server, spoken to in plain JSON.

mod aquifer;
mod bad_input;
mod beacon;
mod development;
mod genesis;
mod health;
mod http;
mod pending;
mod reads;
mod recursion;
mod server;
mod transactions;
mod websocket;
