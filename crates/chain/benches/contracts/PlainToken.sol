// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 as it comes.
contract PlainToken is ERC20 {
    constructor() ERC20("Plain", "PLN") {}
}
