/** Seven-bit charsets that switch between ASCII and one two-byte set; `TextDecoder` refuses them. */
export type ShiftedCharset = 'iso-2022-kr' | 'iso-2022-cn' | 'hz-gb-2312';

const ESCAPE = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;
const LINE_FEED = 0x0a;

export function shiftedCharset(label: string): ShiftedCharset | null {
  if (label === 'iso-2022-kr' || label === 'csiso2022kr') return 'iso-2022-kr';
  if (label === 'iso-2022-cn' || label === 'iso-2022-cn-ext') return 'iso-2022-cn';
  return label === 'hz-gb-2312' || label === 'hz' ? 'hz-gb-2312' : null;
}

/**
 * Decodes ISO-2022-KR (RFC 1557), ISO-2022-CN as far as GB 2312 goes (RFC 1922) and HZ (RFC 1843): each is the
 * eight-bit charset with the high bits off, between shifts. The state falls back to ASCII at the end of a line.
 */
export function decodeIso2022(bytes: Uint8Array, charset: ShiftedCharset): string {
  const octets = new Uint8Array(bytes.length);
  let length = 0;
  let isShifted = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const octet = bytes[index] ?? 0;
    const control = readControl(bytes, index, charset);
    if (control !== null) {
      isShifted = control.shift ?? isShifted;
      index += control.length - 1;
      if (control.isTilde) octets[length++] = TILDE;
      continue;
    }
    if (octet === LINE_FEED) isShifted = false;
    octets[length] = isShifted && octet > 0x20 && octet < 0x7f ? octet | 0x80 : octet;
    length += 1;
  }
  return new TextDecoder(charset === 'iso-2022-kr' ? 'euc-kr' : 'gbk').decode(octets.subarray(0, length));
}

interface Control {
  readonly length: number;
  readonly shift: boolean | null;
  /** HZ writes a tilde as two. */
  readonly isTilde?: true;
}

function readControl(bytes: Uint8Array, index: number, charset: ShiftedCharset): Control | null {
  const octet = bytes[index];
  if (charset === 'hz-gb-2312') {
    if (octet !== TILDE) return null;
    const next = String.fromCharCode(bytes[index + 1] ?? 0);
    if (next === '{') return { length: 2, shift: true };
    if (next === '}') return { length: 2, shift: false };
    if (next === '~') return { length: 2, shift: null, isTilde: true };
    // A soft line break.
    return next === '\n' ? { length: 2, shift: null } : null;
  }
  if (octet === SHIFT_OUT) return { length: 1, shift: true };
  if (octet === SHIFT_IN) return { length: 1, shift: false };
  // `ESC $ ) C`, `ESC $ ) A`: the announcement of the set, four octets.
  return octet === ESCAPE && bytes[index + 1] === 0x24 ? { length: 4, shift: null } : null;
}
