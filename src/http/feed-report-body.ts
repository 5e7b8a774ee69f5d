import { jsonReport, xmlReport } from '#flow/feed-report.ts';
import type { Database } from '#store/connect.ts';
import type { FeedView } from '#views/feeds.ts';
import { streamFeedResults } from '#views/feeds.ts';

import { textStream } from './text-stream.ts';

/**
 * The processing report of a feed, made as it is fetched, in the form of the feed (FEED 4). `reportedId`: what the report
 * calls the feed, where its sender knows it by another id.
 */
export function feedReportResponse(
  { db }: Pick<Database, 'db'>,
  feed: FeedView,
  language: string,
  reportedId: string = feed.id,
): Response {
  const results = streamFeedResults(db, feed, { onlyFaulty: true });
  const isXml = feed.format === 'xml';
  const reported = { ...feed, id: reportedId };
  const report = isXml ? xmlReport(reported, results, language) : jsonReport(reported, results, language);
  const type = isXml ? 'text/xml; charset=UTF-8' : 'application/json; charset=UTF-8';
  return textStream(report, { 'content-type': type });
}
