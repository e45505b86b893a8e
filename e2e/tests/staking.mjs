// What a staking deposit tool does, by libraries of others: keys and signatures by noble, roots by Lodestar's SSZ types.
import { bls12_381 as bls } from '@noble/curves/bls12-381';
import { ssz } from '@lodestar/types';
import { bytesToHex, concatBytes, hexToBytes, sha256 } from 'viem';

export const DEPOSIT_CONTRACT = '0x00000000219ab540356cBB839Cbe05303d7705Fa';
export const WITHDRAWAL_REQUESTS = '0x00000961Ef480Eb55e80D19ad83579A64c007002';
export const CONSOLIDATION_REQUESTS = '0x0000BBdDc7CE488642fb579F8B00f3a590007251';
export const FAR = 2n ** 64n - 1n;
export const GWEI = 10n ** 9n;

const SUITE = { DST: 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_' };
const DOMAIN_BEACON_PROPOSER = '0x00000000';
const DOMAIN_DEPOSIT = '0x03000000';
const DOMAIN_VOLUNTARY_EXIT = '0x04000000';
const DOMAIN_BLS_TO_EXECUTION_CHANGE = '0x0a000000';
const bare = (bytes) => bytesToHex(bytes).slice(2);

/** A key that only this number knows. */
export class Key {
  constructor(number) {
    this.secret = new Uint8Array(32);
    new DataView(this.secret.buffer).setBigUint64(24, BigInt(number));
    this.bytes = bls.getPublicKey(this.secret);
    this.pubkey = bytesToHex(this.bytes);
  }

  sign(objectRoot, domain) {
    return bls.sign(ssz.phase0.SigningData.hashTreeRoot({ objectRoot, domain }), this.secret, SUITE);
  }

  /** Credentials that only this key can change. */
  blsCredentials() {
    return `0x00${sha256(this.bytes).slice(4)}`;
  }

  /** One entry of the deposit tool's file for an address. */
  deposit(address, { prefix = '01', ...options }) {
    return this.depositTo(`0x${prefix}${'00'.repeat(11)}${address.slice(2)}`, options);
  }

  /** One entry of the deposit tool's file for any credentials. */
  depositTo(credentials, { eth = 32, genesisForkVersion, network = 'devnet' }) {
    const message = { pubkey: this.bytes, withdrawalCredentials: hexToBytes(credentials), amount: eth * 1e9 };
    const root = ssz.phase0.DepositMessage.hashTreeRoot(message);
    const signature = this.sign(root, domainOf(DOMAIN_DEPOSIT, genesisForkVersion, `0x${'00'.repeat(32)}`));
    return {
      pubkey: bare(message.pubkey),
      withdrawal_credentials: bare(message.withdrawalCredentials),
      amount: message.amount,
      signature: bare(signature),
      deposit_message_root: bare(root),
      deposit_data_root: bare(ssz.phase0.DepositData.hashTreeRoot({ ...message, signature })),
      fork_version: genesisForkVersion.slice(2),
      network_name: network,
      deposit_cli_version: '2.8.0',
    };
  }

  /** A signed voluntary exit as the Beacon API takes it. Exits are signed for Capella for ever (EIP-7044). */
  exit(validatorIndex, epoch, { capellaForkVersion, genesisValidatorsRoot }) {
    const root = ssz.phase0.VoluntaryExit.hashTreeRoot({ epoch, validatorIndex });
    const signature = this.sign(root, domainOf(DOMAIN_VOLUNTARY_EXIT, capellaForkVersion, genesisValidatorsRoot));
    return {
      message: { epoch: String(epoch), validator_index: String(validatorIndex) },
      signature: bytesToHex(signature),
    };
  }

  /** A signed change of the credentials that this key holds. */
  credentialsChange(validatorIndex, address, { genesisForkVersion, genesisValidatorsRoot }) {
    const message = { validatorIndex, fromBlsPubkey: this.bytes, toExecutionAddress: hexToBytes(address) };
    const root = ssz.capella.BLSToExecutionChange.hashTreeRoot(message);
    const signature = this.sign(root, domainOf(DOMAIN_BLS_TO_EXECUTION_CHANGE, genesisForkVersion, genesisValidatorsRoot));
    return { message: ssz.capella.BLSToExecutionChange.toJson(message), signature: bytesToHex(signature) };
  }

  /** The signature of a block's header. */
  header(header, forkVersion, genesisValidatorsRoot) {
    const root = ssz.phase0.BeaconBlockHeader.hashTreeRoot(header);
    return bytesToHex(this.sign(root, domainOf(DOMAIN_BEACON_PROPOSER, forkVersion, genesisValidatorsRoot)));
  }
}

/** Arguments of the deposit contract for an entry of the file. */
export function depositArguments(entry) {
  return [entry.pubkey, entry.withdrawal_credentials, entry.signature, entry.deposit_data_root].map((hex) => `0x${hex}`);
}

function domainOf(kind, forkVersion, genesisValidatorsRoot) {
  const fork = { currentVersion: hexToBytes(forkVersion), genesisValidatorsRoot: hexToBytes(genesisValidatorsRoot) };
  return concatBytes([hexToBytes(kind), ssz.phase0.ForkData.hashTreeRoot(fork).slice(0, 28)]);
}

/** Calldata of a withdrawal request: key and big-endian Gwei; zero asks for a full exit. */
export function withdrawalRequest(pubkey, gwei) {
  return `${pubkey}${BigInt(gwei).toString(16).padStart(16, '0')}`;
}

/** Calldata of a consolidation request; a key to itself is the switch to compounding. */
export function consolidationRequest(source, target) {
  return `${source}${target.slice(2)}`;
}
