//! `Eigen` and `BackingEigen`: what both are, and what each has beside that. Errors are revert strings.

abi! {
    /// `ERC20VotesUpgradeable` and `OwnableUpgradeable` of OpenZeppelin 4.9, which both tokens are.
    interface IVotesToken {
        struct Checkpoint {
            uint32 fromBlock;
            uint224 votes;
        }

        function name() external view returns (string);
        function symbol() external view returns (string);
        function decimals() external view returns (uint8);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address to, uint256 amount) external returns (bool);
        function transferFrom(address from, address to, uint256 amount) external returns (bool);
        function approve(address spender, uint256 amount) external returns (bool);
        function increaseAllowance(address spender, uint256 addedValue) external returns (bool);
        function decreaseAllowance(address spender, uint256 subtractedValue) external returns (bool);

        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function eip712Domain() external view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions);

        function clock() external view returns (uint48);
        function CLOCK_MODE() external view returns (string);
        function delegates(address account) external view returns (address);
        function getVotes(address account) external view returns (uint256);
        function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
        function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
        function numCheckpoints(address account) external view returns (uint32);
        function checkpoints(address account, uint32 pos) external view returns (Checkpoint);
        function delegate(address delegatee) external;
        function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external;

        function owner() external view returns (address);
        function transferOwnership(address newOwner) external;
        function renounceOwnership() external;
        function transferRestrictionsDisabledAfter() external view returns (uint256);

        event Initialized(uint8 version);
        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        event DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate);
        event DelegateVotesChanged(address indexed delegate, uint256 previousBalance, uint256 newBalance);
        event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    }
}

abi! {
    interface IEigen {
        function bEIGEN() external view returns (address);
        function wrap(uint256 amount) external;
        function unwrap(uint256 amount) external;
        function multisend(address[] receivers, uint256[] amounts) external;
    }
}

abi! {
    interface IBackingEigen {
        function EIGEN() external view returns (address);
        function isMinter(address account) external view returns (bool);
        function setIsMinter(address minterAddress, bool newStatus) external;
        function mint(address to, uint256 amount) external;
        function burn(uint256 amount) external;

        event IsMinterModified(address indexed minterAddress, bool newStatus);
    }
}
