import type { Scrubber } from '#mail/scrub.ts';

/** A name as it may travel, and whether it is another than the author gave. */
export interface CleanName {
  readonly name: string;
  readonly renamed: boolean;
}

const LONGEST = 100;
/** Names of devices (Windows); a file of such a name can't be saved there. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu;
/** Unseen characters, among them those that turn the direction: `gpj.exe` shown as `exe.jpg` (C5). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Endings by which systems choose a program; nothing else counts as an ending. */
const ENDING =
  /\.(?:jpe?g|jpe|jfif|a?png|gif|webp|tiff?|bmp|dib|hei[cf]|avif|svgz?|pdf|docx?|docm|dotx?|dotm|xlsx?|xlsm|xlsb|xltx?|pptx?|pptm|ppsx?|potx?|od[tspgbf]|rtf|txt|text|csv|tsv|log|md|xml|html?|xhtml|mht(?:ml)?|json|ics|vcf|eml|msg|zip|rar|7z|gz|tgz|tar|exe|com|scr|bat|cmd|pif|js|jse|vbs?|vbe|wsf|wsh|hta|ps1|psm1|lnk|jar|msi|dll|cpl|reg|inf|sh|py|pl|php|apk|dmg|iso|img|bin|dat|url|webloc|p7[ms]|asc)$/iu;

/** What is left when nothing of the author's name may stay. */
const NAMELESS = 'file';

function baseOf(original: string): string {
  const last =
    original
      .normalize('NFC')
      .split(/[/\\\u2215\u2044\uFF0F\uFF3C]/u)
      .at(-1) ?? '';
  return last
    .replaceAll(/[\t\n\r\v\f]/gu, ' ')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[<>:"|?*]/gu, '_')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\s.]{1,100}/u, '')
    .trim();
}

function withoutEndings(base: string): string {
  let stem = base;
  for (let i = 0; i < 10 && ENDING.test(stem); i += 1) stem = stem.replace(ENDING, '');
  return stem.replace(/[\s.]{1,100}$/u, '');
}

/** At most so many characters and twice as many octets (file systems and mail programs take 255). */
function shortened(stem: string, longest: number): string {
  let text = Array.from(stem).slice(0, longest).join('');
  while (Buffer.byteLength(text) > longest * 2) text = Array.from(text).slice(0, -1).join('');
  return text.trim();
}

/**
 * A file's name without path, unseen characters and private values, with the one ending that its content has.
 *
 * @param extensions endings that fit the content; the first is given where none of them stands there
 */
export function cleanFileName(
  original: string | null,
  extensions: readonly [string, ...string[]] | readonly string[],
  scrubber: Scrubber,
): CleanName {
  const base = baseOf(original ?? '');
  const given = /\.([a-z\d]{1,5})$/iu.exec(base)?.[1]?.toLowerCase() ?? '';
  const ending = extensions.includes(given) ? given : (extensions[0] ?? 'bin');
  const scrubbed = scrubber.scrub(withoutEndings(base)).text;
  const stem = shortened(scrubbed, LONGEST - ending.length - 1);
  const safe = stem === '' ? NAMELESS : RESERVED.test(stem) ? `_${stem}` : stem;
  const kept = extensions.includes(given) ? base.slice(base.length - given.length) : ending;
  const name = `${safe}.${kept}`;
  // SECURITY: cutting may have joined or bared what the scrubber looks for.
  const clean = scrubber.find(name).length === 0 ? name : `${NAMELESS}.${ending}`;
  return { name: clean, renamed: original !== null && clean !== original.normalize('NFC') };
}

/** A name that is safe to show in a notice, whatever the file is. */
export function shownFileName(original: string | null, scrubber: Scrubber): string {
  const scrubbed = shortened(scrubber.scrub(baseOf(original ?? '')).text, LONGEST);
  return scrubbed === '' || scrubber.find(scrubbed).length > 0 ? NAMELESS : scrubbed;
}

/** True for names by which a system would run the file (C5). */
export function isProgramName(name: string | null): boolean {
  return /\.(?:exe|com|scr|bat|cmd|pif|jse?|mjs|vbs?|vbe|wsf?|wsh|wsc|hta|ps[12]|psm1|lnk|jar|msi|msp|dll|cpl|reg|inf|sct|scf|sh|bash|py|pyw|pl|rb|php|asp|aspx|jsp|apk|dmg|app|desktop|url|webloc|chm|hlp|gadget|application|settingcontent-ms|library-ms|search-ms|iqy|slk|xll|xla|xlam|html?|xhtml|shtml|mhtml?|svgz?|swf)[\s.]{0,20}$/iu.test(
    baseOf(name ?? ''),
  );
}
