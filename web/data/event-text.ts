/** One server-sent event, as far as it is used here. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
  /** Null: this one has no place of its own. */
  readonly id: string | null;
}

/** Reads the text of an event stream as it comes, in whatever pieces (HTML, "Parsing an event stream"; we send `\n` alone). */
export class EventText {
  #rest = '';

  /** The events that are whole with this piece. */
  add(piece: string): readonly ServerEvent[] {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap(parseBlock);
  }
}

function parseBlock(block: string): ServerEvent[] {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /u, ''));
  }
  const data = fields.get('data');
  return data === undefined
    ? []
    : [{ name: fields.get('event') ?? 'message', data, id: fields.get('id') ?? null }];
}
