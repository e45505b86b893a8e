//! The query of a URL: lists may be repeated, joined by commas, or both.

use super::error::ApiError;
use std::str::FromStr;

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

    /// A value that is given once or not at all.
    ///
    /// # Errors
    /// 400 when it does not parse, or comes twice.
    pub(crate) fn optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let Some((_, value)) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(ApiError::bad_request(format!("{name} is given twice")));
        }
        value.parse().map(Some).map_err(|_| ApiError::bad_request(format!("Invalid {name}: {value}")))
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
        let query = Query::parse("slot=7&epoch=x&index=1&index=2");
        assert_eq!(query.optional::<u64>("slot"), Ok(Some(7)));
        assert_eq!(query.optional::<u64>("none"), Ok(None));
        assert_eq!(query.optional::<u64>("epoch"), Err(ApiError::bad_request("Invalid epoch: x")));
        assert!(query.optional::<u64>("index").is_err());
    }
}
