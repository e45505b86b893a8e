//! Interfaces of contracts that are not ours and are asked something.

abi! {
    interface IERC1271 {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4 magicValue);
    }
}

abi! {
    interface IERC721Receiver {
        function onERC721Received(address operator, address from, uint256 tokenId, bytes data) external returns (bytes4);
    }
}

abi! {
    interface INFTDescriptor {
        function constructTokenURI(uint256 requestId) external view returns (string);
    }
}

abi! {
    interface ISecondOpinionOracle {
        function getReport(uint256 refSlot) external view returns (bool success, uint256 clBalanceGwei, uint256 withdrawalVaultBalanceWei, uint256 totalDepositedValidators, uint256 totalExitedValidators);
    }
}
