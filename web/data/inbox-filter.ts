/** What of the list is wanted, as it stands in the address; see `conversationQuery` of the server. */
export type ConversationFilter = Readonly<Record<string, string>>;

const NAMES = [
  'q',
  'order',
  'due',
  'box',
  'marketplace',
  'unread',
  'assignee',
  'state',
  'reason',
  'status',
  'complaint',
  'return',
  'language',
  'files',
  'blocked',
  'since',
  'until',
] as const;

export type FilterName = (typeof NAMES)[number];

/** The filters in an address, always in the same order, so that the same list is the same. */
export function readFilter(query: URLSearchParams): ConversationFilter {
  const filter: Record<string, string> = {};
  for (const name of NAMES) {
    const value = query.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  return filter;
}

/** An address with these filters and no others. */
export function filterText(filter: ConversationFilter): string {
  return new URLSearchParams(filter).toString();
}
