//! Which form an answer takes: JSON, or SSZ where there is one, as the client's `Accept` header weighs them.

use super::error::ApiError;
use axum::http::{HeaderMap, header};

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/json`.
    Json,
    /// `application/octet-stream`.
    Ssz,
}

/// What an endpoint can give; the first is given to whoever does not care.
pub(crate) type Offer = &'static [Media];

/// JSON alone.
pub(crate) const JSON: Offer = &[Media::Json];
/// JSON, or SSZ for whoever asks for it.
pub(crate) const JSON_OR_SSZ: Offer = &[Media::Json, Media::Ssz];

/// The form the client likes best among those offered: the highest weight, of equal ones the first it names.
///
/// # Errors
/// 406 when it accepts none.
pub(crate) fn negotiate(headers: &HeaderMap, offer: Offer) -> Result<Media, ApiError> {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<(&str, f32)> = accepted.flat_map(|value| value.split(',')).filter_map(range).collect();
    if ranges.is_empty() {
        return Ok(offer[0]);
    }
    let mut best: Option<(Media, f32)> = None;
    for (name, weight) in ranges {
        let found = offer.iter().copied().find(|media| media.matches(name));
        if let Some(media) = found
            && weight > best.map_or(0.0, |(_, weight)| weight)
        {
            best = Some((media, weight));
        }
    }
    best.map(|(media, _)| media).ok_or_else(ApiError::not_acceptable)
}

/// A media range and its weight; `None` for an empty one.
fn range(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok());
    Some((name, weight.unwrap_or(0.0)))
}

impl Media {
    fn matches(self, range: &str) -> bool {
        match range.to_ascii_lowercase().as_str() {
            "*/*" | "application/*" => true,
            "application/json" => self == Self::Json,
            "application/octet-stream" => self == Self::Ssz,
            _ => false,
        }
    }
}

/// Refuses a body that says it is not JSON; a client that says nothing is taken at its word.
///
/// # Errors
/// 415.
pub(crate) fn check_json_body(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let kind = kind.to_str().unwrap_or_default();
    let name = kind.split(';').next().unwrap_or_default().trim();
    if name.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(ApiError::unsupported_media_type()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[track_caller]
    fn check(accept: Option<&'static str>, offer: Offer, chosen: Option<Media>) {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
        assert_eq!(negotiate(&headers, offer).ok(), chosen, "{accept:?}");
    }

    #[test]
    fn the_client_chooses_by_weight_and_order() {
        check(None, JSON_OR_SSZ, Some(Media::Json));
        check(Some("*/*"), JSON_OR_SSZ, Some(Media::Json));
        check(Some("application/octet-stream"), JSON_OR_SSZ, Some(Media::Ssz));
        check(Some("application/octet-stream;q=1,application/json;q=0.9"), JSON_OR_SSZ, Some(Media::Ssz));
        check(Some("application/octet-stream;q=0.5, application/json;q=0.9"), JSON_OR_SSZ, Some(Media::Json));
        check(Some("application/json, application/octet-stream"), JSON_OR_SSZ, Some(Media::Json));
        check(Some("text/html, */*;q=0.1"), JSON_OR_SSZ, Some(Media::Json));
    }

    #[test]
    fn what_cannot_be_had_is_not_acceptable() {
        check(Some("application/octet-stream;q=1,application/json;q=0.9"), JSON, Some(Media::Json));
        check(Some("application/octet-stream"), JSON, None);
        check(Some("text/html"), JSON_OR_SSZ, None);
        check(Some("application/json;q=0"), JSON_OR_SSZ, None);
        check(Some("application/json;q=much"), JSON_OR_SSZ, None);
    }
}
