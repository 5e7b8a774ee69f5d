/** ICC.1:2022 §10: types that hold nothing but colour. */
const COLOUR_TYPES: ReadonlySet<string> = new Set([
  'XYZ ',
  'curv',
  'para',
  'mft1',
  'mft2',
  'mAB ',
  'mBA ',
  'sf32',
  'uf32',
  'ui08',
  'ui16',
  'chrm',
  'meas',
  'view',
  'sig ',
  'cicp',
  'clro',
  'clrt',
]);
const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'desc', 'mluc']);
const MOST_TAGS = 200;

/**
 * A colour profile without words and without the serial numbers of a display: a profile that somebody made for
 * their own screen bears its and often their name. Sizes and places stay, so colours stay. Null where it can't
 * be read: then it is left out.
 */
export function cleanIccProfile(profile: Uint8Array): Buffer | null {
  const clean = Buffer.from(profile);
  if (clean.length < 132 || clean.toString('latin1', 36, 40) !== 'acsp') return null;
  // Creation time, device manufacturer and model, creator and the profile's fingerprint (§7.2).
  clean.fill(0, 24, 36);
  clean.fill(0, 48, 56);
  clean.fill(0, 80, 100);
  const tags = clean.readUInt32BE(128);
  const tableEnd = 132 + tags * 12;
  if (tags > MOST_TAGS || tableEnd > clean.length) return null;
  const used: [number, number][] = [[0, tableEnd]];
  for (let i = 0; i < tags; i += 1) {
    const start = clean.readUInt32BE(132 + i * 12 + 4);
    const end = start + clean.readUInt32BE(132 + i * 12 + 8);
    if (start < tableEnd || end > clean.length || end - start < 8) return null;
    blankTag(clean.subarray(start, end));
    used.push([start, end]);
  }
  blankGaps(clean, used);
  return clean;
}

function blankTag(tag: Buffer): void {
  const type = tag.toString('latin1', 0, 4);
  if (COLOUR_TYPES.has(type)) return;
  if (type === 'mluc') blankMultiLingual(tag);
  else if (type === 'desc') blankDescription(tag);
  else tag.fill(TEXT_TYPES.has(type) ? 0x20 : 0, 8);
  if (type === 'text') tag[tag.length - 1] = 0;
}

/** §10.15: count, record size, then language, country, length and offset of each text in UTF-16. */
function blankMultiLingual(tag: Buffer): void {
  if (tag.length < 16) return;
  const records = Math.min(tag.readUInt32BE(8), 100);
  const textStart = Math.min(tag.length, 16 + records * 12);
  tag.fill(0, textStart);
  for (let at = textStart; at + 1 < tag.length; at += 2) tag[at + 1] = 0x20;
}

/** ICC.1:2001 §6.5.17: an ASCII text with its length, then two more forms of it. */
function blankDescription(tag: Buffer): void {
  if (tag.length < 13) return;
  const length = Math.min(tag.readUInt32BE(8), tag.length - 12);
  tag.fill(0x20, 12, 12 + Math.max(0, length - 1));
  tag.fill(0, 12 + Math.max(0, length - 1));
}

function blankGaps(clean: Buffer, used: [number, number][]): void {
  let done = 0;
  for (const [start, end] of used.sort((a, b) => a[0] - b[0])) {
    if (start > done) clean.fill(0, done, start);
    done = Math.max(done, end);
  }
  clean.fill(0, done);
}
