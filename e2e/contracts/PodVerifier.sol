// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Proves validators and balances against the beacon roots that EIP-4788 keeps: what a restaking pod accepts, and nothing else.
///
/// Two steps each. A block root proves a state root (or the root of the list of balances), which proves a validator (or a
/// chunk of four balances). Proofs are concatenated 32-byte siblings from the leaf up; bit k of an index says on which side
/// the sibling at height k lies. Heights are those of Electra and Fulu.
contract PodVerifier {
    struct StateRootProof {
        bytes32 beaconStateRoot;
        bytes proof;
    }

    struct ValidatorProof {
        bytes32[] validatorFields;
        bytes proof;
    }

    struct BalanceContainerProof {
        bytes32 balanceContainerRoot;
        bytes proof;
    }

    struct BalanceProof {
        bytes32 pubkeyHash;
        bytes32 balanceRoot;
        bytes proof;
    }

    /// What the eight fields of a validator say.
    struct Validator {
        bytes32 pubkeyHash;
        bytes32 withdrawalCredentials;
        uint64 effectiveBalanceGwei;
        bool slashed;
        uint64 activationEligibilityEpoch;
        uint64 activationEpoch;
        uint64 exitEpoch;
        uint64 withdrawableEpoch;
    }

    /// The timestamp is as old as the ring is long, or older.
    error TimestampOutOfRange();
    /// The ring has no root of a block with this timestamp.
    error InvalidEIP4788Response();
    /// A validator has eight fields.
    error InvalidValidatorFieldsLength();
    /// The proof has not as many siblings as the tree is high.
    error InvalidProofLength();
    /// The tree has no such leaf.
    error InvalidIndex();
    /// The leaf is not under the root.
    error InvalidProof();

    address internal constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;
    uint256 internal constant RING_SECONDS = 8191 * 12;

    /// Header: five fields in a tree of height 3, the state root is field 3.
    uint256 internal constant HEADER_HEIGHT = 3;
    uint256 internal constant STATE_ROOT_INDEX = 3;
    /// State: 38 fields in a tree of height 6; validators are field 11, balances field 12.
    uint256 internal constant STATE_HEIGHT = 6;
    uint256 internal constant VALIDATORS_INDEX = 11;
    uint256 internal constant BALANCES_INDEX = 12;
    /// Lists: 2^40 validators; 2^40 balances, four in a leaf; one level more for the length.
    uint256 internal constant VALIDATORS_HEIGHT = 40 + 1;
    uint256 internal constant BALANCES_HEIGHT = 38 + 1;
    uint256 internal constant VALIDATOR_FIELDS = 8;

    /// The beacon root that the block with this timestamp was given: that of its parent.
    function parentBlockRoot(uint64 timestamp) public view returns (bytes32) {
        require(block.timestamp - timestamp < RING_SECONDS, TimestampOutOfRange());
        (bool ok, bytes memory answer) = BEACON_ROOTS.staticcall(abi.encode(timestamp));
        require(ok && answer.length == 32, InvalidEIP4788Response());
        return abi.decode(answer, (bytes32));
    }

    /// The validator at `index` in the state before the block with this timestamp.
    function verifyValidator(
        uint64 timestamp,
        StateRootProof calldata state,
        uint40 index,
        ValidatorProof calldata validator
    ) external view returns (Validator memory) {
        verifyStateRoot(parentBlockRoot(timestamp), state);
        verifyValidatorFields(state.beaconStateRoot, index, validator);
        return decode(validator.validatorFields);
    }

    /// The balance in Gwei of the validator at `index` in the state before the block with this timestamp.
    function verifyBalance(
        uint64 timestamp,
        BalanceContainerProof calldata container,
        uint40 index,
        BalanceProof calldata balance
    ) external view returns (uint64) {
        verifyBalanceContainer(parentBlockRoot(timestamp), container);
        return verifyBalanceChunk(container.balanceContainerRoot, index, balance);
    }

    function verifyStateRoot(bytes32 blockRoot, StateRootProof calldata state) public pure {
        verifyInclusion(blockRoot, state.beaconStateRoot, STATE_ROOT_INDEX, HEADER_HEIGHT, state.proof);
    }

    function verifyValidatorFields(bytes32 stateRoot, uint40 index, ValidatorProof calldata validator) public pure {
        require(validator.validatorFields.length == VALIDATOR_FIELDS, InvalidValidatorFieldsLength());
        uint256 leafIndex = (VALIDATORS_INDEX << VALIDATORS_HEIGHT) | index;
        uint256 height = VALIDATORS_HEIGHT + STATE_HEIGHT;
        verifyInclusion(stateRoot, rootOfFields(validator.validatorFields), leafIndex, height, validator.proof);
    }

    function verifyBalanceContainer(bytes32 blockRoot, BalanceContainerProof calldata container) public pure {
        uint256 leafIndex = (STATE_ROOT_INDEX << STATE_HEIGHT) | BALANCES_INDEX;
        verifyInclusion(blockRoot, container.balanceContainerRoot, leafIndex, HEADER_HEIGHT + STATE_HEIGHT, container.proof);
    }

    function verifyBalanceChunk(bytes32 containerRoot, uint40 index, BalanceProof calldata balance)
        public
        pure
        returns (uint64)
    {
        verifyInclusion(containerRoot, balance.balanceRoot, index / 4, BALANCES_HEIGHT, balance.proof);
        return littleEndian(balance.balanceRoot << (64 * (index % 4)));
    }

    /// Climbs from the leaf to the root, one sibling a level.
    function verifyInclusion(bytes32 root, bytes32 leaf, uint256 index, uint256 height, bytes calldata proof) internal pure {
        require(proof.length == 32 * height, InvalidProofLength());
        require(index >> height == 0, InvalidIndex());
        bytes32 node = leaf;
        for (uint256 level = 0; level < height; ++level) {
            bytes32 sibling = bytes32(proof[32 * level:]);
            node = (index >> level) & 1 == 0 ? sha256(bytes.concat(node, sibling)) : sha256(bytes.concat(sibling, node));
        }
        require(node == root, InvalidProof());
    }

    /// Root of a container of eight fields.
    function rootOfFields(bytes32[] calldata fields) internal pure returns (bytes32) {
        bytes32[4] memory pairs;
        for (uint256 pair = 0; pair < 4; ++pair) {
            pairs[pair] = sha256(bytes.concat(fields[2 * pair], fields[2 * pair + 1]));
        }
        bytes32 left = sha256(bytes.concat(pairs[0], pairs[1]));
        return sha256(bytes.concat(left, sha256(bytes.concat(pairs[2], pairs[3]))));
    }

    function decode(bytes32[] calldata fields) internal pure returns (Validator memory) {
        return Validator({
            pubkeyHash: fields[0],
            withdrawalCredentials: fields[1],
            effectiveBalanceGwei: littleEndian(fields[2]),
            slashed: fields[3] != 0,
            activationEligibilityEpoch: littleEndian(fields[4]),
            activationEpoch: littleEndian(fields[5]),
            exitEpoch: littleEndian(fields[6]),
            withdrawableEpoch: littleEndian(fields[7])
        });
    }

    /// The first eight bytes of a chunk as SSZ writes a number: lowest byte first.
    function littleEndian(bytes32 chunk) internal pure returns (uint64 number) {
        for (uint256 position = 8; position > 0; --position) {
            number = (number << 8) | uint8(chunk[position - 1]);
        }
    }
}
