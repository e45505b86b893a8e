//! Refusals and edges of the queue, table by table.
