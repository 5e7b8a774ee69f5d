import { decodeTextFile } from '#mail/files/text-file.ts';
import type { FileText } from '#policy/files.ts';
import type { DocumentReading } from './document-reading.ts';
import { TextBudget } from './text-budget.ts';

const MOST_LINKS = 50;

function readingOf(
  budget: TextBudget,
  source: 'document' | 'card',
  links: readonly string[],
): DocumentReading {
  const texts: FileText[] = links
    .slice(0, MOST_LINKS)
    .map((text) => ({ source: 'link', text, certainty: 'sure' }));
  if (budget.text !== '') texts.unshift({ source, text: budget.text, certainty: 'sure' });
  return { texts, unread: budget.isFull ? 'too-large' : null };
}

/** A text file's words. */
export function readPlainText(bytes: Uint8Array): DocumentReading {
  const budget = new TextBudget();
  budget.add(decodeTextFile(bytes, undefined));
  return readingOf(budget, 'document', []);
}

/** Tags become spaces; what stands in attributes of links is kept as targets. */
export function readMarkup(bytes: Uint8Array): DocumentReading {
  const source = decodeTextFile(bytes, undefined);
  const links = [...source.matchAll(/\shref\s{0,3}=\s{0,3}["']([^"'<>]{1,2000})["']/giu)].map(
    ([, target = '']) => target,
  );
  const budget = new TextBudget();
  budget.add(source.replaceAll(/<[^<>]{1,5000}>/gu, ' '));
  return readingOf(budget, 'document', links);
}

/** Properties of a card or an appointment that are ways to reach somebody, and the scheme that says so. */
const WAYS: ReadonlyMap<string, string> = new Map([
  ['TEL', 'tel:'],
  ['EMAIL', 'mailto:'],
  ['URL', 'https://'],
  ['IMPP', ''],
]);
/** Properties that say nothing to a reader. */
const SILENT =
  /^(?:BEGIN|END|VERSION|PRODID|UID|REV|PHOTO|LOGO|SOUND|KEY|N|DTSTAMP|CATEGORIES|SORT-STRING)$/u;

/**
 * A contact card (RFC 6350; older ones alike) or an appointment (RFC 5545): numbers, addresses and pages as targets
 * of links, the rest as words.
 */
export function readCard(bytes: Uint8Array): DocumentReading {
  // RFC 6350 §3.2: a line that begins with a blank goes on with the one before.
  const unfolded = decodeTextFile(bytes, undefined).replaceAll(/\r?\n[ \t]/gu, '');
  const links: string[] = [];
  const budget = new TextBudget();
  for (const line of unfolded.split(/\r?\n/u)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = (line.slice(0, colon).split(';')[0] ?? '').replace(/^.*\./u, '').toUpperCase();
    const value = line.slice(colon + 1).trim();
    const scheme = WAYS.get(name);
    if (scheme !== undefined && value !== '')
      links.push(/^[a-z][a-z+.-]{1,20}:/iu.test(value) ? value : scheme + value);
    else if (!SILENT.test(name)) budget.add(value.replaceAll('\\n', '\n').replaceAll(/\\([,;\\])/gu, '$1'));
  }
  return readingOf(budget, 'card', links);
}
