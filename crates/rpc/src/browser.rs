//! Keeps web pages of others out.
//!
//! A page may not read answers of another origin (no CORS header is sent), but two ways lead around that: a WebSocket
//! asks nobody, and a name of the page's own may be made to point at 127.0.0.1. So a WebSocket from a page must come from
//! a local one, and a server on a loopback address answers only to a local name.

use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use std::{
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
};
use tower::Service;

/// Refuses requests that a foreign page sent; passes on the others.
#[derive(Debug, Clone)]
pub(crate) struct LocalPages<S> {
    /// What serves the rest.
    pub(crate) inner: S,
    /// Whether the server listens on a loopback address only.
    pub(crate) loopback: bool,
}

impl<S, B> Service<HttpRequest<B>> for LocalPages<S>
where
    S: Service<HttpRequest<B>, Response = HttpResponse>,
    S::Error: Send + 'static,
    S::Future: Send + 'static,
{
    type Response = HttpResponse;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest<B>) -> Self::Future {
        let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
        match refusal(self.loopback, header) {
            Some(reason) => Box::pin(std::future::ready(Ok(forbidden(reason)))),
            None => Box::pin(self.inner.call(request)),
        }
    }
}

/// Why a request with these headers is refused.
fn refusal<'a>(loopback: bool, header: impl Fn(&'static str) -> Option<&'a str>) -> Option<&'static str> {
    if loopback && header("host").is_some_and(|host| !is_local_name(host)) {
        return Some("this host name is not served\n");
    }
    if header("upgrade").is_some() && header("origin").is_some_and(|origin| !is_local_origin(origin)) {
        return Some("this origin may not open a WebSocket\n");
    }
    None
}

/// An address or `localhost`, with or without a port.
fn is_local_name(authority: &str) -> bool {
    let name = match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

/// A page of this machine, or a browser extension such as a wallet.
fn is_local_origin(origin: &str) -> bool {
    match origin.split_once("://") {
        Some(("http" | "https", authority)) => is_local_name(authority),
        Some((scheme, _)) => scheme.ends_with("-extension"),
        None => false,
    }
}

fn forbidden(reason: &'static str) -> HttpResponse {
    let mut response = HttpResponse::new(HttpBody::from(reason));
    *response.status_mut() = axum::http::StatusCode::FORBIDDEN;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(loopback: bool, headers: &[(&'static str, &'static str)]) -> bool {
        refusal(loopback, |name| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)).is_none()
    }

    #[test]
    fn a_loopback_server_answers_to_local_names_only() {
        for host in ["localhost", "localhost:8545", "127.0.0.1:8545", "[::1]:8545", "node.localhost"] {
            assert!(served(true, &[("host", host)]), "{host}");
        }
        assert!(!served(true, &[("host", "evil.example:8545")]));
        assert!(served(false, &[("host", "node.internal:8545")]));
        assert!(served(true, &[]));
    }

    #[test]
    fn a_web_socket_is_for_local_pages_wallets_and_programs() {
        for origin in ["http://localhost:3000", "https://127.0.0.1", "chrome-extension://abc", "moz-extension://abc"] {
            assert!(served(true, &[("upgrade", "websocket"), ("origin", origin)]), "{origin}");
        }
        assert!(served(true, &[("upgrade", "websocket")]));
        for origin in ["https://evil.example", "null"] {
            assert!(!served(true, &[("upgrade", "websocket"), ("origin", origin)]), "{origin}");
        }
    }
}
