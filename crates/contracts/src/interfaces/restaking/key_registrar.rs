//! `KeyRegistrar`.

abi! {
    interface IKeyRegistrar {
        enum CurveType { NONE, ECDSA, BN254 }
        struct OperatorSet { address avs; uint32 id; }
        struct G1Point { uint256 X; uint256 Y; }
        struct G2Point { uint256[2] X; uint256[2] Y; }

        function configureOperatorSet(OperatorSet operatorSet, CurveType curveType) external;
        function registerKey(address operator, OperatorSet operatorSet, bytes keyData, bytes signature) external;
        function deregisterKey(address operator, OperatorSet operatorSet) external;
        function isRegistered(OperatorSet operatorSet, address operator) external view returns (bool);
        function getOperatorSetCurveType(OperatorSet operatorSet) external view returns (CurveType);
        function getBN254Key(OperatorSet operatorSet, address operator) external view returns (G1Point memory g1Point, G2Point memory g2Point);
        function getECDSAKey(OperatorSet operatorSet, address operator) external view returns (bytes memory);
        function getECDSAAddress(OperatorSet operatorSet, address operator) external view returns (address);
        function isKeyGloballyRegistered(bytes32 keyHash) external view returns (bool);
        function getKeyHash(OperatorSet operatorSet, address operator) external view returns (bytes32);
        function getOperatorFromSigningKey(OperatorSet operatorSet, bytes signingKeyData) external view returns (address operator, bool status);
        function getECDSAKeyRegistrationMessageHash(address operator, OperatorSet operatorSet, address keyAddress) external view returns (bytes32);
        function getBN254KeyRegistrationMessageHash(address operator, OperatorSet operatorSet, bytes keyData) external view returns (bytes32);
        function encodeBN254KeyData(G1Point g1Point, G2Point g2Point) external pure returns (bytes memory);
        function ECDSA_KEY_REGISTRATION_TYPEHASH() external view returns (bytes32);
        function BN254_KEY_REGISTRATION_TYPEHASH() external view returns (bytes32);
        function allocationManager() external view returns (address);
        function permissionController() external view returns (address);
        function domainSeparator() external view returns (bytes32);
        function version() external view returns (string memory);

        event KeyRegistered(OperatorSet operatorSet, address indexed operator, CurveType curveType, bytes pubkey);
        event KeyDeregistered(OperatorSet operatorSet, address indexed operator, CurveType curveType);
        event AggregateBN254KeyUpdated(OperatorSet operatorSet, G1Point newAggregateKey);
        event OperatorSetConfigured(OperatorSet operatorSet, CurveType curveType);

        error ConfigurationAlreadySet();
        error ECAddFailed();
        error ECMulFailed();
        error ECPairingFailed();
        error ExpModFailed();
        error InvalidCurveType();
        error InvalidKeyFormat();
        error InvalidKeypair();
        error InvalidPermissions();
        error InvalidShortString();
        error InvalidSignature();
        error KeyAlreadyRegistered();
        error KeyNotFound(OperatorSet operatorSet, address operator);
        error OperatorAlreadyRegistered();
        error OperatorSetNotConfigured();
        error OperatorStillSlashable(OperatorSet operatorSet, address operator);
        error SignatureExpired();
        error StringTooLong(string str);
        error ZeroAddress();
        error ZeroPubkey();
    }
}
