import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** 2000::/3, the only part of IPv6 that is given out for the public network (RFC 4291 §2.4, IANA). */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * True unless the address is one of a host on the public network: loopback, private, link-local, shared
 * (100.64/10), multicast, reserved, and every IPv6 form that holds an IPv4 address (mapped, NAT64, 6to4,
 * Teredo), since that could be an inside one. What isn't an address in its usual spelling is inside too.
 *
 * SECURITY: threats T14. A recipient's DNS must not make us talk to our own network.
 */
export function isInsideAddress(address: string): boolean {
  if (isIP(address) === 0) return true;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return true;
  return parsed.kind() === 'ipv6' && !parsed.match(PUBLIC_IPV6);
}
