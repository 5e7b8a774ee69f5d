import type { MessageKey } from '#locales/catalogue.ts';
import { say, sayFinding, sayGuideline } from '#locales/catalogue.ts';
import { reasonText } from '#locales/reason.ts';
import { HOP_MARKER_FIELD } from '#mail/hop-marker.ts';
import type { OutgoingMail } from '#mail/outgoing-mail.ts';
import { threadHeaders } from '#mail/threading.ts';
import type { Notice, NoticeFinding } from '#market/message.ts';
import type { Relationship } from '#market/relationship.ts';
import type { ClaimedDelivery } from '#store/claim-deliveries.ts';

import type { ComposeFacts } from './compose-delivery.ts';

/** A notice of ours to an author, in their language. Pure. */
export function composeNotice(delivery: ClaimedDelivery, notice: Notice, facts: ComposeFacts): OutgoingMail {
  const { relationship, recipient } = delivery;
  const { marketplace, aliases } = relationship;
  const market = marketplace.name;
  return {
    from: { displayName: market, address: `no-reply@${marketplace.noticeDomain}` },
    to: aliases[recipient],
    subject: say(notice.language, subjectKey(notice), { subject: notice.subject }),
    date: facts.now,
    messageId: delivery.rfcMessageId,
    ...threadHeaders(notice.answersRfcId === null ? [] : [notice.answersRfcId]),
    text: noticeText(notice, relationship, facts),
    html: null,
    files: [],
    language: notice.language,
    automatic: 'auto-generated',
    suppressAutoReplies: true,
    listUnsubscribe: null,
    feedbackId: `notice-${notice.kind}:${marketplace.id}:parley`,
    ownFields: [[HOP_MARKER_FIELD, facts.hopMarker]],
  };
}

function subjectKey({ kind }: Notice): MessageKey {
  return `notice.${kind}.subject`;
}

function noticeText(
  notice: Notice,
  { marketplace }: Relationship,
  { publicUrl, answerUrl }: ComposeFacts,
): string {
  const { language } = notice;
  const moment = (iso: string): string =>
    new Intl.DateTimeFormat(language, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: marketplace.timeZone,
    }).format(new Date(iso));
  const values = Object.fromEntries(
    Object.entries(notice.values).map(([name, value]) => [
      name,
      name === 'until' ? moment(String(value)) : value,
    ]),
  );
  const about = [
    ...(notice.orderId === null ? [] : [say(language, 'notice.about-order', { orderId: notice.orderId })]),
    ...(notice.sentAt === null
      ? []
      : [say(language, 'notice.about-subject', { subject: notice.subject, sentAt: moment(notice.sentAt) })]),
  ];
  const reasons = notice.reasons.map((reason) => `  - ${reasonText(language, reason)}`);
  const advice = (notice.advice ?? []).map((reason) => reasonText(language, reason));
  const paragraphs = [
    say(language, 'notice.greeting'),
    say(language, `notice.${notice.kind}.intro`, values),
    reasons.join('\n'),
    ...(notice.findings ?? []).map((finding, index) => findingText(language, finding, index + 1, publicUrl)),
    ...advice,
    outroOf(notice, values, answerUrl),
    about.join('\n'),
    say(language, 'notice.sign-off', { market: marketplace.name }),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

/** What can be done, or comes next; empty where nothing has to be said. */
function outroOf(
  { kind, language, advice }: Notice,
  values: Notice['values'],
  answerUrl: string | null,
): string {
  if (kind === 'refused') return (advice ?? []).length === 0 ? say(language, 'notice.refused.outro') : '';
  if (kind === 'undecided') return say(language, 'notice.undecided.outro');
  if (kind === 'held') return 'until' in values ? say(language, 'notice.held.until', values) : '';
  const isWayIn = kind === 'other-mailbox' && values['conversation'] !== '' && answerUrl !== null;
  return isWayIn ? say(language, 'notice.other-mailbox.web', { url: answerUrl }) : '';
}

/** What a finding's author has to know: the place in their own words, what is wrong, why, and how it is mended. */
function findingText(
  language: string,
  finding: NoticeFinding,
  number: number,
  publicUrl: string | null,
): string {
  const { rule, quotes } = finding;
  const guideline = sayGuideline(language, rule);
  const places = quotes.map(({ part, quote, file }) => {
    const words = quote.replaceAll(/\s+/gu, ' ').trim();
    if (file === undefined) return say(language, `notice.finding.${part}`, { quote: words });
    return words === ''
      ? say(language, 'notice.finding.whole-file', { file })
      : say(language, 'notice.finding.named-file', { quote: words, file });
  });
  const lines = [
    sayFinding(language, finding) ?? guideline?.name ?? rule,
    ...places,
    ...(guideline === null
      ? []
      : [
          say(language, 'notice.finding.guideline', { norm: guideline.norm }),
          say(language, 'notice.finding.mend', { mend: guideline.mend }),
        ]),
    ...(publicUrl === null
      ? []
      : [say(language, 'notice.finding.more', { url: `${publicUrl}/rules/${rule}` })]),
  ];
  return `${number}. ${lines.join('\n   ')}`;
}
