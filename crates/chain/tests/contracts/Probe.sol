// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

interface ISteth {
    function submit(address referral) external payable returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

interface IQueue {
    function requestWithdrawals(uint256[] calldata amounts, address owner) external returns (uint256[] memory);
    function claimWithdrawal(uint256 requestId) external;
    function safeTransferFrom(address from, address to, uint256 requestId) external;
}

/// Calls native contracts in every way Solidity can, and is called back by them.
contract Probe {
    enum Hook {
        Refuse,
        Accept,
        Reenter,
        PingPong
    }

    ISteth public immutable steth;
    IQueue public immutable queue;
    Hook public hook;
    bool public refusesEther;
    bool public signs;
    uint256 public timesPaid;
    uint256 public hooksRun;

    event Balances(uint256 before, uint256 afterwards);
    event Outcome(bool success, bytes output);
    event Paid(uint256 amount);

    error Undone();
    error Unwanted(uint256 id);

    constructor(ISteth steth_, IQueue queue_) {
        steth = steth_;
        queue = queue_;
    }

    receive() external payable {
        require(!refusesEther, "no ether please");
        timesPaid += 1;
        emit Paid(msg.value);
    }

    function set(Hook hook_, bool refusesEther_, bool signs_) external {
        hook = hook_;
        refusesEther = refusesEther_;
        signs = signs_;
    }

    function stake() external payable returns (uint256) {
        return steth.submit{value: msg.value}(address(0));
    }

    /// One transfer that stays, one that is undone, then a look at the balance.
    function transferAndUndo(address to, uint256 amount) external {
        steth.transfer(to, amount);
        uint256 before = steth.balanceOf(address(this));
        try this.transferAndRevert(to, amount) {} catch {}
        emit Balances(before, steth.balanceOf(address(this)));
    }

    /// The frame that reverts is the last to touch the native contract.
    function undoLast(address to, uint256 amount) external {
        try this.transferAndRevert(to, amount) {} catch {}
    }

    function transferAndRevert(address to, uint256 amount) external {
        steth.transfer(to, amount);
        revert Undone();
    }

    /// 0 CALL, 1 STATICCALL, 2 DELEGATECALL, 3 CALLCODE.
    function callBy(uint256 scheme, address target, bytes memory input) external {
        bool success;
        assembly {
            let data := add(input, 32)
            let size := mload(input)
            switch scheme
            case 0 { success := call(gas(), target, 0, data, size, 0, 0) }
            case 1 { success := staticcall(500000, target, data, size, 0, 0) }
            case 2 { success := delegatecall(gas(), target, data, size, 0, 0) }
            default { success := callcode(gas(), target, 0, data, size, 0, 0) }
        }
        bytes memory output;
        assembly {
            output := mload(0x40)
            mstore(output, returndatasize())
            returndatacopy(add(output, 32), 0, returndatasize())
            mstore(0x40, add(add(output, 32), and(add(returndatasize(), 31), not(31))))
        }
        emit Outcome(success, output);
    }

    function requestWithdrawal(uint256 amount) external returns (uint256) {
        steth.approve(address(queue), amount);
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = amount;
        return queue.requestWithdrawals(amounts, address(this))[0];
    }

    function claim(uint256 id) external {
        queue.claimWithdrawal(id);
    }

    /// Sends an NFT while its own memory is full of a pattern, and looks at the pattern afterwards.
    function sendWithFullMemory(address to, uint256 id) external {
        bytes memory pattern = new bytes(4096);
        for (uint256 i = 0; i < pattern.length; i += 32) {
            assembly {
                mstore(add(add(pattern, 32), i), not(i))
            }
        }
        bytes32 before = keccak256(pattern);
        queue.safeTransferFrom(address(this), to, id);
        require(keccak256(pattern) == before, "memory was overwritten");
    }

    function onERC721Received(address, address from, uint256 id, bytes calldata) external returns (bytes4) {
        if (hook == Hook.Refuse) revert Unwanted(id);
        hooksRun += 1;
        if (hook == Hook.Reenter) {
            // A precompile between two native calls: it reads its input from the memory all frames share.
            bytes memory text = "abc";
            require(sha256(text) == 0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, "sha256");
            steth.transfer(from, 1000);
            require(steth.balanceOf(from) >= 999, "nothing moved");
        }
        if (hook == Hook.PingPong) {
            try queue.safeTransferFrom(address(this), from, id) {} catch {}
        }
        return this.onERC721Received.selector;
    }

    /// ERC-1271.
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return signs ? this.isValidSignature.selector : bytes4(0);
    }

    /// Made and destroyed in one transaction, with the ether it holds as its own heir: the ether is gone (EIP-6780).
    function burnEther() external payable {
        new Ashes{value: msg.value}();
    }
}

contract Ashes {
    constructor() payable {
        selfdestruct(payable(address(this)));
    }
}
