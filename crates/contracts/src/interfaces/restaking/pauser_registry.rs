//! `PauserRegistry`.

abi! {
    interface IPauserRegistry {
        function isPauser(address pauser) external view returns (bool);
        function unpauser() external view returns (address);
        function setIsPauser(address newPauser, bool canPause) external;
        function setUnpauser(address newUnpauser) external;

        event PauserStatusChanged(address pauser, bool canPause);
        event UnpauserChanged(address previousUnpauser, address newUnpauser);

        error OnlyUnpauser();
        error InputAddressZero();
    }
}
