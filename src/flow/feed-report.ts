import { say } from '#locales/catalogue.ts';
import type { FeedFault } from '#market/feed-fault.ts';
import { FEED_FAULTS } from '#market/feed-fault.ts';
import { isCurrency, minorDigits } from '#market/order-fields.ts';
import { isOrderId } from '#market/order-id.ts';
import type { FeedResult } from '#store/feed.ts';

/** What a report says of the feed as a whole. */
export interface ReportedFeed {
  readonly id: string;
  readonly seller: string;
  readonly processed: number;
  readonly successful: number;
  readonly withError: number;
  readonly withWarning: number;
  readonly fault: (FeedFault & { readonly line: number; readonly column: number | null }) | null;
}

function money(language: string, amountMinor: number, currency: string): string {
  if (!isCurrency(currency)) return String(amountMinor);
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(
    amountMinor / 10 ** minorDigits(currency),
  );
}

/** A fault in a sentence of the reader's language. */
export function faultSentence(language: string, { code, values }: FeedFault): string {
  if (code !== 'over-order-amount') return say(language, `feed.fault.${code}`, values);
  const { amountMinor, leftMinor, currency } = values;
  return say(language, `feed.fault.${code}`, {
    amount: money(language, Number(amountMinor), String(currency)),
    left: money(language, Number(leftMinor), String(currency)),
  });
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface ReportedFault {
  /** 0: the whole file. */
  readonly messageId: string;
  readonly severity: 'Error' | 'Warning';
  readonly code: number;
  readonly sentence: string;
  readonly orderName: string | null;
}

async function* reportedFaults(
  { fault }: ReportedFeed,
  results: AsyncIterable<FeedResult>,
  language: string,
): AsyncGenerator<ReportedFault> {
  if (fault !== null)
    yield {
      messageId: '0',
      severity: 'Error',
      code: FEED_FAULTS[fault.code],
      sentence: `${placeText(fault)}: ${faultSentence(language, fault)}`,
      orderName: null,
    };
  for await (const { messageId, result, orderName, faults } of results)
    for (const found of faults)
      yield {
        messageId: messageId ?? '0',
        severity: result === 'unchanged' ? 'Warning' : 'Error',
        code: FEED_FAULTS[found.code],
        sentence: faultSentence(language, found),
        orderName,
      };
}

/** `7:12`: line and column of the file, as compilers write it. */
export function placeText({
  line,
  column,
}: {
  readonly line: number;
  readonly column: number | null;
}): string {
  return column === null ? String(line) : `${line}:${column}`;
}

/** The processing report of an XML feed: the counters, then what was refused or done before. */
export async function* xmlReport(
  feed: ReportedFeed,
  results: AsyncIterable<FeedResult>,
  language: string,
): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
<Header><DocumentVersion>1.02</DocumentVersion><MerchantIdentifier>${escapeXml(feed.seller)}</MerchantIdentifier></Header>
<MessageType>ProcessingReport</MessageType>
<Message><MessageID>1</MessageID><ProcessingReport>
<DocumentTransactionID>${feed.id}</DocumentTransactionID>
<StatusCode>Complete</StatusCode>
<ProcessingSummary>
<MessagesProcessed>${feed.processed}</MessagesProcessed>
<MessagesSuccessful>${feed.successful}</MessagesSuccessful>
<MessagesWithError>${feed.withError}</MessagesWithError>
<MessagesWithWarning>${feed.withWarning}</MessagesWithWarning>
</ProcessingSummary>
`;
  for await (const { messageId, severity, code, sentence, orderName } of reportedFaults(
    feed,
    results,
    language,
  )) {
    const info =
      orderName !== null && isOrderId(orderName)
        ? `<AdditionalInfo><AmazonOrderID>${orderName}</AmazonOrderID></AdditionalInfo>`
        : '';
    yield `<Result><MessageID>${messageId}</MessageID><ResultCode>${severity}</ResultCode><ResultMessageCode>${code}</ResultMessageCode><ResultDescription>${escapeXml(sentence)}</ResultDescription>${info}</Result>\n`;
  }
  yield '</ProcessingReport></Message>\n</AmazonEnvelope>\n';
}

/** The processing report of a JSON feed, in the shape that JSON feeds have theirs. */
export async function* jsonReport(
  feed: ReportedFeed,
  results: AsyncIterable<FeedResult>,
  language: string,
): AsyncGenerator<string> {
  const header = { sellerId: feed.seller, version: '2.0', feedId: feed.id };
  yield `{"header":${JSON.stringify(header)},"issues":[`;
  let separator = '\n';
  let errors = 0;
  let warnings = 0;
  for await (const issue of reportedFaults(feed, results, language)) {
    const { messageId, severity, code, sentence, orderName } = issue;
    if (severity === 'Error') errors += 1;
    else warnings += 1;
    yield (
      separator +
      JSON.stringify({
        messageId: Number(messageId),
        code: String(code),
        severity: severity.toUpperCase(),
        message: sentence,
        orderId: orderName,
      })
    );
    separator = ',\n';
  }
  const summary = {
    errors,
    warnings,
    messagesProcessed: feed.processed,
    messagesAccepted: feed.successful,
    messagesInvalid: feed.withError,
  };
  yield `\n],"summary":${JSON.stringify(summary)}}\n`;
}
