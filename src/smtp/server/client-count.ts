import ipaddr from 'ipaddr.js';

/**
 * Counts connections in all and per client. One person has a whole IPv6 /64, so those count together. Addresses
 * come as `plainAddress` writes them.
 */
export class ClientCount {
  readonly #limits: { readonly connections: number; readonly connectionsPerClient: number };
  readonly #perClient = new Map<string, number>();
  #total = 0;

  constructor(limits: { readonly connections: number; readonly connectionsPerClient: number }) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts the connection in, or says which limit it is over. */
  enter(address: string): 'entered' | 'too-many' | 'too-many-of-client' {
    if (this.#total >= this.#limits.connections) return 'too-many';
    const client = clientOf(address);
    const count = this.#perClient.get(client) ?? 0;
    if (count >= this.#limits.connectionsPerClient) return 'too-many-of-client';
    this.#perClient.set(client, count + 1);
    this.#total += 1;
    return 'entered';
  }

  leave(address: string): void {
    const client = clientOf(address);
    const count = this.#perClient.get(client) ?? 0;
    if (count > 1) this.#perClient.set(client, count - 1);
    else this.#perClient.delete(client);
    this.#total -= 1;
  }
}

function clientOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return address;
  return `${Buffer.from(parsed.toByteArray().slice(0, 8)).toString('hex')}/64`;
}

/** The one way in which an address is written here: RFC 5952, IPv4 not mapped into IPv6. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
