// Compares our MIME trees with those that another parser's test suite expects: `NAME.msg` beside
// `NAME_decoded.xml`, whose bodies lie in files of their own (the layout of james-mime4j's test messages).
//
//   node bench/mime-structure.ts FOLDER

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { collectComplaints, Unreadable } from '#mail/mime-complaints.ts';
import type { MimeEntity } from '#mail/mime-entity.ts';
import { decodeBody } from '#mail/mime-entity.ts';
import { readTree } from '#mail/mime-tree.ts';
import { DEFAULT_MAIL_LIMITS } from '#mail/read-mail.ts';

interface Shape {
  readonly structure: string;
  readonly leaves: readonly Uint8Array[];
}

const [folder = ''] = process.argv.slice(2);
if (folder === '') throw new Error('usage: node bench/mime-structure.ts FOLDER');

function expectedShape(xmlPath: string): Shape {
  const xml = readFileSync(xmlPath, 'latin1').replace(
    /<(header|preamble|epilogue)>.*?<\/\1>|<(?:header|preamble|epilogue)\/>/gsu,
    '',
  );
  const leaves: Uint8Array[] = [];
  let structure = '';
  for (const [, slash, tag, name] of xml.matchAll(/<(\/?)([a-z-]+)(?: name="([^"]*)")?\/?>/gu)) {
    if (tag === 'message') structure += slash === '/' ? ')' : 'm(';
    else if (tag === 'multipart') structure += slash === '/' ? ')' : 'p(';
    else if (tag === 'text-body' || tag === 'binary-body') {
      structure += '.';
      leaves.push(readFileSync(join(dirname(xmlPath), name ?? '')));
    }
  }
  return { structure, leaves };
}

function ownShape(octets: Uint8Array): Shape {
  const leaves: Uint8Array[] = [];
  const complaints = collectComplaints();
  const budget = { limits: DEFAULT_MAIL_LIMITS, complaints, partCount: 0 };
  const shapeOf = (entity: MimeEntity): string => {
    if (entity.children.length > 0) return `p(${entity.children.map(shapeOf).join('')})`;
    const bytes = decodeBody(entity, complaints);
    if (entity.head.mediaType === 'message/rfc822') return messageShape(bytes);
    leaves.push(bytes);
    return '.';
  };
  const messageShape = (message: Uint8Array): string =>
    `m(${shapeOf(readTree(message, budget, { path: '', depth: 0 }))})`;
  return { structure: messageShape(octets), leaves };
}

const lines = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replace(/\r\n/gu, '\n');

let same = 0;
let sameBytes = 0;
const messages = globSync('**/*.msg', { cwd: folder }).sort();
for (const name of messages) {
  const xmlPath = join(folder, name.replace(/\.msg$/u, '_decoded.xml'));
  if (!existsSync(xmlPath)) continue;
  const expected = expectedShape(xmlPath);
  try {
    const own = ownShape(readFileSync(join(folder, name)));
    if (own.structure !== expected.structure) {
      console.log(`${name}: expected ${expected.structure}, read ${own.structure}`);
      continue;
    }
    same += 1;
    const different = own.leaves.findIndex(
      (leaf, index) => lines(leaf) !== lines(expected.leaves[index] ?? new Uint8Array()),
    );
    if (different === -1) sameBytes += 1;
    else console.log(`${name}: leaf ${different + 1} has other octets`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    console.log(`${name}: expected ${expected.structure}, unreadable (${error.reason}: ${error.message})`);
  }
}
console.log(
  `${messages.length} messages, ${same} with the same structure, ${sameBytes} with the same octets too`,
);
