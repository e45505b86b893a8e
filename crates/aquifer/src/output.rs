//! How numbers and tables look on a terminal.

use alloy_primitives::{U256, utils::format_units};
use std::fmt;
use std::io::{ErrorKind, IsTerminal, Write as _, stdout};

/// Prints a line of results, as `println!` does, but ends quietly when nobody reads on.
macro_rules! say {
    ($($text:tt)*) => { $crate::output::line(format_args!($($text)*)) };
}
pub(crate) use say;

/// A line of results. Whoever closed the pipe has read enough, which is no failure (`status | head -1`).
pub(crate) fn line(text: fmt::Arguments<'_>) {
    let mut out = stdout().lock();
    if let Err(error) = out.write_fmt(text).and_then(|()| out.write_all(b"\n")) {
        end_of_output(&error);
    }
}

fn end_of_output(error: &std::io::Error) -> ! {
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    eprintln!("{}", error_line(&format!("cannot write the results: {error}")));
    std::process::exit(3);
}

/// Whether colour is allowed at all (`NO_COLOR`, <https://no-color.org>).
pub(crate) fn may_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Text in bold on a terminal; never the only carrier of a meaning.
pub(crate) fn bold(text: &str) -> String {
    if may_colour() && stdout().is_terminal() { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// The line that ends a failed command.
pub(crate) fn error_line(message: &str) -> String {
    let word = if may_colour() && std::io::stderr().is_terminal() { "\u{1b}[31merror:\u{1b}[0m" } else { "error:" };
    format!("{word} {message}")
}

/// A whole number with thousands separators.
pub(crate) fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Wei as ether with separators and six decimals, cut, not rounded: nobody is shown more than there is.
pub(crate) fn ether(wei: U256) -> String {
    decimal(wei, 18, 6)
}

/// Wei as ether with all its decimals.
pub(crate) fn ether_exact(wei: U256) -> String {
    decimal(wei, 18, 18)
}

/// Gwei as ether with its decimals, without those that are zero at the end.
pub(crate) fn gwei(amount: u64) -> String {
    let text = decimal(U256::from(amount), 9, 9);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share rate of scale 10^27 with nine decimals.
pub(crate) fn rate(ray: U256) -> String {
    decimal(ray, 27, 9)
}

fn decimal(value: U256, scale: u8, places: usize) -> String {
    let text = format_units(value, scale).unwrap_or_else(|_| value.to_string());
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{}", grouped(whole), fraction.get(..places).unwrap_or(fraction)),
        None => grouped(text),
    }
}

/// Rows under a header, columns as wide as their widest cell. The first column is left-aligned, the rest too.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&mut header.iter().copied())];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_separators() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn ether_is_cut_not_rounded() {
        assert_eq!(ether(U256::from(1_999_999_999_999_999_999_u128)), "1.999999");
        assert_eq!(ether(U256::from(10).pow(U256::from(22))), "10,000.000000");
        assert_eq!(ether_exact(U256::from(1)), "0.000000000000000001");
        assert_eq!((gwei(32_000_000_000), gwei(1_500_000_001), gwei(0)), ("32".into(), "1.500000001".into(), "0".into()));
        assert_eq!(rate(U256::from(10).pow(U256::from(27))), "1.000000000");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["reporter-1".to_owned(), "idle".to_owned()], vec!["x".to_owned(), String::new()]];
        assert_eq!(table(&["keeper", "state"], &rows), "keeper      state\nreporter-1  idle\nx");
    }
}
