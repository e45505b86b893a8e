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
}

/// A contract that lives with stETH: holds it, has a call to it reverted, leaves through the queue and is paid by the claim.
contract Holder {
    ISteth public immutable steth;
    IQueue public immutable queue;
    uint256 public received;
    uint256 public lastRequest;

    event Paid(uint256 amount);

    error Undone();

    constructor(ISteth steth_, IQueue queue_) {
        steth = steth_;
        queue = queue_;
    }

    receive() external payable {
        received += msg.value;
        emit Paid(msg.value);
    }

    function stake() external payable returns (uint256) {
        return steth.submit{value: msg.value}(address(0));
    }

    /// Moves stETH away and takes it back by a revert: the balances before and after must be equal.
    function transferAndUndo(address to, uint256 amount) external returns (uint256 before, uint256 afterwards, bool undone) {
        before = steth.balanceOf(address(this));
        try this.transferAndRevert(to, amount) {} catch (bytes memory reason) {
            undone = bytes4(reason) == Undone.selector;
        }
        afterwards = steth.balanceOf(address(this));
        require(undone && before == afterwards, "the transfer was not undone");
    }

    function transferAndRevert(address to, uint256 amount) external {
        uint256 before = steth.balanceOf(address(this));
        require(steth.transfer(to, amount), "transfer refused");
        require(steth.balanceOf(address(this)) < before, "nothing moved");
        revert Undone();
    }

    function requestWithdrawal(uint256 amount) external returns (uint256) {
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = amount;
        steth.approve(address(queue), amount);
        lastRequest = queue.requestWithdrawals(amounts, address(this))[0];
        return lastRequest;
    }

    function claim() external {
        queue.claimWithdrawal(lastRequest);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }
}
