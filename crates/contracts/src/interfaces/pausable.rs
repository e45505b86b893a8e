//! `Pausable`: functions, events and errors that EigenLayer's contracts share.

abi! {
    interface IPausable {
        function pause(uint256 newPausedStatus) external;
        function pauseAll() external;
        function unpause(uint256 newPausedStatus) external;
        function paused() external view returns (uint256);
        function paused(uint8 index) external view returns (bool);
        function pauserRegistry() external view returns (address);

        event Paused(address indexed account, uint256 newPausedStatus);
        event Unpaused(address indexed account, uint256 newPausedStatus);

        error OnlyPauser();
        error OnlyUnpauser();
        error CurrentlyPaused();
        error InvalidNewPausedStatus();
        error InputAddressZero();
    }
}

abi! {
    interface IOwnable {
        function owner() external view returns (address);
        function transferOwnership(address newOwner) external;
        function renounceOwnership() external;

        event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    }
}
