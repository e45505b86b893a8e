// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// What the service asks of the AllocationManager.
interface IAllocationManager {
    /// A set of operators: whose it is, and its number there.
    struct OperatorSet {
        address avs;
        uint32 id;
    }

    /// A set to be created.
    struct CreateSetParams {
        uint32 operatorSetId;
        address[] strategies;
    }

    /// A slash: in each of the strategies, in ascending order, so much of the operator's allocation (of 1e18).
    struct SlashingParams {
        address operator;
        uint32 operatorSetId;
        address[] strategies;
        uint256[] wadsToSlash;
        string description;
    }

    function updateAVSMetadataURI(address avs, string calldata metadataURI) external;
    function createOperatorSets(address avs, CreateSetParams[] calldata params) external;
    function slashOperator(address avs, SlashingParams calldata params)
        external
        returns (uint256 slashId, uint256[] memory shares);
    function isMemberOfOperatorSet(address operator, OperatorSet memory operatorSet) external view returns (bool);
    function getStrategiesInOperatorSet(OperatorSet memory operatorSet) external view returns (address[] memory);
}

/// What the service asks of the PermissionController.
interface IPermissionController {
    function addPendingAdmin(address account, address admin) external;
}

/// What the AllocationManager asks of a service's registrar.
interface IAVSRegistrar {
    /// An operator registers for sets of the service; a revert keeps it out.
    function registerOperator(address operator, address avs, uint32[] calldata operatorSetIds, bytes calldata data) external;

    /// An operator leaves sets of the service, or is made to.
    function deregisterOperator(address operator, address avs, uint32[] calldata operatorSetIds) external;

    /// Whether this is a registrar of the service.
    function supportsAVS(address avs) external view returns (bool);
}
