//! Passwords as EIP-2335 reads them.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The bytes a password stands for: NFKD, then without control codes (C0, C1 and Delete), as UTF-8.
pub(crate) fn normalised(password: &str) -> Zeroizing<Vec<u8>> {
    let text: Zeroizing<String> = Zeroizing::new(password.nfkd().filter(|letter| !letter.is_control()).collect());
    Zeroizing::new(text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_decomposed_and_control_codes_dropped() {
        assert_eq!(normalised("\u{1d52}\u{1d561}")[..], *"op".as_bytes());
        assert_eq!(normalised("a\u{0}\u{1f}\u{7f}\u{80}\u{9f}b")[..], *"ab".as_bytes());
        assert_eq!(normalised("é")[..], *"e\u{301}".as_bytes());
    }
}
