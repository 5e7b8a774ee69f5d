/** Why a party reports a message, or the other party's conduct (INBOX 6): closed lists, words in the catalogue. */
export const MESSAGE_REPORT_REASONS = [
  'offensive',
  'threat',
  'fraud',
  'marketing',
  'off-platform',
  'private-data',
  'not-critical',
  'spam',
  'illegal',
  'other',
] as const;
export const CONDUCT_REPORT_REASONS = ['abuse', 'threat', 'blackmail', 'fraud', 'spam', 'other'] as const;

export type MessageReportReason = (typeof MESSAGE_REPORT_REASONS)[number];
export type ConductReportReason = (typeof CONDUCT_REPORT_REASONS)[number];
export type ReportReason = MessageReportReason | ConductReportReason;
