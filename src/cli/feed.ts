import { createReadStream } from 'node:fs';

import { takeFeed } from '#flow/feed.ts';
import { faultSentence, jsonReport, placeText, xmlReport } from '#flow/feed-report.ts';
import type { FeedType } from '#market/feed-type.ts';
import { FEED_FORMATS, FEED_TYPES, readFeedType } from '#market/feed-type.ts';
import type { FeedResult } from '#store/feed.ts';
import { findFeedSeller } from '#store/feed.ts';
import { findSellerId } from '#store/party.ts';
import type { FeedView } from '#views/feeds.ts';
import { findFeed, listFeeds, streamFeedResults } from '#views/feeds.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  isId,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

const TYPES = Object.keys(FEED_TYPES).join('|');

async function requireSeller(values: OptionValues, { db, err }: VerbContext): Promise<string | null> {
  const id = await findSellerId(db, optionText(values, 'seller') ?? '');
  if (id === null) err('There is no such seller; parley seller list shows them.');
  return id;
}

function formatOf(values: OptionValues, file: string): (typeof FEED_FORMATS)[number] | null {
  const wished = optionText(values, 'format') ?? (file.toLowerCase().endsWith('.json') ? 'json' : 'xml');
  return FEED_FORMATS.find((format) => format === wished) ?? null;
}

/** A sentence for what went wrong with opening the file; null where it wasn't the file. */
function fileTrouble(error: unknown, file: string): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `${file} is not there.`;
  if (code === 'EACCES') return `${file} may not be read.`;
  return code === 'EISDIR' ? `${file} is a folder.` : null;
}

interface Wish {
  readonly type: FeedType;
  readonly format: (typeof FEED_FORMATS)[number];
  readonly marketplaceIds: readonly string[] | null;
}

function readWish(values: OptionValues, file: string): Wish | string {
  const type = readFeedType(optionText(values, 'type') ?? '');
  if (type === null) return `--type takes one of ${TYPES.replaceAll('|', ', ')}.`;
  const format = formatOf(values, file);
  if (format === null) return '--format takes xml or json.';
  const marketplaces = values['marketplace'];
  return { type, format, marketplaceIds: Array.isArray(marketplaces) ? marketplaces.map(String) : null };
}

const submit: SubVerb = {
  usage: `FILE --seller ID --type ${TYPES} [--format xml|json] [--marketplace ID …]      (FILE - is standard input)`,
  options: {
    seller: { type: 'string' },
    type: { type: 'string' },
    format: { type: 'string' },
    marketplace: { type: 'string', multiple: true },
  },
  words: ['FILE'],
  async run({ values, words: [file = ''] }, context) {
    const { db, ids, clock, err } = context;
    const wish = readWish(values, file);
    if (typeof wish === 'string') {
      err(wish);
      return CALLED_WRONGLY;
    }
    const sellerId = await requireSeller(values, context);
    const seller = sellerId === null ? null : await findFeedSeller(db, sellerId);
    if (seller === null) return FAILED;
    const unknown = wish.marketplaceIds?.find((id) => !seller.marketplaceIds.includes(id));
    if (unknown !== undefined) {
      err(`There is no marketplace ${unknown}; parley marketplace list shows them.`);
      return FAILED;
    }
    const bytes = file === '-' ? process.stdin : createReadStream(file);
    const submission = {
      sellerId: seller.id,
      merchantNames: seller.merchantNames,
      marketplaceIds: wish.marketplaceIds ?? seller.marketplaceIds,
      type: wish.type,
      format: wish.format,
      actor: COMMAND_LINE,
    };
    try {
      // Workers of a running server look for due deliveries by themselves.
      const id = await takeFeed(submission, bytes, { db, ids, clock, wake: () => undefined });
      return await printSummary(id, context);
    } catch (error) {
      const sentence = fileTrouble(error, file);
      if (sentence === null) throw error;
      err(sentence);
      return FAILED;
    }
  },
};

async function printSummary(id: string, { db, clock, out, err }: VerbContext): Promise<number> {
  const feed = await findFeed(db, { kind: 'operator' }, id, clock.now());
  if (feed === null) throw new Error('a feed that was written is gone');
  if (feed.fault !== null) err(`${placeText(feed.fault)}: ${faultSentence('en', feed.fault)}`);
  out(summaryOf(feed));
  return feed.withError === 0 && feed.fault === null ? DONE : FAILED;
}

function summaryOf({ id, state, processed, successful, withError, withWarning }: FeedView): string {
  return `feed ${id}: ${state}, ${processed} processed, ${successful} taken (${withWarning} of them before), ${withError} refused`;
}

async function printLines(
  { fault }: FeedView,
  results: AsyncIterable<FeedResult>,
  language: string,
  out: VerbContext['out'],
): Promise<void> {
  // A table of one column: terminals obey some of the characters that a seller's words may hold.
  const print = (text: string): void => tableLines([[text]]).forEach(out);
  if (fault !== null) print(`${placeText(fault)}: ${faultSentence(language, fault)}`);
  for await (const { line, messageId, result, orderName, faults } of results) {
    const place = `line ${line}: message ${messageId ?? '?'}, order ${orderName ?? '?'}: ${result}`;
    print([place, ...faults.map((found) => faultSentence(language, found))].join(' – '));
  }
}

const report: SubVerb = {
  usage: 'FEED-ID [--format text|xml|json] [--all] [--language en]      (--all: taken messages too)',
  options: { format: { type: 'string' }, all: { type: 'boolean' }, language: { type: 'string' } },
  words: ['FEED-ID'],
  async run({ values, words: [id = ''] }, { db, clock, out, err }) {
    const format = optionText(values, 'format') ?? 'text';
    const language = optionText(values, 'language') ?? 'en';
    if (!['text', 'xml', 'json'].includes(format)) {
      err('--format takes text, xml or json.');
      return CALLED_WRONGLY;
    }
    const feed = isId(id) ? await findFeed(db, { kind: 'operator' }, id, clock.now()) : null;
    if (feed === null) {
      err('There is no such feed; parley feed list shows their ids.');
      return FAILED;
    }
    const results = streamFeedResults(db, feed, { onlyFaulty: format !== 'text' || values['all'] !== true });
    if (format !== 'text') {
      const pieces =
        format === 'xml' ? xmlReport(feed, results, language) : jsonReport(feed, results, language);
      for await (const piece of pieces) out(piece.replace(/\n$/u, ''));
      return DONE;
    }
    await printLines(feed, results, language, out);
    out(summaryOf(feed));
    return DONE;
  },
};

const list: SubVerb = {
  usage: '--seller ID',
  options: { seller: { type: 'string' } },
  words: [],
  async run({ values }, context) {
    const { db, clock, out } = context;
    const sellerId = await requireSeller(values, context);
    if (sellerId === null) return FAILED;
    const { items } = await listFeeds(db, sellerId, { after: null, limit: 50 }, clock.now());
    const rows = items.map((feed) => [
      feed.id,
      feed.type,
      feed.state,
      timeText(feed.submittedAt),
      String(feed.successful),
      String(feed.withError),
    ]);
    for (const line of tableLines([['FEED', 'TYPE', 'STATE', 'SUBMITTED', 'TAKEN', 'REFUSED'], ...rows]))
      out(line);
    return DONE;
  },
};

/** `parley feed …`. */
export const feed: Verb = verbOf('feed', 'Sellers’ files of shipments, adjustments and acknowledgements.', {
  submit,
  report,
  list,
});
