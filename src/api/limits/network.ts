import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/**
 * Returns the network that an address is counted by. For IPv6 it is the /64, because one customer gets at least that much (RFC 6177). An IPv4 address is its
 * own network, also where it is written as IPv6. A connection that has ended meanwhile has no address any more (Node's `remoteAddress`), and all such are one
 * network without a name.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return '';
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = readNetwork(address);
  if (address.length <= maxAddressLength) networks.set(address, network);
  return network;
}

/** In characters. A proxy that is set up badly passes on any text that a client sends as its address. */
const maxAddressLength = 64;
/** By address, because each request asks several times, and reading an IPv6 address takes some hundredths of a millisecond. */
const networks = new LRUCache<string, string>({ max: 10_000 });

function readNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const groups = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}
