//! The reference service of `services/double-signing`: an ordinary contract, not a native one.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{Eip712Domain, SolStruct as _};

abi! {
    contract AttestationService {
        struct Statement {
            uint64 height;
            bytes32 value;
        }

        struct SigningKey {
            address operator;
        }

        struct OperatorSet {
            address avs;
            uint32 id;
        }

        event Attested(address indexed operator, uint64 indexed height, bytes32 value, bytes signature);
        event SigningKeyRegistered(address indexed operator, address indexed key);
        event DoubleSigned(address indexed operator, uint64 indexed height, bytes32 first, bytes32 second, uint256 slashId, address submitter);

        error InvalidWadToSlash(uint64 wad);
        error OnlyAllocationManager(address caller);
        error UnknownAVS(address avs);
        error UnknownOperatorSet(uint32 id);
        error EmptyValue();
        error NotAMember(address operator);
        error AlreadyAttested(address operator, uint64 height);
        error InvalidSignature(address operator, address signer);
        error NotConflicting(Statement first, Statement second);
        error AlreadySlashed(address operator, uint64 height);

        constructor(address allocationManager, address permissionController, address admin, uint64 wadToSlash, string metadataURI, address[] strategies);

        function OPERATOR_SET_ID() external view returns (uint32);
        function WAD() external view returns (uint64);
        function STATEMENT_TYPEHASH() external view returns (bytes32);
        function SIGNING_KEY_TYPEHASH() external view returns (bytes32);
        function allocationManager() external view returns (address);
        function wadToSlash() external view returns (uint64);
        function valueAt(address operator, uint64 height) external view returns (bytes32);
        function isSlashedFor(address operator, uint64 height) external view returns (bool);
        function supportsAVS(address avs) external view returns (bool);
        function registerOperator(address operator, address avs, uint32[] operatorSetIds, bytes data) external;
        function deregisterOperator(address operator, address avs, uint32[] operatorSetIds) external view;
        function registerSigningKey(address key, bytes signature) external;
        function isSigningKey(address operator, address key) external view returns (bool);
        function attest(address operator, Statement statement, bytes signature) external;
        function submitEvidence(address operator, Statement first, bytes firstSignature, Statement second, bytes secondSignature) external returns (uint256 slashId);
        function operatorSet() external view returns (OperatorSet);
        function statementDigest(Statement statement) external view returns (bytes32);
        function signingKeyDigest(address operator) external view returns (bytes32);
        function domainSeparator() external view returns (bytes32);
        function eip712Domain() external view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions);
    }
}

/// What signatures for a service are bound to.
fn domain(chain_id: u64, service: Address) -> Eip712Domain {
    alloy_sol_types::eip712_domain! {
        name: "AttestationService",
        version: "1",
        chain_id: chain_id,
        verifying_contract: service,
    }
}

impl AttestationService::Statement {
    /// What an operator's key signs for this statement, to the service at this address.
    #[must_use]
    pub fn digest(&self, chain_id: u64, service: Address) -> B256 {
        self.eip712_signing_hash(&domain(chain_id, service))
    }
}

impl AttestationService::SigningKey {
    /// What a key signs to agree that it signs for this operator, to the service at this address.
    #[must_use]
    pub fn digest(&self, chain_id: u64, service: Address) -> B256 {
        self.eip712_signing_hash(&domain(chain_id, service))
    }
}
