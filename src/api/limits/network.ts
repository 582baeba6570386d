import ipaddr from 'ipaddr.js';

/**
 * Returns the network that an address is counted by: with IPv6 its /64, because one customer gets that much (RFC 6177), more addresses than anybody
 * could count. An IPv4 address is its own, written within IPv6 too.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const groups = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}
