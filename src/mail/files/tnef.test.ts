import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { tnefWith } from '#test/support/files-with-canaries.ts';

import { FileFault } from './file-fault.ts';
import { readTnef } from './tnef.ts';

const file = { name: 'a long name é.jpg', bytes: Buffer.from('picture') };
const winmail = tnefWith('jan@bakker.nl', file);

test('body and files are read', () => {
  const content = readTnef(winmail);
  assert.equal(content.text, 'Body of the note');
  assert.equal(content.html, null);
  assert.deepEqual(
    content.files.map(({ name, bytes }) => [name, bytes.toString()]),
    [['a long name é.jpg', 'picture']],
  );
  assert.equal(content.embedded, 0);
});

test('a stream that breaks off gives what was whole', () => {
  assert.equal(readTnef(winmail.subarray(0, winmail.length - 20)).text, 'Body of the note');
});

test('octets that are no TNEF, and lengths that lie, end the reading', () => {
  assert.throws(() => readTnef(Buffer.from('no')), FileFault);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: winmail.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 }),
      (changes) => {
        const damaged = Buffer.from(winmail);
        for (const [at, octet] of changes) damaged[at] = octet;
        try {
          readTnef(damaged);
        } catch (error) {
          assert.ok(error instanceof FileFault || error instanceof RangeError, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
