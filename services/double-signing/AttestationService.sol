// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IAllocationManager, IAVSRegistrar, IPermissionController} from "./IRestaking.sol";

/// @title A service whose operators sign statements, and are slashed for signing two that contradict each other.
///
/// Operators attest which value holds at which height: a block's hash, a price, the root of another chain. Two statements of one operator
/// that give one height two values are proof of misbehaviour by themselves, so anybody may submit them and nobody has to judge.
///
/// It is three things to restaking's core contracts, and the smallest that is all three. Copy it, and change what a statement is and what
/// contradicts it:
/// - the *AVS*: the account that owns the operator set. The constructor describes it, creates the set, and names an admin;
/// - its *registrar*: the AllocationManager asks it about every operator that comes or leaves (`registerOperator`, `deregisterOperator`);
/// - its *slasher*: only this contract may slash the set, and only `submitEvidence` does.
///
/// What holds:
/// - an operator is slashed at most once for a height, however many statements it signs for it;
/// - a slash takes `wadToSlash` of what the operator has allocated to the set, in every strategy of the set;
/// - a key once registered stays liable for ever: an operator cannot escape evidence by changing keys, leaving the set only starts the
///   delay of the AllocationManager, and until that has passed evidence is as good as before.
///
/// What is deliberately absent:
/// - an owner, a pause, a veto: who may do what in the name of the service (new sets, strategies, reward submissions) is decided by the
///   PermissionController, whose admins for this account begin with `admin`. None of them can slash, or change what is slashed for;
/// - rewards: an appointee submits them to the RewardsCoordinator directly;
/// - signatures of contracts (ERC-1271): what they answer may change, and evidence must stay good. Such an operator registers a key.
contract AttestationService is IAVSRegistrar {
    /// What an operator signs: at `height` the value is `value`, as EIP-712 typed data.
    struct Statement {
        uint64 height;
        bytes32 value;
    }

    /// The one operator set of this service.
    uint32 public constant OPERATOR_SET_ID = 0;
    /// The whole of an allocation, as the AllocationManager counts.
    uint64 public constant WAD = 1e18;

    bytes32 public constant STATEMENT_TYPEHASH = keccak256("Statement(uint64 height,bytes32 value)");
    bytes32 public constant SIGNING_KEY_TYPEHASH = keccak256("SigningKey(address operator)");
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant NAME = "AttestationService";
    string private constant VERSION = "1";
    /// Half the order of secp256k1: of the two forms of a signature only the one with `s` up to here counts (EIP-2).
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// Keeps the operator set and carries out slashes.
    IAllocationManager public immutable allocationManager;
    /// Part of an operator's allocation that one proof costs it, of WAD.
    uint64 public immutable wadToSlash;

    /// The first value an operator attested at a height; zero when there is none.
    mapping(address operator => mapping(uint64 height => bytes32)) public valueAt;
    /// Whether an operator was slashed for what it signed at a height.
    mapping(address operator => mapping(uint64 height => bool)) public isSlashedFor;
    /// Keys that sign for an operator beside its own account. Entries are never removed.
    mapping(address operator => mapping(address key => bool)) private _isRegistered;

    /// A statement was published. The signature is part of the event, so that whoever finds two that conflict has all the evidence.
    event Attested(address indexed operator, uint64 indexed height, bytes32 value, bytes signature);
    /// From now on `key` signs for `operator`.
    event SigningKeyRegistered(address indexed operator, address indexed key);
    /// `operator` gave `height` two values, and was slashed under `slashId` of the AllocationManager.
    event DoubleSigned(
        address indexed operator, uint64 indexed height, bytes32 first, bytes32 second, uint256 slashId, address submitter
    );

    /// Nothing or more than the whole of an allocation cannot be slashed.
    error InvalidWadToSlash(uint64 wad);
    /// Only the AllocationManager registers and deregisters.
    error OnlyAllocationManager(address caller);
    /// This is the registrar of one service, itself.
    error UnknownAVS(address avs);
    /// This service has one set.
    error UnknownOperatorSet(uint32 id);
    /// Zero stands for "no statement", and so is no value.
    error EmptyValue();
    /// Only members of the set attest.
    error NotAMember(address operator);
    /// This very statement was published before.
    error AlreadyAttested(address operator, uint64 height);
    /// The signature is none, or that of a key that does not sign for the operator; `signer` is zero when there is none.
    error InvalidSignature(address operator, address signer);
    /// Two statements about two heights contradict each other in nothing, and neither do two that are equal.
    error NotConflicting(Statement first, Statement second);
    /// A height costs an operator one slash.
    error AlreadySlashed(address operator, uint64 height);

    /// Sets the service up in one transaction: metadata, operator set, slasher and registrar (both this contract), and the admin, who has
    /// to accept (`PermissionController.acceptAdmin`).
    constructor(
        IAllocationManager allocationManager_,
        IPermissionController permissionController,
        address admin,
        uint64 wadToSlash_,
        string memory metadataURI,
        address[] memory strategies
    ) {
        require(wadToSlash_ != 0 && wadToSlash_ <= WAD, InvalidWadToSlash(wadToSlash_));
        allocationManager = allocationManager_;
        wadToSlash = wadToSlash_;
        allocationManager_.updateAVSMetadataURI(address(this), metadataURI);
        IAllocationManager.CreateSetParams[] memory sets = new IAllocationManager.CreateSetParams[](1);
        sets[0] = IAllocationManager.CreateSetParams(OPERATOR_SET_ID, strategies);
        // In this form of the call the set's slasher is the AVS, and so is the registrar until another one is set.
        allocationManager_.createOperatorSets(address(this), sets);
        permissionController.addPendingAdmin(address(this), admin);
    }

    // ---------------------------------------------------------------------------------------------------------------- registrar

    /// @inheritdoc IAVSRegistrar
    function supportsAVS(address avs) external view returns (bool) {
        return avs == address(this);
    }

    /// @inheritdoc IAVSRegistrar
    /// @param data Nothing, when the operator signs with its own account; else `abi.encode(key, signature)` as for `registerSigningKey`.
    function registerOperator(address operator, address avs, uint32[] calldata operatorSetIds, bytes calldata data) external {
        _checkRegistration(avs, operatorSetIds);
        if (data.length == 0) return;
        (address key, bytes memory signature) = abi.decode(data, (address, bytes));
        _registerSigningKey(operator, key, signature);
    }

    /// @inheritdoc IAVSRegistrar
    function deregisterOperator(address, address avs, uint32[] calldata operatorSetIds) external view {
        // Nothing to forget: what was signed can be slashed for as long as the AllocationManager allows.
        _checkRegistration(avs, operatorSetIds);
    }

    // -------------------------------------------------------------------------------------------------------------------- keys

    /// Lets `key` sign for the caller too. The key agrees by signing `SigningKey(operator)`, so nobody can pass off what others sign as
    /// its own. Keys are only ever added.
    function registerSigningKey(address key, bytes calldata signature) external {
        _registerSigningKey(msg.sender, key, signature);
    }

    /// Whether `key` signs for `operator`: its own account always does.
    function isSigningKey(address operator, address key) public view returns (bool) {
        return key == operator || _isRegistered[operator][key];
    }

    // -------------------------------------------------------------------------------------------------------------- statements

    /// Publishes a statement of an operator; anybody may bring it. One that contradicts an earlier one is published as well: that is how
    /// misbehaviour comes to light. `valueAt` keeps the first.
    function attest(address operator, Statement calldata statement, bytes calldata signature) external {
        require(statement.value != 0, EmptyValue());
        require(allocationManager.isMemberOfOperatorSet(operator, operatorSet()), NotAMember(operator));
        _checkSignature(operator, statementDigest(statement), signature);
        bytes32 known = valueAt[operator][statement.height];
        require(known != statement.value, AlreadyAttested(operator, statement.height));

        if (known == 0) valueAt[operator][statement.height] = statement.value;
        emit Attested(operator, statement.height, statement.value, signature);
    }

    /// Proves that an operator signed two values for one height, and has it slashed. Anybody may call it, also with statements that were
    /// never published here. The AllocationManager refuses when the operator is not slashable (any more).
    /// @return slashId The number of the slash among those of the set.
    function submitEvidence(
        address operator,
        Statement calldata first,
        bytes calldata firstSignature,
        Statement calldata second,
        bytes calldata secondSignature
    ) external returns (uint256 slashId) {
        require(first.height == second.height && first.value != second.value, NotConflicting(first, second));
        require(!isSlashedFor[operator][first.height], AlreadySlashed(operator, first.height));
        _checkSignature(operator, statementDigest(first), firstSignature);
        _checkSignature(operator, statementDigest(second), secondSignature);

        isSlashedFor[operator][first.height] = true;
        slashId = _slash(operator);
        emit DoubleSigned(operator, first.height, first.value, second.value, slashId, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// The set, as the AllocationManager names it.
    function operatorSet() public view returns (IAllocationManager.OperatorSet memory) {
        return IAllocationManager.OperatorSet(address(this), OPERATOR_SET_ID);
    }

    /// What an operator's key signs for a statement.
    function statementDigest(Statement calldata statement) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(STATEMENT_TYPEHASH, statement.height, statement.value)));
    }

    /// What a key signs to agree that it signs for an operator.
    function signingKeyDigest(address operator) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(SIGNING_KEY_TYPEHASH, operator)));
    }

    /// EIP-712's separator, for this chain and this contract.
    function domainSeparator() public view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(NAME)), keccak256(bytes(VERSION)), block.chainid, address(this))
        );
    }

    /// The parts of the separator (EIP-5267), for wallets.
    function eip712Domain()
        external
        view
        returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions)
    {
        return (hex"0f", NAME, VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _checkRegistration(address avs, uint32[] calldata operatorSetIds) private view {
        require(msg.sender == address(allocationManager), OnlyAllocationManager(msg.sender));
        require(avs == address(this), UnknownAVS(avs));
        for (uint256 i = 0; i < operatorSetIds.length; ++i) {
            require(operatorSetIds[i] == OPERATOR_SET_ID, UnknownOperatorSet(operatorSetIds[i]));
        }
    }

    function _registerSigningKey(address operator, address key, bytes memory signature) private {
        address signer = _recover(signingKeyDigest(operator), signature);
        require(signer != address(0) && signer == key, InvalidSignature(operator, signer));

        _isRegistered[operator][key] = true;
        emit SigningKeyRegistered(operator, key);
    }

    function _checkSignature(address operator, bytes32 digest, bytes calldata signature) private view {
        address signer = _recover(digest, signature);
        require(signer != address(0) && isSigningKey(operator, signer), InvalidSignature(operator, signer));
    }

    /// Slashes `wadToSlash` of the operator's allocation in every strategy of the set.
    function _slash(address operator) private returns (uint256 slashId) {
        address[] memory strategies = _ascending(allocationManager.getStrategiesInOperatorSet(operatorSet()));
        uint256[] memory wads = new uint256[](strategies.length);
        for (uint256 i = 0; i < wads.length; ++i) {
            wads[i] = wadToSlash;
        }
        (slashId,) = allocationManager.slashOperator(
            address(this), IAllocationManager.SlashingParams(operator, OPERATOR_SET_ID, strategies, wads, "double signing")
        );
    }

    /// Sorted, as `slashOperator` wants them, by insertion: a set has a handful of strategies.
    function _ascending(address[] memory list) private pure returns (address[] memory) {
        for (uint256 i = 1; i < list.length; ++i) {
            address moved = list[i];
            uint256 place = i;
            for (; place > 0 && list[place - 1] > moved; --place) {
                list[place] = list[place - 1];
            }
            list[place] = moved;
        }
        return list;
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator(), structHash));
    }

    /// Who signed; zero when nobody did. Not more lenient than others' libraries: 65 bytes, the lower `s`.
    function _recover(bytes32 digest, bytes memory signature) private pure returns (address) {
        if (signature.length != 65) return address(0);
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
        if (uint256(s) > MAX_S) return address(0);
        return ecrecover(digest, v, r, s);
    }
}
