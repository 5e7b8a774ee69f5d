/** Characters of one file that are judged as prose: more than a leaflet has, and judged in about 20 ms. */
const PROSE = 16_000;
/** Characters of further lines that are kept because an address, a number or a link may stand in them. */
const CONTACTS = 16_000;

const CONTACT_SHAPED =
  /@|:\/\/|www\.|\.[a-z]{2,10}(?:[/?\s]|$)|\d(?:[\s().\-/]{0,3}\d){6}|\bdot\b|\(at\)|\[at\]/iu;
const MAX_LINE = 2000;

/**
 * A long text cut to what can be judged quickly: its beginning whole, and of the rest the lines in which a contact
 * may stand, so that nothing hides behind a hundred pages of instructions.
 */
export class TextBudget {
  readonly #lines: string[] = [];
  #prose = PROSE;
  #contacts = CONTACTS;

  add(text: string): void {
    for (const whole of text.split('\n')) {
      if (this.isFull) return;
      const line = whole.slice(0, MAX_LINE).trim();
      if (this.#prose > 0) {
        this.#lines.push(line);
        this.#prose -= line.length + 1;
      } else if (CONTACT_SHAPED.test(line)) {
        this.#lines.push(line);
        this.#contacts -= line.length + 1;
      }
    }
  }

  /** Nothing more is taken: the file wasn't read to its end. */
  get isFull(): boolean {
    return this.#contacts <= 0;
  }

  /** The kept lines, empty ones at both ends left out. */
  get text(): string {
    return this.#lines.join('\n').trim();
  }
}
