/** A colour as red, green, blue (0 to 255) and opacity (0 to 1). */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

export const BLACK: Color = { red: 0, green: 0, blue: 0, alpha: 1 };
export const WHITE: Color = { red: 255, green: 255, blue: 255, alpha: 1 };

/** The names that mail programs write; others are dropped with their declaration. */
const NAMED: ReadonlyMap<string, string> = new Map(
  `black 000000 silver c0c0c0 gray 808080 grey 808080 white ffffff maroon 800000 red ff0000 purple 800080
  fuchsia ff00ff magenta ff00ff green 008000 lime 00ff00 olive 808000 yellow ffff00 navy 000080 blue 0000ff
  teal 008080 aqua 00ffff cyan 00ffff orange ffa500 brown a52a2a pink ffc0cb gold ffd700 indigo 4b0082
  violet ee82ee darkblue 00008b darkgreen 006400 darkred 8b0000 darkgray a9a9a9 darkgrey a9a9a9 dimgray 696969
  dimgrey 696969 lightgray d3d3d3 lightgrey d3d3d3 lightblue add8e6 lightyellow ffffe0 lightgreen 90ee90
  whitesmoke f5f5f5 gainsboro dcdcdc snow fffafa ivory fffff0 ghostwhite f8f8ff aliceblue f0f8ff beige f5f5dc
  crimson dc143c tomato ff6347 coral ff7f50 salmon fa8072 steelblue 4682b4 royalblue 4169e1 slategray 708090
  slategrey 708090 darkslategray 2f4f4f darkslategrey 2f4f4f midnightblue 191970 windowtext 000000 canvastext 000000
  window ffffff canvas ffffff inherit - currentcolor -`
    .trim()
    .split(/\s+/u)
    .reduce<[string, string][]>((pairs, word, index, words) => {
      if (index % 2 === 0) pairs.push([word, words[index + 1] ?? '']);
      return pairs;
    }, []),
);

function hexColor(hex: string): Color | null {
  const wide = hex.length <= 4 ? hex.replaceAll(/./gu, '$&$&') : hex;
  if (wide.length !== 6 && wide.length !== 8) return null;
  const octet = (at: number): number => Number.parseInt(wide.slice(at, at + 2), 16);
  return {
    red: octet(0),
    green: octet(2),
    blue: octet(4),
    alpha: wide.length === 8 ? octet(6) / 255 : 1,
  };
}

const RGB =
  /^rgba?\(\s*(\d{1,3})(?:\.\d{1,6})?[\s,]{1,5}(\d{1,3})(?:\.\d{1,6})?[\s,]{1,5}(\d{1,3})(?:\.\d{1,6})?(?:[\s,/]{1,5}(\d{0,3}(?:\.\d{1,6})?)(%?))?\s*\)$/u;

function rgbColor(text: string): Color | null {
  const match = RGB.exec(text);
  if (match === null) return null;
  const channel = (at: number): number => Math.min(255, Number(match[at]));
  const alpha =
    match[4] === undefined || match[4] === '' ? 1 : Number(match[4]) / (match[5] === '%' ? 100 : 1);
  return { red: channel(1), green: channel(2), blue: channel(3), alpha: Math.min(1, alpha) };
}

/** Reads a colour of CSS or of an old attribute; null for what it doesn't know. */
export function parseColor(text: string): Color | null {
  const value = text.trim().toLowerCase();
  if (value.length > 60) return null;
  if (value === 'transparent') return { ...WHITE, alpha: 0 };
  const hex = /^#([\da-f]{3,8})$/u.exec(value)?.[1] ?? NAMED.get(value);
  return hex === undefined ? rgbColor(value) : hexColor(hex);
}

/** The colour as we write it. Opacity is laid over the background before. */
export function colorText({ red, green, blue }: Color): string {
  const hex = (channel: number): string => Math.round(channel).toString(16).padStart(2, '0');
  return `#${hex(red)}${hex(green)}${hex(blue)}`;
}

/** What is seen of a colour that lets some of the one below through. */
export function overlay(above: Color, below: Color): Color {
  const mix = (a: number, b: number): number => a * above.alpha + b * (1 - above.alpha);
  return {
    red: mix(above.red, below.red),
    green: mix(above.green, below.green),
    blue: mix(above.blue, below.blue),
    alpha: 1,
  };
}

/** WCAG 2.2, relative luminance. */
function luminance({ red, green, blue }: Color): number {
  const linear = (channel: number): number => {
    const part = channel / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** WCAG 2.2, contrast ratio: 1 for equal colours, 21 for black on white. */
export function contrast(one: Color, other: Color): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
