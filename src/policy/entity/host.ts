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

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const FILE_EXTENSIONS = words(
  'pdf jpg jpeg png gif doc docx xls xlsx txt csv zip rar exe html htm php js ts py md mov mp4 mp3 svg webp heic sh',
);
/** Top-level domains that people write out; the ones that are also words need more than a space and a dot. */
const COMMON_TLDS = words(
  'com net org info biz eu de nl fr es it pl se uk be at ch dk no fi ie pt cz us ca au jp tr io co app shop store online site me xyz example',
);
const WORD_TLDS = words(
  'it in so is no am be at me my la to do si es et se as us de du al ad il les info app shop store online site',
);

/** Whether the root zone, as ICANN's section of the public suffix list has it, knows the label. */
function isTopLevelDomain(label: string): boolean {
  if (label === 'example') return true;
  const result = parse(`parley-name.${label}`);
  return result.isIcann === true && result.publicSuffix === label;
}

/** Where the host stands: after an at sign nearly anything is one; alone, `point de` and `punto es` are words. */
export type HostSetting = 'mail' | 'link';

const isCommonOnly = (label: string, setting: HostSetting): boolean =>
  COMMON_TLDS.has(label) && (setting === 'mail' || !WORD_TLDS.has(label));

function endsSafely(dot: Atom, next: Atom, setting: HostSetting): boolean {
  const label = next.text.toLowerCase();
  if (dot.form === 'spelled' && setting === 'link') return isCommonOnly(label, setting);
  if (dot.form !== 'sign') return COMMON_TLDS.has(label) || isTopLevelDomain(label);
  if (dot.spaced || next.spaced) return isCommonOnly(label, setting) && /^\p{Ll}/u.test(next.text);
  return (setting === 'mail' || !FILE_EXTENSIONS.has(label)) && isTopLevelDomain(label);
}

/** A dash and the word after it, where they go on with the label before them. */
function dashedWord(atoms: readonly Atom[], at: number): { readonly dash: Atom; readonly word: Atom } | null {
  const dash = atoms[at];
  const word = atoms[at + 1];
  if (dash?.kind !== 'dash' || word?.kind !== 'word') return null;
  const isTight = dash.form !== 'sign' || (!dash.spaced && !word.spaced);
  return isTight ? { dash, word } : null;
}

// A label has 63 characters (RFC 1035 §2.3.4).
const MAX_LABEL_ATOMS = 63;

/** Reads `word (dash word)*`; gives the text and the index after it. */
function readLabel(
  atoms: readonly Atom[],
  at: number,
): { readonly text: string; readonly to: number } | null {
  const first = atoms[at];
  if (first?.kind !== 'word') return null;
  let text = first.text;
  let to = at + 1;
  for (
    let more = dashedWord(atoms, to);
    more !== null && to - at < MAX_LABEL_ATOMS;
    more = dashedWord(atoms, to)
  ) {
    text += signOf(more.dash) + more.word.text;
    to += 2;
  }
  return { text, to };
}

interface Step {
  readonly label: string;
  readonly to: number;
  readonly hidden: boolean;
  /** A host may end with this label. */
  readonly mayEnd: boolean;
}

/** A dot and the label after it, where they go on with the host. */
function nextLabel(atoms: readonly Atom[], at: number, setting: HostSetting): Step | null {
  const dot = atoms[at];
  const next = atoms[at + 1];
  if (dot?.kind !== 'dot' || next?.kind !== 'word') return null;
  const isOpen = dot.form === 'sign' && (dot.spaced || next.spaced);
  const safe = endsSafely(dot, next, setting);
  const label = isOpen && !safe ? null : readLabel(atoms, at + 1);
  if (label === null) return null;
  return {
    label: label.text,
    to: label.to,
    hidden: isOpen || dot.form !== 'sign',
    mayEnd: safe && label.to === at + 2,
  };
}

const MAX_LABELS = 8;

/** Reads a host that begins at atom `from`: at least one label, a dot and a top-level domain. */
export function readHost(atoms: readonly Atom[], from: number, setting: HostSetting): ReadHost | null {
  const first = readLabel(atoms, from);
  if (first === null) return null;
  let host = first.text;
  let at = first.to;
  let disguised = false;
  let best: ReadHost | null = null;
  for (let labels = 1; labels < MAX_LABELS; labels += 1) {
    const step = nextLabel(atoms, at, setting);
    if (step === null) break;
    host += `.${step.label}`;
    disguised ||= step.hidden;
    at = step.to;
    if (step.mayEnd) best = { host: host.toLowerCase(), from, to: at, disguised };
  }
  return best;
}
