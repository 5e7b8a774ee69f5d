import { parse } from 'tldts';
import type { Atom } from './atoms.ts';
import { signOf } from './atoms.ts';

/** A host read from atoms: `from`..`to` are atom indexes, `to` exclusive. */
export interface ReadHost {
  readonly host: string;
  readonly from: number;
  readonly to: number;
  /** Any dot of it was a word, in brackets or had spaces around it. */
  readonly disguised: boolean;
}

const FILE_EXTENSIONS = new Set(
  'pdf jpg jpeg png gif doc docx xls xlsx txt csv zip rar exe html htm php js ts py md mov mp4 mp3 svg webp heic sh rs pl cc so ps ai'.split(
    ' ',
  ),
);
/** Top-level domains that people write out; the ones that are also words need more than a space and a dot. */
const COMMON_TLDS = new Set(
  'com net org info biz eu de nl fr es it pl se uk be at ch dk no fi ie pt cz us ca au jp tr io co app shop store online site me xyz example'.split(
    ' ',
  ),
);
const WORD_TLDS = new Set(
  'it in so is no am be at me my la to do si es et se as us de du al ad il les info app shop store online site'.split(
    ' ',
  ),
);

export function isTopLevelDomain(label: string): boolean {
  if (label === 'example') return true;
  const result = parse(`x.${label}`);
  return result.isIcann === true && result.publicSuffix === label;
}

/** Where the host stands: after an at sign nearly anything is one; alone, `point de` and `punto es` are words. */
export type HostSetting = 'mail' | 'link';

function endsSafely(label: string, dotAtom: Atom, next: Atom, setting: HostSetting): boolean {
  if (dotAtom.form === 'spelled' && setting === 'link')
    return COMMON_TLDS.has(label) && !WORD_TLDS.has(label);
  if (dotAtom.form !== 'sign') return COMMON_TLDS.has(label) || isTopLevelDomain(label);
  const spaced = dotAtom.spaced || next.spaced;
  if (spaced && setting === 'link')
    return COMMON_TLDS.has(label) && !WORD_TLDS.has(label) && /^\p{Ll}/u.test(next.text);
  if (spaced) return COMMON_TLDS.has(label) && /^\p{Ll}/u.test(next.text);
  return !FILE_EXTENSIONS.has(label) && isTopLevelDomain(label);
}

interface Cursor {
  at: number;
  host: string;
  disguised: boolean;
}

/** Reads `(dash label)*` after a label; a written-out or spaced dash counts inside a host alone. */
function readLabel(atoms: readonly Atom[], cursor: Cursor, allowSpace: boolean): boolean {
  const first = atoms[cursor.at];
  if (first?.kind !== 'word' || (first.spaced && !allowSpace)) return false;
  cursor.host += first.text;
  cursor.at += 1;
  for (;;) {
    const dash = atoms[cursor.at];
    const word = atoms[cursor.at + 1];
    if (dash?.kind !== 'dash' || word?.kind !== 'word') return true;
    const spelled = dash.form !== 'sign';
    if (!spelled && (dash.spaced || word.spaced)) return true;
    cursor.host += signOf(dash) + word.text;
    cursor.at += 2;
  }
}

/** Reads a host that begins at atom `from`: at least one label, a dot and a top-level domain. */
export function readHost(atoms: readonly Atom[], from: number, setting: HostSetting): ReadHost | null {
  const cursor: Cursor = { at: from, host: '', disguised: false };
  let best: ReadHost | null = null;
  if (!readLabel(atoms, cursor, true)) return null;
  for (let labels = 1; labels < 8; labels += 1) {
    const dot = atoms[cursor.at];
    const next = atoms[cursor.at + 1];
    if (dot?.kind !== 'dot' || next?.kind !== 'word') break;
    const hidden = dot.form !== 'sign' || dot.spaced || next.spaced;
    const safe = endsSafely(next.text.toLowerCase(), dot, next, setting);
    if (hidden && !safe && dot.form === 'sign') break;
    cursor.host += '.';
    cursor.at += 1;
    cursor.disguised ||= hidden;
    const before = cursor.at;
    if (!readLabel(atoms, cursor, true)) break;
    const isLabelAlone = cursor.at === before + 1;
    if (safe && isLabelAlone)
      best = { host: cursor.host.toLowerCase(), from, to: cursor.at, disguised: cursor.disguised };
  }
  return best;
}
