import { generateKeyPairSync } from 'node:crypto';

import { signMail } from '#mail/dkim-sign.ts';

/** Mail as a mail program writes it, signed by its domain. */
export interface BenchMail {
  /** The records by which SPF, DKIM and DMARC pass. */
  readonly zone: string;
  /** A message of about `size` octets; every one has an id and a body of its own. */
  make(from: string, to: string, size: number): Buffer;
}

export function createBenchMail(): BenchMail {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });
  const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`.match(/.{1,200}/gu) ?? [];
  const key = { domain: 'bench.example', selector: 'b1', algorithm: 'rsa-sha256', privateKey } as const;
  let serial = 0;
  return {
    zone: [
      'bench.example. 3600 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"',
      '_dmarc.bench.example. 3600 IN TXT "v=DMARC1; p=reject"',
      `b1._domainkey.bench.example. 3600 IN TXT ${record.map((part) => `"${part}"`).join(' ')}`,
      '',
    ].join('\n'),
    make: (from, to, size) => {
      serial += 1;
      const head = [
        `From: Buyer <${from}>`,
        `To: <${to}>`,
        `Subject: Question ${serial}`,
        'Date: Sun, 01 Mar 2026 12:00:00 +0000',
        `Message-ID: <${serial}.${process.pid}@bench.example>`,
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 7bit',
        '',
        '',
      ].join('\r\n');
      const line = `This is line of message ${serial}, in which somebody asks about a lamp.\r\n`;
      const body = line.repeat(Math.ceil((size - head.length - 700) / line.length));
      return Buffer.from(signMail(Buffer.from(head + body), key, { now: new Date() }));
    },
  };
}
