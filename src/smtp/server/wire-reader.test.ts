import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireReader } from './wire-reader.ts';
import type { WireFault } from './wire-reader.ts';

const LIMITS = { commandLine: 64, dataLine: 40 };

interface Heard {
  /** Command lines, `DATA` content as one string, and what ended the session. */
  readonly heard: readonly string[];
  readonly fault: WireFault | null;
}

/** Reads a session given in segments; the command DATA switches to message content, as a server would. */
function read(segments: readonly string[]): Heard {
  const reader = new WireReader(LIMITS);
  const heard: string[] = [];
  let content = '';
  for (const segment of segments) {
    reader.push(Buffer.from(segment, 'latin1'));
    for (let event = reader.next(); event !== null; event = reader.next()) {
      if (event.kind === 'fault') return { heard, fault: event.fault };
      if (event.kind === 'end-of-data') {
        heard.push(`message ${JSON.stringify(content)}`);
        content = '';
      } else {
        const line = event.line.toString('latin1');
        heard.push(line);
        if (line === 'DATA')
          reader.startData({ write: (octets) => (content += Buffer.from(octets).toString('latin1')) });
      }
    }
  }
  return { heard, fault: null };
}

test('commands and a message', () => {
  assert.deepEqual(read(['NOOP\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n']), {
    heard: ['NOOP', 'DATA', 'message "Subject: x\\r\\n\\r\\nhello\\r\\n"', 'QUIT'],
    fault: null,
  });
});

for (const [why, sent, received] of [
  ['an empty message', '.\r\n', ''],
  ['a doubled dot is one dot', '..\r\n.\r\n', '.\r\n'],
  ['dots', '...\r\n.x\r\n. \r\na.b.\r\n.\r\n', '..\r\nx\r\n \r\na.b.\r\n'],
  ['an empty line', '\r\n\r\n.\r\n', '\r\n\r\n'],
  ['octets above 127', '\xe9\xff\r\n.\r\n', '\xe9\xff\r\n'],
  ['a line as long as a line may be', `${'x'.repeat(38)}\r\n.\r\n`, `${'x'.repeat(38)}\r\n`],
] as const)
  test(`T3: ${why}`, () => {
    const { heard, fault } = read([`DATA\r\n${sent}QUIT\r\n`]);
    assert.deepEqual(heard, ['DATA', `message ${JSON.stringify(received)}`, 'QUIT']);
    assert.equal(fault, null);
  });

for (const [session, fault, heard] of [
  ['NOOP\n', 'bare-lf', []],
  ['NOOP\rNOOP\r\n', 'bare-cr', []],
  ['NOOP\r\r\n', 'bare-cr', []],
  ['NO\0OP\r\n', 'nul', []],
  ['RSET\r\n\n', 'bare-lf', ['RSET']],
  [`NOOP ${'x'.repeat(58)}\r\n`, 'command-too-long', []],
  [`NOOP ${'x'.repeat(80)}`, 'command-too-long', []],
  ['DATA\r\na\nb\r\n.\r\n', 'bare-lf', ['DATA']],
  ['DATA\r\na\rb\r\n.\r\n', 'bare-cr', ['DATA']],
  ['DATA\r\na\r\r\n.\r\n', 'bare-cr', ['DATA']],
  ['DATA\r\n\na\r\n.\r\n', 'bare-lf', ['DATA']],
  ['DATA\r\na\0b\r\n.\r\n', 'nul', ['DATA']],
  ['DATA\r\n.\n', 'bare-lf', ['DATA']],
  ['DATA\r\n.\rx', 'bare-cr', ['DATA']],
  ['DATA\r\n.\0\r\n', 'nul', ['DATA']],
  [`DATA\r\n${'x'.repeat(39)}\r\n.\r\n`, 'data-line-too-long', ['DATA']],
  [`DATA\r\n${'x'.repeat(39)}`, 'data-line-too-long', ['DATA']],
] as const)
  test(`${JSON.stringify(session)} is a fault: ${fault}`, () => {
    assert.deepEqual(read([session]), { heard, fault });
    assert.deepEqual(read(session.split('')), { heard, fault }, 'octet by octet');
  });

test('T1: how a session is cut into segments changes nothing', () => {
  const octet = fc.constantFrom('\r\n', '\r\n.\r\n', '\r', '\n', '.', '\0', 'DATA\r\n', 'x', 'yz', '\r\n.');
  fc.assert(
    fc.property(
      fc.array(octet, { maxLength: 30 }),
      fc.array(fc.nat({ max: 8 }), { maxLength: 40 }),
      (parts, cuts) => {
        const session = `DATA\r\n${parts.join('')}`;
        const segments: string[] = [];
        let rest = session;
        for (const length of cuts) {
          segments.push(rest.slice(0, length));
          rest = rest.slice(length);
        }
        const [whole, cut] = [read([session]), read([...segments, rest])];
        assert.deepEqual(cut.heard, whole.heard);
        // With two faults in one line it may name the one or the other.
        assert.equal(cut.fault === null, whole.fault === null);
      },
    ),
    { numRuns: 2000 },
  );
});

test('T1: only CRLF . CRLF ends a message, whatever stands around it', () => {
  const octet = fc.constantFrom('\r\n', '\r', '\n', '.', '\0', 'x');
  fc.assert(
    fc.property(fc.array(octet, { maxLength: 20 }), (parts) => {
      const content = parts.join('');
      const { heard } = read([`DATA\r\n${content}`]);
      const trueEnd = `\r\n${content}`.indexOf('\r\n.\r\n');
      const odd = /\r(?!\n)|(?<!\r)\n|\0/u.exec(content)?.index ?? Infinity;
      const ended = heard.some((line) => line.startsWith('message'));
      assert.equal(ended, trueEnd !== -1 && trueEnd + 3 <= odd);
    }),
    { numRuns: 2000 },
  );
});
