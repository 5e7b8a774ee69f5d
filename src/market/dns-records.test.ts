import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordsToPublish } from './dns-records.ts';

test('a marketplace’s records: MX and DMARC for each domain, SPF for the one in the envelope, DKIM for its keys', () => {
  const records = recordsToPublish(
    {
      aliasDomain: 'mail.markt.example',
      bounceDomain: 'return.markt.example',
      noticeDomain: 'notice.markt.example',
    },
    [
      { domain: 'mail.markt.example', selector: 's1', publicKey: 'AAAA' },
      { domain: 'other.example', selector: 's1', publicKey: 'BBBB' },
    ],
    'mx.markt.example',
  );
  const lines = records.map(({ name, type, value }) => `${name} ${type} ${value}`);
  assert.equal(lines.length, 10);
  assert.ok(lines.includes('mail.markt.example MX 10 mx.markt.example'));
  assert.ok(lines.includes('return.markt.example TXT v=spf1 a:mx.markt.example -all'));
  assert.ok(lines.includes('mail.markt.example TXT v=spf1 -all'));
  assert.ok(lines.includes('_dmarc.notice.markt.example TXT v=DMARC1; p=reject; adkim=s'));
  assert.ok(lines.includes('s1._domainkey.mail.markt.example TXT v=DKIM1; k=rsa; p=AAAA'));
});
