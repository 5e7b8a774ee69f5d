/** What the host said it can do, in its last answer to EHLO (RFC 5321 §4.1.1.1). */
export interface Extensions {
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 1870: the largest message it takes, in octets; null where it doesn't say or has no limit. */
  readonly maxSize: number | null;
}

/** Reads the reply to EHLO; a reply to HELO has one line and so no extensions. */
export function readExtensions(reply: string): Extensions {
  const [, ...lines] = reply.split(/\r?\n/u);
  const parameters = new Map(
    lines.map((line) => {
      const [keyword = '', ...rest] = line.slice(4).trim().split(' ');
      return [keyword.toUpperCase(), rest] as const;
    }),
  );
  const size = parameters.get('SIZE')?.[0] ?? '';
  return {
    smtpUtf8: parameters.has('SMTPUTF8'),
    eightBitMime: parameters.has('8BITMIME'),
    maxSize: /^[1-9]\d{0,14}$/u.test(size) ? Number(size) : null,
  };
}
