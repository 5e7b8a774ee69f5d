import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { FACTS_READER, factsFromText } from '#files/content-facts.ts';
import { filePlaces } from '#flow/guidelines.ts';
import { sayFinding } from '#locales/catalogue.ts';
import { findConversationReferences } from '#market/conversation.ts';
import type { JudgedFinding, VerdictKind } from '#market/verdict.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import type { FileFacts } from '#policy/files.ts';
import type { MessageJudgement } from '#policy/judge-message.ts';
import { judgeMessage } from '#policy/judge-message.ts';
import type { Context, Message } from '#policy/message.ts';
import type { JudgedMessage } from '#store/judged-messages.ts';
import { listJudgedMessages } from '#store/judged-messages.ts';

import type { VerbContext } from './verb.ts';
import { timeText } from './verb.ts';

// Imported by its verb alone, and late: the engine's language data take a second and 200 MB.

const PAGE = 200;
const MOST_REASONS = 5;
const LONGEST_QUOTE = 80;

export interface Trial {
  readonly marketplaceIds: readonly string[];
  readonly rules: PackRules;
  readonly since: Date;
}

interface Counts {
  judged: number;
  changed: number;
  /** `permit → refuse` */
  readonly changes: Map<string, number>;
  filesLacking: number;
}

/**
 * Judges stored messages by other rules and prints each whose verdict would change, with rules and words; then counts.
 * Reads alone, a page at a time. Facts of files come from what was found out before; where they lack it says so.
 */
export async function tryPack(
  { marketplaceIds, rules, since }: Trial,
  { db, out }: VerbContext,
): Promise<void> {
  const dictionaries = await openDictionaries();
  const counts: Counts = { judged: 0, changed: 0, changes: new Map(), filesLacking: 0 };
  for (const marketplaceId of marketplaceIds) {
    let after: string | null = null;
    for (;;) {
      const page: readonly JudgedMessage[] = await listJudgedMessages(db, {
        marketplaceId,
        since,
        after,
        limit: PAGE,
        reader: FACTS_READER,
      });
      for (const message of page) {
        const { request, lacking } = requestOf(message, rules);
        compare(message, judgeMessage(request, rules.ruleset, dictionaries), lacking, counts, out);
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) break;
    }
  }
  out(
    `${counts.judged} messages judged by ${rules.ruleset.name}@${rules.ruleset.version}, ${counts.changed} would change.`,
  );
  for (const [change, count] of counts.changes) out(`  ${change}: ${count}`);
  if (counts.filesLacking > 0)
    out(
      `${counts.filesLacking} messages have files that nobody has looked into: judged by the files’ names and types.`,
    );
}

function compare(
  message: JudgedMessage,
  { verdict, record }: MessageJudgement,
  lacking: boolean,
  counts: Counts,
  out: (line: string) => void,
): void {
  counts.judged += 1;
  if (lacking) counts.filesLacking += 1;
  const before = message.verdict.guidelines?.findings ?? [];
  const was = verdictOf(before);
  if (was === verdict) return;
  const change = `${was} → ${verdict}`;
  counts.changed += 1;
  counts.changes.set(change, (counts.changes.get(change) ?? 0) + 1);
  out(
    `${message.id}  ${timeText(message.receivedAt)}  ${change}${lacking ? '  (files not looked into)' : ''}`,
  );
  for (const line of reasonsOf(record.findings, before, '+')) out(line);
  for (const line of reasonsOf(before, record.findings, '-')) out(line);
}

const GRAVEST: readonly (readonly [JudgedFinding['effect'], VerdictKind])[] = [
  ['refuse', 'refuse'],
  ['hold', 'hold'],
  ['amend', 'amend'],
];

/** What findings came to. The message's own verdict says more: permissions, steps, a person's decision. */
function verdictOf(findings: readonly JudgedFinding[]): VerdictKind {
  return GRAVEST.find(([effect]) => findings.some((finding) => finding.effect === effect))?.[1] ?? 'permit';
}

/** The findings of one side that the other hasn't with the same effect: rule, effect, words at the place. */
function reasonsOf(
  findings: readonly JudgedFinding[],
  others: readonly JudgedFinding[],
  sign: '+' | '-',
): readonly string[] {
  const keyOf = ({ rule, messageId, quote, effect }: JudgedFinding): string =>
    JSON.stringify([rule, messageId, quote, effect]);
  const known = new Set(others.map(keyOf));
  const lines = findings
    .filter((finding) => finding.effect !== 'warn' && !known.has(keyOf(finding)))
    .map((finding) => {
      const words = finding.quote
        .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
        .trim()
        .slice(0, LONGEST_QUOTE);
      return `  ${sign} ${finding.rule} (${finding.effect}) ${words === '' ? (sayFinding('en', finding) ?? '') : `“${words}”`}`;
    });
  return [...new Set(lines)].slice(0, MOST_REASONS);
}

/** The message as its author wrote it, with what was known of it. */
function requestOf(message: JudgedMessage, rules: PackRules) {
  const written = { ...message, ...message.verdict.guidelines?.before };
  const places = filePlaces(message.files);
  const files = places.flatMap(({ part, index, file }): FileFacts[] => {
    if (file.facts === null) return [];
    const { sniffedType, frames, width, texts, nudity, unread } = factsFromText(file.facts);
    const facts = { sniffedType, frames, width, texts, nudity, unread };
    return [{ part, index, ...facts, listingDistance: null }];
  });
  const words: Message = {
    subject: written.subject,
    text: written.html === null ? written.text : null,
    html: written.html,
    images: places
      .filter(({ part }) => part === 'image')
      .map(({ file }) => ({
        cid: file.contentId ?? '',
        contentType: file.mediaType,
        width: null,
        height: null,
      })),
    attachments: places
      .filter(({ part }) => part === 'attachment')
      .map(({ file }) => ({ filename: file.name, contentType: file.mediaType, size: 0 })),
  };
  const textOfHtml = written.html === null ? null : written.text;
  return {
    request: { message: words, textOfHtml, context: contextOf(message, rules), files },
    lacking: message.files.some(({ facts }) => facts === null),
  };
}

function contextOf(message: JudgedMessage, { hosts, criticalMarks }: PackRules): Context {
  const { marketplace, order, sellerAlias, cut } = message;
  const isReply = message.answersBuyer || findConversationReferences(message.quoted ?? '').length > 0;
  return {
    order,
    preferredLanguage: message.buyerLanguage,
    marketplaceHosts: [marketplace.aliasDomain, ...hosts],
    country: marketplace.country,
    timeZone: marketplace.timeZone,
    authorRole: 'seller',
    contactReason: isReply ? 'reply-to-buyer' : 'proactive',
    sentAt: message.receivedAt,
    names: message.names,
    isOrderUnclear: order === null && message.hasOrders,
    ownAddresses: cut === 'unsure' || sellerAlias === null ? [] : [sellerAlias],
    ...(criticalMarks === null ? {} : { criticalMarks }),
  };
}
