import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stopAllAnswerLinks } from '#store/answer-link.ts';
import { eraseBuyer } from '#store/erase-buyer.ts';
import { exportBuyer, exportFiles } from '#store/export-buyer.ts';
import { findBuyerId } from '#store/party.ts';

import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, optionText, verbOf } from './verb.ts';

/** A file's name says nothing about where it may be written: the position leads, odd characters go. */
function fileNameOf({ position, name }: { readonly position: number; readonly name: string }): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}. -]/gu, '_')
    .replace(/^\.+/u, '_')
    .slice(-80);
  return `${position}-${plain}`;
}

const exportVerb: SubVerb = {
  usage: 'BUYER --to FOLDER',
  options: { to: { type: 'string' } },
  words: ['BUYER'],
  async run({ values, words: [buyer = ''] }, { db, out, err }) {
    const folder = optionText(values, 'to');
    if (folder === null) {
      err('Say where to: --to FOLDER.');
      return CALLED_WRONGLY;
    }
    const buyerId = await findBuyerId(db, buyer);
    const sections = buyerId === null ? null : await exportBuyer(db, buyerId);
    if (buyerId === null || sections === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'export.json'), `${JSON.stringify(sections, null, 2)}\n`, { mode: 0o600 });
    let files = 0;
    for await (const file of exportFiles(db, buyerId)) {
      const of = join(folder, 'files', file.messageId);
      await mkdir(of, { recursive: true });
      await writeFile(join(of, fileNameOf(file)), file.bytes, { mode: 0o600 });
      files += 1;
    }
    out(`${join(folder, 'export.json')}: ${sections['messages']?.length ?? 0} messages, ${files} files.`);
    return DONE;
  },
};

const erase: SubVerb = {
  usage: 'BUYER --sure',
  options: { sure: { type: 'boolean' } },
  words: ['BUYER'],
  async run({ values, words: [buyer = ''] }, { db, ids, clock, out, err }) {
    const buyerId = await findBuyerId(db, buyer);
    if (buyerId === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    if (values['sure'] !== true) {
      err(
        'This can not be undone: their words, files and originals go, and their aliases stop working. Say --sure.',
      );
      return CALLED_WRONGLY;
    }
    const request = { buyerId, actor: COMMAND_LINE, at: clock.now(), auditId: ids.uuid() };
    const erased = await db.transaction().execute((tx) => eraseBuyer(tx, request));
    if (erased === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    const { messages, files, originals, cancelled } = erased;
    out(
      `${buyerId}: erased. Messages ${messages}, files ${files}, originals ${originals}, deliveries cancelled ${cancelled}.`,
    );
    return DONE;
  },
};

const stopLinks: SubVerb = {
  usage: 'BUYER',
  options: {},
  words: ['BUYER'],
  async run({ words: [buyer = ''] }, { db, ids, clock, out, err }) {
    const buyerId = await findBuyerId(db, buyer);
    if (buyerId === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    const trace = { actor: COMMAND_LINE, at: clock.now(), auditId: ids.uuid() };
    const ended = await db.transaction().execute((tx) => stopAllAnswerLinks(tx, buyerId, trace));
    out(`${buyerId}: no link in mail until now opens a conversation. Sessions ended: ${ended}.`);
    return DONE;
  },
};

/** `parley buyer …`: what a person may ask of whoever keeps their data (OPS 4). */
export const buyer: Verb = verbOf('buyer', 'A buyer’s data: hand it out, erase it; links in their mail.', {
  export: exportVerb,
  erase,
  'stop-links': stopLinks,
});
