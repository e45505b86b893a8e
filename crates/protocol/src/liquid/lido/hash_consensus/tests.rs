//! Frames, votes and members, table by table.
