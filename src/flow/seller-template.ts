import type { Kysely } from 'kysely';

import { formatCalendarDate } from '#locales/obstacle.ts';
import { localDate } from '#market/calendar.ts';
import { carrierName } from '#market/carrier.ts';
import { maskedName } from '#market/masked-name.ts';
import type { FilledTemplate, TemplateValues } from '#market/message-template.ts';
import { fillTemplate } from '#market/message-template.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { JudgedFinding } from '#market/verdict.ts';
import type { NewMarketplace } from '#store/marketplace.ts';
import { findMarketplace } from '#store/marketplace.ts';
import type { MessageTemplate } from '#store/message-template.ts';
import type { DB } from '#store/schema.gen.ts';
import { findTemplateFacts, marketplacesOf } from '#store/template-facts.ts';
import { findWriters } from '#store/writers.ts';

import type { AskGuidelines } from './guidelines.ts';

/** What a seller's template becomes for an order; null where the order isn't this relationship's. */
export async function fillForOrder(
  db: Kysely<DB>,
  key: RelationshipKey,
  orderId: string,
  { text, language }: { readonly text: string; readonly language: string },
): Promise<FilledTemplate | null> {
  const facts = await findTemplateFacts(db, key, orderId);
  const marketplace = await findMarketplace(db, key.marketplaceId);
  if (facts === null || marketplace === null) return null;
  const names = await findWriters(db, key);
  const { carrier, trackingNumber, latestDeliveryAt, products } = facts;
  return fillTemplate(text, {
    orderId,
    // SECURITY: an account name is a leak (ALIAS 3), and the seller reads what is filled in.
    buyer: maskedName(names.buyer) || null,
    seller: names.seller,
    marketplace: names.marketplace,
    product: products.join(', ') || null,
    carrier: carrier === null ? null : carrierName(carrier),
    trackingNumber,
    deliveryBy:
      latestDeliveryAt === null
        ? null
        : formatCalendarDate(language, localDate(latestDeliveryAt, marketplace.timeZone)),
  });
}

/** What the guidelines say of a template in one language. Places are offsets into the template's own text. */
export interface TemplateFinding extends JudgedFinding {
  readonly language: string;
  /** The marketplaces whose guidelines say so. */
  readonly marketplaces: readonly string[];
}

export interface TemplateJudging {
  readonly askGuidelines: AskGuidelines;
  readonly sellerName: string;
  readonly now: Date;
}

const SAMPLE_ORDER = '302-1234567-1234567';

function sampleValues(sellerName: string, marketplace: string, language: string): TemplateValues {
  return {
    orderId: SAMPLE_ORDER,
    buyer: 'J. V.',
    seller: sellerName,
    marketplace,
    product: sellerName,
    carrier: 'DHL',
    trackingNumber: '00340434161094042557',
    deliveryBy: formatCalendarDate(language, '2026-12-02'),
  };
}

/**
 * Asks the guidelines of every marketplace in which the seller knows a buyer about a template, filled with sample
 * values. A marketplace judges the languages that it speaks. What couldn't be judged in time is left out: the message
 * made of it is judged anyway.
 */
export async function judgeTemplate(
  db: Kysely<DB>,
  sellerId: string,
  template: Pick<MessageTemplate, 'contactReason' | 'texts'>,
  judging: TemplateJudging,
): Promise<readonly TemplateFinding[]> {
  const found = new Map<string, TemplateFinding>();
  for (const id of await marketplacesOf(db, sellerId)) {
    const marketplace = await findMarketplace(db, id);
    if (marketplace === null) continue;
    for (const [language, text] of Object.entries(template.texts)) {
      if (!marketplace.languages.includes(language)) continue;
      const part = { language, text, isProactive: template.contactReason !== null };
      for (const finding of await judgeText(part, marketplace, judging)) {
        const key = JSON.stringify([language, finding.rule, finding.messageId, finding.where]);
        const before = found.get(key);
        found.set(key, { ...finding, language, marketplaces: [...(before?.marketplaces ?? []), id] });
      }
    }
  }
  return [...found.values()];
}

async function judgeText(
  { language, text, isProactive }: { language: string; text: string; isProactive: boolean },
  marketplace: NewMarketplace,
  { askGuidelines, sellerName, now }: TemplateJudging,
): Promise<readonly JudgedFinding[]> {
  const filled = fillTemplate(text, sampleValues(sellerName, marketplace.name, language));
  if (filled.kind === 'missing') throw new Error('a template with an unknown variable was judged');
  const answer = await askGuidelines({
    pack: marketplace.pack,
    // The subject is the server's, with the order in it (REASON 3).
    message: { subject: SAMPLE_ORDER, text: filled.text, html: null, images: [], attachments: [] },
    textOfHtml: null,
    context: {
      order: { id: SAMPLE_ORDER, completedAt: null, reviewRequestsSent: 0 },
      preferredLanguage: language,
      marketplaceHosts: [marketplace.aliasDomain],
      country: marketplace.country,
      authorRole: 'seller',
      contactReason: isProactive ? 'proactive' : 'reply-to-buyer',
      sentAt: now,
      names: [sellerName, marketplace.name],
    },
    files: [],
  });
  if (answer.kind === 'not-judged') return [];
  return answer.judgement.record.findings.map((finding) => ({
    ...finding,
    where: finding.where.map(({ start, end, ...place }) => ({
      ...place,
      ...(start === undefined ? {} : { start: filled.origin(start) }),
      ...(end === undefined ? {} : { end: filled.origin(end) }),
    })),
  }));
}
