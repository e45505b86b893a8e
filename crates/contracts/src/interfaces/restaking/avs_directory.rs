//! `AVSDirectory` since the slashing release: what it had of operator sets moved to `AllocationManager`.

abi! {
    interface IAVSDirectory {
        struct SignatureWithSaltAndExpiry { bytes signature; bytes32 salt; uint256 expiry; }

        function initialize(address initialOwner, uint256 initialPausedStatus) external;
        function updateAVSMetadataURI(string metadataURI) external;
        function cancelSalt(bytes32 salt) external;
        function registerOperatorToAVS(address operator, SignatureWithSaltAndExpiry operatorSignature) external;
        function deregisterOperatorFromAVS(address operator) external;
        function avsOperatorStatus(address avs, address operator) external view returns (uint8);
        function operatorSaltIsSpent(address operator, bytes32 salt) external view returns (bool isSpent);
        function calculateOperatorAVSRegistrationDigestHash(address operator, address avs, bytes32 salt, uint256 expiry) external view returns (bytes32);
        function OPERATOR_AVS_REGISTRATION_TYPEHASH() external view returns (bytes32);
        function OPERATOR_SET_REGISTRATION_TYPEHASH() external view returns (bytes32);
        function OPERATOR_SET_FORCE_DEREGISTRATION_TYPEHASH() external view returns (bytes32);
        function delegation() external view returns (address);
        function domainSeparator() external view returns (bytes32);
        function version() external view returns (string);

        event AVSMetadataURIUpdated(address indexed avs, string metadataURI);
        event AVSMigratedToOperatorSets(address indexed avs);
        event Initialized(uint8 version);
        event OperatorAVSRegistrationStatusUpdated(address indexed operator, address indexed avs, uint8 status);
        event OperatorMigratedToOperatorSets(address indexed operator, address indexed avs, uint32[] operatorSetIds);

        error InvalidShortString();
        error InvalidSignature();
        error OperatorAlreadyRegisteredToAVS();
        error OperatorNotRegisteredToAVS();
        error OperatorNotRegisteredToEigenLayer();
        error SaltSpent();
        error SignatureExpired();
        error StringTooLong(string str);
    }
}
