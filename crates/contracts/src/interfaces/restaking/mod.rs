//! EigenLayer's contracts, one file a contract. Structs that several contracts share are declared in each of them.
