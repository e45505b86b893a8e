//! Ethereum's deposit contract.

abi! {
    interface IDepositContract {
        function deposit(bytes pubkey, bytes withdrawal_credentials, bytes signature, bytes32 deposit_data_root) external payable;
        function get_deposit_root() external view returns (bytes32);
        function get_deposit_count() external view returns (bytes);
        function supportsInterface(bytes4 interfaceId) external pure returns (bool);

        event DepositEvent(bytes pubkey, bytes withdrawal_credentials, bytes amount, bytes signature, bytes index);
    }
}
