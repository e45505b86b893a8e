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

abi! {
    interface IERC20 {
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address to, uint256 amount) external returns (bool);
        function transferFrom(address from, address to, uint256 amount) external returns (bool);
        function approve(address spender, uint256 amount) external returns (bool);
        function symbol() external view returns (string);
        function decimals() external view returns (uint8);

        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
    }
}

abi! {
    interface IAVSRegistrar {
        function registerOperator(address operator, address avs, uint32[] operatorSetIds, bytes data) external;
        function deregisterOperator(address operator, address avs, uint32[] operatorSetIds) external;
        function supportsAVS(address avs) external view returns (bool);
    }
}

abi! {
    interface IServiceManager {
        function getOperatorRestakedStrategies(address operator) external view returns (address[] strategies);
    }
}
