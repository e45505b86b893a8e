//! OpenZeppelin `AccessControlEnumerable`, the role functions shared by the 0.8-generation contracts.

abi! {
    interface IAccessControlEnumerable {
        function DEFAULT_ADMIN_ROLE() external view returns (bytes32);
        function hasRole(bytes32 role, address account) external view returns (bool);
        function getRoleAdmin(bytes32 role) external view returns (bytes32);
        function getRoleMember(bytes32 role, uint256 index) external view returns (address);
        function getRoleMemberCount(bytes32 role) external view returns (uint256);
        function grantRole(bytes32 role, address account) external;
        function revokeRole(bytes32 role, address account) external;
        function supportsInterface(bytes4 interfaceId) external view returns (bool);
        function renounceRole(bytes32 role, address account) external;

        event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole);
        event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
        event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);
    }
}
