// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// A share token with the maths, checks and events of Lido's stETH, without a proxy: what bytecode pays for the same logic.
contract ShareToken {
    struct StakeLimit {
        uint32 prevBlock;
        uint96 prevLimit;
        uint32 growthBlocks;
        uint96 max;
    }

    mapping(address => uint256) private shares;
    mapping(address => mapping(address => uint256)) private allowances;
    /// Low half: shares in all; high half: external shares.
    uint256 private totalAndExternalShares;
    /// Low half: buffered ether; high half: validators deposited.
    uint256 private bufferedAndDeposited;
    /// Low half: balance on the consensus side; high half: validators there.
    uint256 private clBalanceAndValidators;
    StakeLimit private stakeLimit;
    bool private stopped;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event TransferShares(address indexed from, address indexed to, uint256 sharesValue);
    event Submitted(address indexed sender, uint256 amount, address referral);

    function submit(address referral) external payable returns (uint256 minted) {
        require(msg.value != 0, "ZERO_DEPOSIT");
        takeFromLimit(msg.value);
        minted = sharesOf(msg.value);
        uint256 buffered = bufferedAndDeposited;
        shares[msg.sender] += minted;
        totalAndExternalShares += minted;
        bufferedAndDeposited = buffered + msg.value;
        emit Submitted(msg.sender, msg.value, referral);
        emit Transfer(address(0), msg.sender, msg.value);
        emit TransferShares(address(0), msg.sender, minted);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 moved = sharesOf(amount);
        require(to != address(0), "TRANSFER_TO_ZERO_ADDR");
        require(to != address(this), "TRANSFER_TO_STETH_CONTRACT");
        require(!stopped, "CONTRACT_IS_STOPPED");
        uint256 held = shares[msg.sender];
        require(moved <= held, "BALANCE_EXCEEDED");
        shares[msg.sender] = held - moved;
        shares[to] += moved;
        emit Transfer(msg.sender, to, amount);
        emit TransferShares(msg.sender, to, moved);
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        (uint256 pooled, uint256 total) = rate();
        return shares[account] * pooled / total;
    }

    function sharesOf(uint256 amount) private view returns (uint256) {
        (uint256 pooled, uint256 total) = rate();
        return amount * total / pooled;
    }

    /// Ether of all shares but the external ones, and those shares.
    function rate() private view returns (uint256 pooled, uint256 total) {
        uint256 packed = totalAndExternalShares;
        total = uint128(packed) - (packed >> 128);
        uint256 buffered = bufferedAndDeposited;
        uint256 consensus = clBalanceAndValidators;
        pooled = uint128(buffered) + uint128(consensus) + ((buffered >> 128) - (consensus >> 128)) * 32 ether;
    }

    function takeFromLimit(uint256 amount) private {
        StakeLimit memory limit = stakeLimit;
        if (limit.max == 0) return;
        uint256 grown = limit.prevLimit + (block.number - limit.prevBlock) * (uint256(limit.max) / limit.growthBlocks);
        uint256 current = grown < limit.max ? grown : limit.max;
        require(amount <= current, "STAKE_LIMIT");
        limit.prevLimit = uint96(current - amount);
        limit.prevBlock = uint32(block.number);
        stakeLimit = limit;
    }
}
