//! The query of a URL: lists may be repeated, joined by commas, or both.

use super::{
    error::ApiError,
    ids::{decimal, root},
};
use alloy_primitives::B256;

/// Name and value pairs, decoded.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part after the question mark.
    pub(crate) fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// Every value of a list.
    pub(crate) fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(key, _)| key == name);
        values.flat_map(|(_, value)| value.split(',')).filter(|value| !value.is_empty())
    }

    /// A number that is given once or not at all.
    ///
    /// # Errors
    /// 400 when it is none, or comes twice.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        self.single(name, decimal)
    }

    /// A root that is given once or not at all.
    ///
    /// # Errors
    /// 400 when it is none, or comes twice.
    pub(crate) fn root(&self, name: &str) -> Result<Option<B256>, ApiError> {
        self.single(name, root)
    }

    fn single<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let Some((_, value)) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(ApiError::bad_request(format!("{name} is given twice")));
        }
        parse(value).map(Some).ok_or_else(|| ApiError::bad_request(format!("Invalid {name}: {value}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_repeated_or_joined() {
        let query = Query::parse("id=1,2&status=active&id=0x03%2C4&id=");
        assert_eq!(query.list("id").collect::<Vec<_>>(), ["1", "2", "0x03", "4"]);
        assert_eq!(query.list("status").collect::<Vec<_>>(), ["active"]);
        assert_eq!(query.list("none").count(), 0);
    }

    #[test]
    fn a_single_value_parses_or_is_refused() {
        let query = Query::parse("slot=7&epoch=x&plus=%2B5&index=1&index=2&root=0x12");
        assert_eq!(query.number("slot"), Ok(Some(7)));
        assert_eq!(query.number("none"), Ok(None));
        assert_eq!(query.number("epoch"), Err(ApiError::bad_request("Invalid epoch: x")));
        assert!(query.number("plus").is_err() && query.number("index").is_err() && query.root("root").is_err());
    }
}
