//! What must hold after every call, each rule with an id.
