import { asBuffer, requireThat } from './file-fault.ts';
import { pictureKind } from './picture.ts';
import { rewriteXml, xmlText } from './xml.ts';

/** MS-EMF §2.2.9: the header may carry the name of the program and of the picture. */
function cleanEmf(bytes: Buffer): Buffer {
  const clean = Buffer.from(bytes);
  const [length, at] = [clean.readUInt32LE(60) * 2, clean.readUInt32LE(64)];
  if (length > 0 && at >= 88 && at + length <= clean.length) clean.fill(0, at, at + length);
  clean.writeUInt32LE(0, 60);
  clean.writeUInt32LE(0, 64);
  return clean;
}

const SVG_DROPPED = /^(?:script|metadata|foreignObject|namedview|title|desc|handler|set|animate.*)$/u;
const SVG_ATTRIBUTES = /^(?:on.*|export-filename|docname|label|data-.*)$/iu;

/** SVG inside a document: drawings without scripts, metadata and anything from elsewhere. */
function cleanSvg(bytes: Buffer): Buffer {
  const clean = rewriteXml(xmlText(bytes), {
    element: ({ local, attributes }) => {
      if (SVG_DROPPED.test(local)) return 'drop';
      const edits = new Map<string, string | null>();
      for (const [name, value] of attributes) {
        if (SVG_ATTRIBUTES.test(name)) edits.set(name, null);
        if (name === 'href' && !value.startsWith('#')) edits.set(name, '');
        if (/url\(\s*["']?(?!#)/iu.test(value) || /@import/iu.test(value)) edits.set(name, null);
      }
      return edits.size === 0 ? 'keep' : edits;
    },
    text: (text, parents) => (parents.at(-1) === 'style' && /url\(|@import/iu.test(text) ? '' : text),
  });
  return Buffer.from(clean, 'utf8');
}

/** A picture inside a document, cleaned as a picture by itself; whatever can't be cleaned ends the reading. */
export function cleanMedia(name: string, source: Buffer): Buffer {
  const kind = pictureKind(source);
  if (kind !== null) return asBuffer(kind.clean(source).bytes);
  if (/\.svg$/iu.test(name)) return cleanSvg(source);
  const isEmf = source.length > 88 && source.toString('latin1', 40, 44) === ' EMF';
  if (isEmf) return cleanEmf(source);
  // MS-WMF §2.3.2.3: a placeable metafile holds drawing records alone.
  const isWmf = source.length > 18 && /^(?:d7cdc69a|01000900|02000900)/u.test(source.toString('hex', 0, 4));
  requireThat(isWmf, `${name}: nothing that can be cleaned`);
  return source;
}
