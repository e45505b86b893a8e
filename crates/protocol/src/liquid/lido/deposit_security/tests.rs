//! Deposits, pauses and guardians, table by table.
