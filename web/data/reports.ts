import { useMutation } from '@tanstack/react-query';

import type { ConductReportReason, MessageReportReason, ReportReason } from '#market/report.ts';

import { submit } from './api.ts';

/** What is reported: a message, or how the other side behaves in a conversation. */
export interface Reported {
  readonly what: 'messages' | 'conversations';
  readonly id: string;
}

/** In the order in which they are offered. */
export const MESSAGE_REASONS: readonly MessageReportReason[] = [
  'offensive',
  'threat',
  'fraud',
  'marketing',
  'off-platform',
  'private-data',
  'not-critical',
  'illegal',
  'other',
];
export const CONDUCT_REASONS: readonly ConductReportReason[] = [
  'abuse',
  'threat',
  'blackmail',
  'fraud',
  'spam',
  'other',
];

/** Tells the marketplace; the other side doesn't learn who did. */
export function useReport({ what, id }: Reported) {
  return useMutation({
    mutationFn: (report: { readonly reason: ReportReason; readonly text: string }) =>
      submit('POST', `/${what}/${id}/reports`, report),
  });
}
