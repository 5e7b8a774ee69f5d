import type { CleanFile } from './authored-content.ts';
import type { PartSorter } from './author-content-parts.ts';
import type { MailPart } from './received-mail.ts';

type GivenPicture = Pick<MailPart, 'fileName' | 'mediaType' | 'bytes'>;

/** Content-IDs that a document shows, without angle brackets, as written and percent-decoded. */
export function shownIds(html: string | null): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, id = ''] of (html ?? '').matchAll(/cid:([^\s"'<>)]{1,500})/giu)) {
    ids.add(id);
    ids.add(unescaped(id));
  }
  return ids;
}

function unescaped(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** A picture in the HTML itself (RFC 2397). White space and escapes occur where programs fold it. */
const DATA_PICTURE = /data:(image\/[a-z+.-]{1,40})(?:;[a-z=\d-]{1,40})?;base64,([a-z\d+/=\s%]*)/giu;
const LIFTED = /^data:lifted\/(\d{1,6})$/u;

/** Pictures that the HTML of one mail shows, each cleaned once, under Content-IDs of our own. */
export class Pictures {
  readonly shown: CleanFile[] = [];
  readonly #bySource = new Map<string, string | null>();
  readonly #lifted: GivenPicture[] = [];
  readonly #parts: readonly MailPart[];
  readonly #sorter: PartSorter;

  constructor(parts: readonly MailPart[], sorter: PartSorter) {
    this.#parts = parts;
    this.#sorter = sorter;
  }

  /** The HTML with pictures in it replaced by short names: they would outweigh it a hundredfold. */
  lift(html: string): string {
    return html.replaceAll(DATA_PICTURE, (_, mediaType: string, base64: string) => {
      const bytes = Buffer.from(unescaped(base64), 'base64');
      this.#lifted.push({ fileName: null, mediaType: mediaType.toLowerCase(), bytes });
      return `data:lifted/${this.#lifted.length - 1}`;
    });
  }

  /** `cid:image1` for the source of an `img`; null where there is no such picture or it can't be cleaned. */
  readonly name = (source: string): string | null => {
    const key = /^cid:/iu.test(source) ? unescaped(source.slice(4)) : source;
    const known = this.#bySource.get(key);
    if (known !== undefined) return known;
    const given = /^cid:/iu.test(source) ? this.#part(key) : this.#liftedAt(source);
    const id = `image${this.shown.length + 1}`;
    const file = given === null ? null : this.#sorter.picture(given, id);
    if (file !== null) this.shown.push(file);
    const name = file === null ? null : `cid:${id}`;
    this.#bySource.set(key, name);
    return name;
  };

  /** A picture of a text that lost its HTML travels as a file, unless it does already. */
  keep(part: MailPart): void {
    if (this.#bySource.has(part.contentId ?? '')) return;
    this.#sorter.take(part);
  }

  #liftedAt(source: string): GivenPicture | null {
    const index = LIFTED.exec(source)?.[1];
    return index === undefined ? null : (this.#lifted[Number(index)] ?? null);
  }

  #part(id: string): MailPart | null {
    return this.#parts.find(({ contentId }) => contentId === id) ?? null;
  }
}
