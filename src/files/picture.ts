import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  AlphaAction,
  ImageMagick,
  initializeImageMagick,
  MagickColors,
  MagickFormat,
  MagickImageInfo,
  MagickReadSettings,
  Orientation,
  ResourceLimits,
} from '@imagemagick/magick-wasm';
import type { IMagickImage } from '@imagemagick/magick-wasm';
import type { UnreadReason } from '#policy/files.ts';
import type { GreyPicture } from './picture-look.ts';
import { isTrap } from './trap.ts';

/** A picture's pixels, upright, transparent parts white, scaled down where it was large. */
export interface PicturePixels {
  readonly kind: 'pixels';
  /** Width of the whole picture as shown, in pixels. */
  readonly shownWidth: number;
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel. */
  readonly rgba: Uint8ClampedArray;
}

/** SECURITY: the decoder is told the format, so that no content chooses one that runs or fetches something. */
const FORMATS: ReadonlyMap<string, MagickFormat> = new Map([
  ['image/jpeg', MagickFormat.Jpeg],
  ['image/png', MagickFormat.Png],
  ['image/gif', MagickFormat.Gif],
  ['image/webp', MagickFormat.WebP],
  ['image/tiff', MagickFormat.Tiff],
  ['image/bmp', MagickFormat.Bmp],
  ['image/heic', MagickFormat.Heic],
  ['image/avif', MagickFormat.Avif],
]);

/**
 * Most pixels that are decoded (threats C4). A JPEG is decoded at the scale that is needed; the video codecs of
 * HEIC and AVIF take ten times as long as others for a pixel.
 */
const MOST_PIXELS: ReadonlyMap<string, number> = new Map([
  ['image/jpeg', 130_000_000],
  ['image/heic', 25_000_000],
  ['image/avif', 25_000_000],
]);
const MOST_PIXELS_OTHERWISE = 36_000_000;
const MOST_SIDE = 16_384;

/** Letters of a photographed page are still read at this size, and nothing takes long. */
const WORKING_SIDE = 1280;

let ready: Promise<void> | null = null;

async function start(): Promise<void> {
  const path = fileURLToPath(import.meta.resolve('@imagemagick/magick-wasm/magick.wasm'));
  await initializeImageMagick(readFileSync(path));
  // Heads that say more than `MOST_SIDE` are to be read, so that "too large" isn't told as "damaged".
  ResourceLimits.width = 1_000_000n;
  ResourceLimits.height = 1_000_000n;
  ResourceLimits.memory = 400_000_000n;
  ResourceLimits.disk = 0n;
  ResourceLimits.listLength = 64n;
}

const headSettings = (format: MagickFormat): MagickReadSettings =>
  new MagickReadSettings({ format, frameIndex: 0, frameCount: 1 });

function settingsFor(format: MagickFormat): MagickReadSettings {
  const settings = headSettings(format);
  // libjpeg scales by eighths while it decodes: a twelfth of the time for a camera's picture.
  settings.setDefine(MagickFormat.Jpeg, 'size', `${WORKING_SIDE}x${WORKING_SIDE}`);
  return settings;
}

/** EXIF orientations 5 to 8 lie on their side. */
const LYING: ReadonlySet<Orientation> = new Set([
  Orientation.LeftTop,
  Orientation.RightTop,
  Orientation.RightBottom,
  Orientation.LeftBottom,
]);

function pixelsOf(image: IMagickImage, shownWidth: number): PicturePixels | UnreadReason {
  image.autoOrient();
  image.backgroundColor = MagickColors.White;
  image.alpha(AlphaAction.Remove);
  const scale = Math.min(1, WORKING_SIDE / Math.max(image.width, image.height));
  if (scale < 1)
    image.resize(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)));
  const { width, height } = image;
  const bytes = image.getPixels((pixels) => pixels.toByteArray(0, 0, width, height, 'RGBA'));
  if (bytes === null) return 'damaged';
  return { kind: 'pixels', shownWidth, width, height, rgba: new Uint8ClampedArray(bytes) };
}

/** Decodes the first frame of a picture whose content is of `mediaType`; why not, where it can't be done. */
export async function decodePicture(
  bytes: Uint8Array,
  mediaType: string,
): Promise<PicturePixels | UnreadReason> {
  const format = FORMATS.get(mediaType);
  if (format === undefined) return 'unknown';
  ready ??= start();
  await ready;
  try {
    const { width, height, orientation } = MagickImageInfo.create(bytes, headSettings(format));
    const most = MOST_PIXELS.get(mediaType) ?? MOST_PIXELS_OTHERWISE;
    if (width * height > most || Math.max(width, height) > MOST_SIDE) return 'too-large';
    const shownWidth = LYING.has(orientation) ? height : width;
    return ImageMagick.read(bytes, settingsFor(format), (image) => pixelsOf(image, shownWidth));
  } catch (error) {
    if (isTrap(error)) throw error;
    // What the decoder says of the bytes.
    if (
      error instanceof Error &&
      /ExceedsLimit|LimitExceeded|exceeds limit|CacheResourcesExhausted/u.test(error.message)
    )
      return 'too-large';
    return 'damaged';
  }
}

/** ITU-R BT.601. */
export function greyOf({ width, height, rgba }: PicturePixels): GreyPicture {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i += 1) {
    const at = i * 4;
    data[i] = ((rgba[at] ?? 0) * 299 + (rgba[at + 1] ?? 0) * 587 + (rgba[at + 2] ?? 0) * 114) / 1000;
  }
  return { width, height, data };
}
