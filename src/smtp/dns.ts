/** Record types that Parley asks for. */
export type DnsRecordType = 'A' | 'AAAA' | 'MX' | 'TXT' | 'PTR' | 'CNAME' | 'TLSA';

/**
 * DNS as a port: answers in the shapes of `node:dns/promises` `resolve(name, type)` (TXT: string[][], MX:
 * {exchange, priority}[], A and AAAA: string[]). Rejects with an Error whose `code` is ENOTFOUND, ENODATA,
 * ESERVFAIL or ETIMEOUT; the last two mean "try later", never "no".
 */
export interface Dns {
  resolve(name: string, type: DnsRecordType): Promise<unknown[]>;
}

export type DnsFailureCode = 'ENOTFOUND' | 'ENODATA' | 'ESERVFAIL' | 'ETIMEOUT';

/** The only kind of error that an implementation of `Dns` rejects with. */
export class DnsFailure extends Error {
  readonly code: DnsFailureCode;

  constructor(code: DnsFailureCode, name: string, type: DnsRecordType, options?: ErrorOptions) {
    super(`${code} ${type} ${name}`, options);
    this.code = code;
  }
}
