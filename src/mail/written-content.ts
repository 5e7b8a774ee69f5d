import type { AuthorContentOptions } from './author-content.ts';
import { ENGLISH_WORDS, PartSorter } from './author-content-parts.ts';
import { withoutArmour } from './author-content-armour.ts';
import type { AuthoredFile, ContentNote, PrivateValues, WrittenContent } from './authored-content.ts';
import { cleanLinksInText } from './html-link.ts';
import { renderText, tidyText } from './html-text.ts';
import { visibleText } from './html-visible-text.ts';
import type { MailPart } from './received-mail.ts';
import { createScrubber } from './scrub.ts';

export interface Written {
  /** The author's words: what they answer with, or what they give for a template. */
  readonly texts: readonly string[];
  readonly files: readonly AuthoredFile[];
}

function asPart({ name, mediaType, bytes }: AuthoredFile, index: number): MailPart {
  return {
    path: String(index + 1),
    mediaType: mediaType.toLowerCase(),
    parameters: new Map(),
    disposition: 'attachment',
    fileName: name,
    contentId: null,
    bytes,
  };
}

/**
 * Makes what was written in a page or by a program fit to travel, as `authorContent` does with mail: no private address
 * of either party, files typed by their content and rid of what names a person (ALIAS 3, 8). Plain text alone, and all
 * of it: nobody quotes there. Invitations and attached messages become text at the end of the last text.
 *
 * Synchronous; never throws for bad content.
 */
export function writtenContent(
  { texts, files }: Written,
  privateValues: PrivateValues,
  { maxFileBytes, words = ENGLISH_WORDS }: Pick<AuthorContentOptions, 'maxFileBytes' | 'words'>,
): WrittenContent {
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > maxFileBytes) {
    const refusal = { code: 'files-too-large', detail: `${maxFileBytes / 1_000_000} MB` } as const;
    return { texts: texts.map(() => ''), files: [], notes: [], refusals: [refusal] };
  }
  const scrubber = createScrubber(privateValues);
  const sorter = new PartSorter(scrubber, words);
  for (const [index, file] of files.entries()) sorter.take(asPart(file, index));
  const { appended, notes, refusals } = sorter.result;
  const flattened = renderText(appended).text;
  const sources = texts.map((text, index) =>
    index === texts.length - 1 && flattened !== '' ? `${text}\n\n${flattened}` : text,
  );
  let replaced = 0;
  const clean = sources.map((source) => {
    const { text } = withoutArmour(visibleText(source));
    const links = cleanLinksInText(tidyText(text), scrubber);
    const scrubbed = scrubber.scrub(links.text);
    replaced += scrubbed.count + links.scrubbed;
    return tidyText(scrubbed.text);
  });
  const told: ContentNote[] = replaced === 0 ? [] : [{ code: 'address-replaced', detail: String(replaced) }];
  return { texts: clean, files: sorter.result.files, notes: [...told, ...notes], refusals };
}
