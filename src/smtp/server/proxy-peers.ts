import { BlockList } from 'node:net';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { readProxyHeader } from './proxy-header.ts';

/** Says whether an address belongs to the peers that are named, each an address or a network (`10.0.0.0/8`). */
export function peerMatcher(peers: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const peer of peers) {
    const [address = '', prefix] = peer.split('/');
    const family = ipaddr.parse(address).kind();
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    return list.check(address, ipaddr.parse(address).kind());
  };
}

/** The client that a proxy names; null for the proxy's own checks. */
export interface ProxiedClient {
  readonly address: string | null;
}

/**
 * Takes the PROXY header off the head of a connection; the rest of the octets stays in the socket. Null where
 * no such header comes in time.
 */
export async function takeProxyHeader(socket: Socket, withinMs: number): Promise<ProxiedClient | null> {
  const { promise, resolve } = Promise.withResolvers<ProxiedClient | null>();
  let octets: Buffer = Buffer.alloc(0);
  const take = (more: Buffer): void => {
    octets = Buffer.concat([octets, more]);
    const header = readProxyHeader(octets);
    if (header.kind === 'incomplete') return;
    socket.pause();
    if (header.kind === 'invalid') return resolve(null);
    if (octets.length > header.length) socket.unshift(octets.subarray(header.length));
    resolve({ address: header.client });
  };
  const giveUp = (): void => resolve(null);
  const timer = setTimeout(giveUp, withinMs).unref();
  socket.on('data', take).once('close', giveUp).once('end', giveUp);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.off('data', take).off('close', giveUp).off('end', giveUp);
  }
}
