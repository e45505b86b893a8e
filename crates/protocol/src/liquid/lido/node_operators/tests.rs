//! Operators, keys, deposits and rewards, table by table.
