import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/**
 * Returns the network that an address is counted by: with IPv6 its /64, because one customer gets that much (RFC 6177), more addresses than anybody
 * could count. An IPv4 address is its own, written within IPv6 too.
 */
export function networkOf(address: string): string {
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = readNetwork(address);
  if (address.length <= maxAddressLength) networks.set(address, network);
  return network;
}

/** In characters; a proxy that is not set up well passes on whatever a client says. */
const maxAddressLength = 64;
/** By address: each request asks several times, and reading an IPv6 address takes some hundredths of a millisecond. */
const networks = new LRUCache<string, string>({ max: 10_000 });

function readNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const groups = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}
