import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { dkimKeys } from './dkim-keys.ts';

const recordOf = (bits: number): string => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return `v=DKIM1; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
};
const ask = (record: string, minBits = 1024, hashAlgo = 'sha256'): Promise<unknown> =>
  dkimKeys(() => Promise.resolve([[record]])).get('DKIM', 's._domainkey.a.example', minBits, { hashAlgo });

test('a record that was read before is not read again', async () => {
  const record = recordOf(1024);
  assert.equal(await ask(record), await ask(record));
});

test('a record that has changed is read anew, whatever its name', async () => {
  assert.notEqual(await ask(recordOf(1024)), await ask(recordOf(1024)));
});

test('what one question allows, another may refuse', async () => {
  const record = `${recordOf(1024)}; h=sha256`;
  await ask(record);
  await assert.rejects(ask(record, 2048), { code: 'ESHORTKEY' });
  await assert.rejects(ask(record, 1024, 'sha1'), { code: 'EINVALIDHASH' });
});

test('the DNS is asked each time, and what it says stands', async () => {
  const record = recordOf(1024);
  await ask(record);
  await assert.rejects(
    dkimKeys(() => Promise.reject(new Error('gone'))).get('DKIM', 's._domainkey.a.example', 1024),
    /gone/u,
  );
  await assert.rejects(ask('v=DKIM1; p='), { code: 'EINVALIDVAL' });
});
