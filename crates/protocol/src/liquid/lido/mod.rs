//! Lido: stETH, wstETH, the withdrawal queue, reports.
